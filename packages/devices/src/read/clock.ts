/**
 * The device's time when it was asked: from `show clock`, or from the line that IOS XR prints above
 * an output, whose weekday gives away the year that it leaves out.
 */
import { type ClockFacts, type Known, known } from "@reroot/core";
import { type DeviceTime, withYearBefore } from "../parsers/device-time.js";
import { showClock } from "../parsers/show-clock.js";
import { readLicenceStatus } from "./licence.js";
import type { Reading } from "./reading.js";
import { type DeviceZone, utcOf, zoneOf } from "./time-zone.js";

export interface DeviceClock {
  readonly fact: Known<ClockFacts>;
  readonly zone: DeviceZone | undefined;
  /** Wall time on the device, `YYYY-MM-DDTHH:MM:SS[.fff]`. */
  readonly local: string | undefined;
}

export type Timing = "live" | "captured";

export function readClock(reading: Reading, timing: Timing): DeviceClock {
  const clock = reading.parse(showClock);
  if (!clock.known) return fromTimestamp(reading, clock);
  const { time } = clock.value;
  const readAt = timing === "live" ? reading.transcript(showClock.command)?.at : undefined;
  const zone = zoneOf(time, readAt);
  const deviceTime = utcOf(time, zone);
  if (deviceTime === undefined) {
    const reason = {
      code: "evidence/not-understood",
      command: showClock.command,
      line: 1,
      text: time.text,
    } as const;
    return { fact: { known: false, reason }, zone, local: time.local };
  }
  const aheadSeconds =
    readAt === undefined ? undefined : Math.round((Date.parse(deviceTime) - Date.parse(readAt)) / 1000);
  const value = { deviceTime, ...(aheadSeconds !== undefined && { aheadSeconds }) };
  return { fact: { ...clock, value }, zone, local: time.local };
}

/** The agent's own times carry a year, and are at most a renewal interval away from the line above them. */
function fromTimestamp(reading: Reading, unread: Known<ClockFacts> & { known: false }): DeviceClock {
  const licence = readLicenceStatus(reading);
  const none = { fact: unread, zone: undefined, local: undefined };
  if (!licence.known) return none;
  const { session, registration, authorization } = licence.value;
  const dated = [authorization?.lastCommunication?.at, authorization?.since, registration?.initial?.at];
  const year = yearAfter(dated);
  const time = session.takenAt && year !== undefined ? withYearBefore(session.takenAt.text, year) : undefined;
  const zone = time && zoneOf(time, undefined);
  const deviceTime = utcOf(time, zone);
  if (!time || deviceTime === undefined) return { ...none, local: time?.local };
  return { fact: known({ deviceTime }, ...licence.shownBy), zone, local: time.local };
}

/** One year after the latest of the times: the agent does not stay silent longer without losing its registration. */
function yearAfter(times: readonly (DeviceTime | undefined)[]): string | undefined {
  const latest = times
    .flatMap((time) => time?.local ?? [])
    .sort()
    .at(-1);
  return latest === undefined ? undefined : `${Number(latest.slice(0, 4)) + 1}${latest.slice(4, 19)}`;
}
