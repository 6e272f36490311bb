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
    messages: folded(entries)
      .slice(-MOST_MESSAGES)
      .map(({ entry, times }) => messageOf(entry, times, context)),
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

/** Of messages that say the same: the first, so that it is seen since when, and the newest few. In order. */
function folded(entries: readonly LogEntry[]): readonly Folded[] {
  const same = new Map<string, number[]>();
  for (const [index, { category, facility, mnemonic, text }] of entries.entries()) {
    if (mnemonic === undefined || !CONCERNED.test(`${category ?? ""}-${facility ?? ""}`)) continue;
    const key = `${facility}-${mnemonic} ${text}`;
    const indices = same.get(key);
    if (indices) indices.push(index);
    else same.set(key, [index]);
  }
  const kept = new Map<number, number>();
  for (const indices of same.values()) {
    for (const index of [indices[0] as number, ...indices.slice(-NEWEST_OF_THE_SAME)]) kept.set(index, 1);
    kept.set(indices.at(-1) as number, indices.length);
  }
  return [...kept]
    .sort(([a], [b]) => a - b)
    .map(([index, times]) => ({ entry: entries[index] as LogEntry, ...(times > 1 && { times }) }));
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
