/**
 * The log messages that can say something of licensing, call home, certificates or TLS. Which of them
 * is a symptom of what is the notice's to say.
 */
import type { LogFacts, LogMessage } from "@reroot/core";
import { type DeviceTime, withYearBefore } from "../parsers/device-time.js";
import type { LogEntry } from "../parsers/log-line.js";
import type { Logging } from "../parsers/show-logging.js";

export interface LogContext {
  /** The device's local time when it was asked, `YYYY-MM-DDTHH:MM:SS`: log lines carry no year. */
  readonly deviceNow: string | undefined;
  readonly toUtc: (time: DeviceTime | undefined) => string | undefined;
}

const CONCERNED = /LIC|CALL_?HOME|PKI|SSL|TLS|HTTP|CRYPTO|CERT/;
const MOST_MESSAGES = 60;
const MOST_WITH_NEIGHBOURS = 240;
// A device that retries every hour for a year says the same thing thousands of times.
const NEWEST_OF_THE_SAME = 3;
const LONGEST_TEXT = 400;

export function logFacts(log: Logging, context: LogContext): LogFacts {
  const { entries } = log;
  const oldest = entries.find((entry) => entry.at !== undefined);
  const oldestAt = oldest && timeOf(oldest, context);
  return {
    ...(oldestAt !== undefined && { oldestAt }),
    ...(isWhole(log) && { isWhole: true as const }),
    messages: folded(entries).map(({ entry, times }) => messageOf(entry, times, context)),
  };
}

/** The device counts what it logs into its buffer: fewer lines than that, and the oldest are gone. */
function isWhole({ header, entries }: Logging): boolean {
  const logged = header?.destinations.find(({ name }) => name === "buffer")?.messages;
  return logged !== undefined && entries.filter(({ at }) => at !== undefined).length >= logged;
}

interface Folded {
  readonly entry: LogEntry;
  /** Of all that say the same, on the latest of them. */
  readonly times?: number;
}

/**
 * Of messages that say the same: the first, so that it is seen since when, and the newest few; and beside the newest of
 * each, the nearest of every other, so that it is seen what happened together. In order.
 */
function folded(entries: readonly LogEntry[]): readonly Folded[] {
  const same = sayingTheSame(entries);
  const kept = same
    .flatMap((indices) => [indices[0] as number, ...indices.slice(-NEWEST_OF_THE_SAME)])
    .sort((a, b) => a - b)
    .slice(-MOST_MESSAGES);
  const newest = same.map((indices) => indices.at(-1) as number);
  const beside = newest.flatMap((index) => same.flatMap((indices) => nearest(indices, index)));
  const times = new Map(same.map((indices) => [indices.at(-1) as number, indices.length]));
  return [...new Set([...kept, ...beside])]
    .sort((a, b) => a - b)
    .slice(-MOST_WITH_NEIGHBOURS)
    .map((index) => {
      const count = times.get(index) ?? 1;
      return { entry: entries[index] as LogEntry, ...(count > 1 && { times: count }) };
    });
}

/** The places of each message that concerns us, in order; of the most varied logs, those that came last. */
function sayingTheSame(entries: readonly LogEntry[]): readonly (readonly number[])[] {
  const same = new Map<string, number[]>();
  for (const [index, { category, facility, mnemonic, text }] of entries.entries()) {
    if (mnemonic === undefined || !CONCERNED.test(`${category ?? ""}-${facility ?? ""}`)) continue;
    const key = `${facility}-${mnemonic} ${text}`;
    const indices = same.get(key);
    if (indices) indices.push(index);
    else same.set(key, [index]);
  }
  const last = (indices: readonly number[]) => indices.at(-1) as number;
  return [...same.values()].sort((a, b) => last(a) - last(b)).slice(-MOST_MESSAGES);
}

/** The last before `index` and the first after it; none of the message that stands there itself. */
function nearest(indices: readonly number[], index: number): readonly number[] {
  let low = 0;
  for (let high = indices.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((indices[middle] as number) < index) low = middle + 1;
    else high = middle;
  }
  if (indices[low] === index) return [];
  return [indices[low - 1], indices[low]].filter((one) => one !== undefined);
}

function messageOf(entry: LogEntry, times: number | undefined, context: LogContext): LogMessage {
  const { category, facility, severity, mnemonic, text } = entry;
  const at = timeOf(entry, context);
  const signature = [category, facility, severity, mnemonic].filter((part) => part !== undefined).join("-");
  return {
    ...(at !== undefined && { at }),
    mnemonic: signature,
    text: text.slice(0, LONGEST_TEXT),
    ...(times !== undefined && { times }),
  };
}

function timeOf({ at }: LogEntry, { deviceNow, toUtc }: LogContext): string | undefined {
  return at === undefined || deviceNow === undefined ? undefined : toUtc(withYearBefore(at, deviceNow));
}
