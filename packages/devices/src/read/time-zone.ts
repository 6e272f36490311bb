/**
 * Turns a device's printed times into UTC. Abbreviations of zones are ambiguous, and operators invent
 * their own; so an offset is taken from a short list that means one thing everywhere, or learned by
 * comparing the device's clock with ours, or not known at all.
 */
import type { DeviceTime } from "../parsers/device-time.js";

export interface DeviceZone {
  readonly name: string;
  /** Local time less UTC. */
  readonly offsetMinutes: number;
}

// Left out on purpose: IST, CST, BST, AST, EST and others that are several zones.
const UNAMBIGUOUS: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  WET: 0,
  WEST: 60,
  CET: 60,
  CEST: 120,
  MEZ: 60,
  MESZ: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  SGT: 480,
  HKT: 480,
  JST: 540,
  KST: 540,
  NZST: 720,
  NZDT: 780,
  EDT: -240,
  CDT: -300,
  MDT: -360,
  PST: -480,
  PDT: -420,
};

const QUARTER_HOUR_MS = 15 * 60_000;
const WIDEST_OFFSET_MS = 14 * 3_600_000;
// A clock that is off by more than this from any quarter of an hour tells nothing of its zone.
const CLOSE_ENOUGH_MS = 5 * 60_000;

/** The zone that a device's clock shows; `readAt` (ISO 8601) only where it was asked just then. */
export function zoneOf(clock: DeviceTime, readAt: string | undefined): DeviceZone | undefined {
  const name = clock.zone ?? "";
  const fixed = UNAMBIGUOUS[name];
  if (fixed !== undefined) return { name, offsetMinutes: fixed };
  const local = millisecondsOf(clock.local);
  if (local === undefined || readAt === undefined) return undefined;
  const ahead = local - Date.parse(readAt);
  const offset = Math.round(ahead / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
  const isZone = Math.abs(ahead - offset) <= CLOSE_ENOUGH_MS && Math.abs(offset) <= WIDEST_OFFSET_MS;
  return isZone ? { name, offsetMinutes: offset / 60_000 } : undefined;
}

/** ISO 8601 with milliseconds; undefined where year or zone are not known. `zone` is the device's own. */
export function utcOf(time: DeviceTime | undefined | null, zone: DeviceZone | undefined): string | undefined {
  const local = millisecondsOf(time?.local);
  if (!time || local === undefined) return undefined;
  const isDevicesOwn = zone !== undefined && (time.zone === undefined || time.zone === zone.name);
  const offset = isDevicesOwn ? zone.offsetMinutes : UNAMBIGUOUS[time.zone ?? ""];
  return offset === undefined ? undefined : new Date(local - offset * 60_000).toISOString();
}

/** For a zone that is not known: the wall time, up to 14 hours from the moment that it means. */
export function asIfUtc(time: DeviceTime | undefined | null): string | undefined {
  const local = millisecondsOf(time?.local);
  return local === undefined ? undefined : new Date(local).toISOString();
}

function millisecondsOf(local: string | undefined): number | undefined {
  const milliseconds = local === undefined ? Number.NaN : Date.parse(`${local}Z`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
