/**
 * What the session printed around an output and is no part of it: prompt, echo, the line with the
 * time, the load header of IOS XE, log messages that came in between. It does not know any output.
 */
import { type DeviceTime, MONTHS, readTimeParts, toDeviceTime, WEEKDAYS } from "./device-time.js";
import type { LogEntry } from "./log-line.js";

export interface Session {
  readonly prompt?: string;
  readonly host?: string;
  /** The command as typed, arguments and pipes included. */
  readonly command?: string;
  /** The device's clock when it answered. IOS XR prints no year here. */
  readonly takenAt?: DeviceTime;
  /** `NTP`, `hardware calendar`; IOS XE. */
  readonly timeSource?: string;
  readonly load?: CpuLoad;
  /** Messages that interrupted the output. */
  readonly logLines: readonly LogEntry[];
}

/** As printed: `2%/0%` is the total and the share of interrupts. */
export interface CpuLoad {
  readonly fiveSeconds: string;
  readonly oneMinute: string;
  readonly fiveMinutes: string;
}

export type SessionSoFar = {
  -readonly [Key in Exclude<keyof Session, "logLines">]?: Session[Key];
} & { logLines: LogEntry[] };

const LOAD = /^Load for five secs: (\S{1,20}); one minute: (\S{1,10}); five minutes: (\S{1,10})$/;
const TIME_SOURCE = /^(?:Time source is (.{1,60}), |No time source, )([*.]?\d.{1,60})$/;
const WEEKDAY = `(?:${WEEKDAYS.join("|")})`;
const FLATTENED_TIMESTAMP = new RegExp(
  `(?:^| )(${WEEKDAY} {1,2}(?:${MONTHS.join("|")}) {1,2}\\d{1,2} \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?(?: [A-Z][A-Z0-9+-]{1,9})?(?: 20\\d\\d)?)(?= |$)`,
);
const WRAPPED_TIMESTAMP = new RegExp(`^${WEEKDAY} {1,2}(?:${MONTHS.join("|")})(?: {1,2}\\d{1,2})?$`);

export interface Timestamp {
  readonly start: number;
  readonly end: number;
  readonly time: DeviceTime;
}

/** A line that is nothing but the time that IOS XR prints above an output: weekday first, no year as a rule. */
export function readTimestampLine(line: string): DeviceTime | undefined {
  const text = line.trim();
  const parts = WEEKDAYS.includes(text.slice(0, 3)) ? readTimeParts(text) : undefined;
  return parts && toDeviceTime(text, parts);
}

/** The first half of a timestamp that a narrow terminal wrapped: `Wed Feb 23`. */
export function isWrappedTimestamp(line: string): boolean {
  return WRAPPED_TIMESTAMP.test(line.trim());
}

/** The same time inside a line that a web page flattened: `...#show license status Wed Feb 23 06:08:07 UTC Smart`. */
export function findTimestamp(line: string): Timestamp | undefined {
  const found = FLATTENED_TIMESTAMP.exec(line.length > 400 ? line.slice(0, 400) : line);
  const printed = found?.[1];
  const parts = printed === undefined ? undefined : readTimeParts(printed);
  if (!found || printed === undefined || !parts) return undefined;
  const end = found.index + found[0].length;
  return { start: end - printed.length, end, time: toDeviceTime(printed, parts) };
}

/** Takes the two header lines of IOS XE (`terminal exec prompt timestamp`); false for any other line. */
export function takeLoadHeader(line: string, session: SessionSoFar): boolean {
  const load = LOAD.exec(line);
  if (load) {
    const [, fiveSeconds = "", oneMinute = "", fiveMinutes = ""] = load;
    session.load = { fiveSeconds, oneMinute, fiveMinutes };
    return true;
  }
  const source = TIME_SOURCE.exec(line);
  const parts = source?.[2] === undefined ? undefined : readTimeParts(source[2]);
  if (!source || !parts) return false;
  if (source[1] !== undefined) session.timeSource = source[1];
  session.takenAt = toDeviceTime((source[2] as string).trim(), parts);
  return true;
}
