/**
 * The trust pool that a device prints, as the labels of its certificates. Devices of one release print the same
 * hundred certificates: a pool that was read before is not read again. It knows no certificate behind a label.
 */
import { digestOf, type Known, known, type PoolDigest, type PoolLabel, unknown } from "@reroot/core";
import { readDeviceTime } from "../parsers/device-time.js";
import { readTimestampLine } from "../parsers/session.js";
import { showTrustPoolXr, type TrustPoolEntry } from "../parsers/show-trustpool-iosxr.js";
import type { Reading } from "./reading.js";
import { asIfUtc, type DeviceZone, utcOf } from "./time-zone.js";

export interface ReadPool {
  readonly digest: PoolDigest;
  /** Sorted, so that two devices with the same certificates name the same pool. */
  readonly labels: readonly PoolLabel[];
}

const MOST_REMEMBERED = 64;
const remembered = new Map<string, ReadPool>();

export function trustPoolFact(reading: Reading, zone: DeviceZone | undefined): Known<ReadPool> {
  const transcript = reading.transcript(showTrustPoolXr.command);
  const printed = transcript && printedPool(transcript.output);
  const key = `${zone?.name} ${zone?.offsetMinutes}\n${printed}`;
  const before = remembered.get(key);
  if (transcript && before) return known(before, transcript.id);
  const pool = readPool(reading, zone);
  if (printed !== undefined && pool.known) remember(key, pool.value);
  return pool;
}

/** The output without the time above it; undefined where anything else stands there. */
function printedPool(output: string): string | undefined {
  const start = output.indexOf("Trustpool:");
  const above = output.slice(0, Math.max(0, start)).trim();
  return start >= 0 && (above === "" || readTimestampLine(above)) ? output.slice(start) : undefined;
}

function remember(key: string, pool: ReadPool): void {
  remembered.set(key, pool);
  const [oldest] = remembered.keys();
  if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
}

function readPool(reading: Reading, zone: DeviceZone | undefined): Known<ReadPool> {
  const parsed = reading.parse(showTrustPoolXr);
  if (!parsed.known) return parsed;
  const labels = parsed.value.entries.map((entry) => labelOf(entry, zone)).sort(bySetAndFingerprint);
  const undated = labels.find(({ notBefore, notAfter }) => notBefore === "" || notAfter === "");
  if (undated) {
    const { command } = showTrustPoolXr;
    return unknown({
      code: "evidence/not-understood",
      command,
      line: 1,
      text: `validity of ${undated.subject}`,
    });
  }
  return { ...parsed, value: { digest: digestOf(labels), labels } };
}

/** Whose certificate it is, its fingerprint tells; a validity in a zone that nobody can tell is hours off at most. */
function labelOf(
  { set, subject, issuer, serial, notBefore, notAfter, sha1 }: TrustPoolEntry,
  zone: DeviceZone | undefined,
): PoolLabel {
  const iso = (text: string) => isoOf(text, zone);
  return { set, subject, issuer, serial, notBefore: iso(notBefore), notAfter: iso(notAfter), sha1 };
}

function isoOf(text: string, zone: DeviceZone | undefined): string {
  const utc = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? text : utcOfPrinted(text, zone);
  const milliseconds = utc === undefined ? Number.NaN : Date.parse(utc);
  return Number.isNaN(milliseconds) ? "" : new Date(milliseconds).toISOString();
}

function utcOfPrinted(text: string, zone: DeviceZone | undefined): string | undefined {
  const printed = readDeviceTime(text);
  return utcOf(printed, zone) ?? asIfUtc(printed);
}

function bySetAndFingerprint(a: PoolLabel, b: PoolLabel): number {
  const [left, right] = [`${a.set} ${a.sha1}`, `${b.set} ${b.sha1}`];
  return left < right ? -1 : left > right ? 1 : 0;
}
