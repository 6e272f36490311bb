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
const MOST_MESSAGES = 200;

export function logFacts({ entries }: Logging, context: LogContext): LogFacts {
  const newest: LogEntry[] = [];
  for (let index = entries.length - 1; index >= 0 && newest.length < MOST_MESSAGES; index--) {
    const entry = entries[index] as LogEntry;
    if (entry.mnemonic !== undefined && CONCERNED.test(`${entry.category ?? ""}-${entry.facility ?? ""}`)) {
      newest.push(entry);
    }
  }
  const oldest = entries.find((entry) => entry.at !== undefined);
  const oldestAt = oldest && timeOf(oldest, context);
  return {
    ...(oldestAt !== undefined && { oldestAt }),
    messages: newest.reverse().map((entry) => messageOf(entry, context)),
  };
}

function messageOf(entry: LogEntry, context: LogContext): LogMessage {
  const { category, facility, severity, mnemonic, text } = entry;
  const at = timeOf(entry, context);
  const signature = [category, facility, severity, mnemonic].filter((part) => part !== undefined).join("-");
  return { ...(at !== undefined && { at }), mnemonic: signature, text };
}

function timeOf({ at }: LogEntry, { deviceNow, toUtc }: LogContext): string | undefined {
  return at === undefined || deviceNow === undefined ? undefined : toUtc(withYearBefore(at, deviceNow));
}
