/**
 * `show logging`: what is logged where, and the logging buffer, message by message. Lines of the buffer
 * that have no frame of their own (a message's further lines, or the first one when the buffer's end
 * overwrote its beginning) are entries that are all text. It does not know what any message means.
 */
import { type Result, success } from "@reroot/pki";
import { bufferLineReader, type LogEntry, readLogMessage } from "./log-line.js";
import type { NumberedLine, ParseFailure } from "./parse-failure.js";
import { cutShort, notThisCommand, unexpectedLine } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface Logging {
  /** Absent where only messages were printed, as behind a pipe. */
  readonly header?: LoggingHeader;
  readonly entries: readonly LogEntry[];
}

export interface LoggingHeader {
  readonly enabled: boolean;
  /** `messages dropped`, `flushes`, `overruns`, as printed. */
  readonly counters: Readonly<Record<string, number>>;
  readonly destinations: readonly LoggingDestination[];
  readonly bufferBytes?: number;
  /** What else stands above the buffer, as printed. */
  readonly notes: readonly string[];
}

export interface LoggingDestination {
  /** `console`, `monitor`, `trap`, `buffer`, `persistent`, `exception`, `file` */
  readonly name: string;
  readonly enabled: boolean;
  /** `debugging` */
  readonly level?: string;
  readonly messages?: number;
}

const COMMAND = "show logging";
const TITLE = /^Syslog logging: (enabled|disabled)(?: \((.{1,300})\))?$/i;
const DESTINATION = /^(Console|Monitor|Trap|Buffer|File|Persistent|Exception) logging: {0,4}(.{0,300})$/i;
const BUFFER = /^Log Buffer \((\d{1,15}) bytes\):$/;
/** A row under `Active Message Discriminator:`, IOS XE. */
const DISCRIMINATOR = /\s(?:mnemonics|facility|msg-body|severity|rate-limit)\s/;
const MORE_HEADER =
  /^(?:\s|No (?:Active|Inactive|active|inactive) |Logging |Count and |TLS |(?:Active|Inactive) Message)/;

export const showLogging = defineParser<Logging>({
  platforms: ["iosxr", "iosxe"],
  command: COMMAND,
  takesArguments: true,
  logLines: "output",
  read,
});

function read(lines: OutputLines): Result<Logging, ParseFailure> {
  const [first] = lines;
  const title = TITLE.exec(first.text.trim());
  if (!title && !bufferLineReader()(first.text, 1).at && !readLogMessage(first.text))
    return notThisCommand(first, COMMAND);
  if (!title) return success({ entries: readEntries(lines, 0) });
  const header = readHeader(lines, title);
  if (!header.ok) return header;
  const { entriesStart, ...rest } = header.value;
  return success({ header: rest, entries: readEntries(lines, entriesStart) });
}

function readHeader(
  lines: OutputLines,
  title: RegExpExecArray,
): Result<LoggingHeader & { entriesStart: number }, ParseFailure> {
  const destinations: LoggingDestination[] = [];
  const notes: string[] = [];
  const counters = readCounters(title[2] ?? "");
  const enabled = title[1]?.toLowerCase() === "enabled";
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index] as NumberedLine;
    const text = line.text.trim();
    const buffer = BUFFER.exec(text);
    if (buffer) {
      const bufferBytes = Number(buffer[1]);
      return success({ enabled, counters, destinations, bufferBytes, notes, entriesStart: index + 1 });
    }
    const destination = DESTINATION.exec(text);
    if (destination) destinations.push(readDestination(destination));
    else if (MORE_HEADER.test(line.text) || DISCRIMINATOR.test(line.text)) notes.push(text);
    else return unexpectedLine(line, `header of ${COMMAND}`);
  }
  const hasBuffer = destinations.some(({ name, enabled: isOn }) => name === "buffer" && isOn);
  if (enabled && (hasBuffer || destinations.length === 0))
    return cutShort(lines.at(-1) ?? lines[0], "Log Buffer");
  return success({ enabled, counters, destinations, notes, entriesStart: lines.length });
}

function readCounters(text: string): Record<string, number> {
  const counters: Record<string, number> = {};
  for (const part of text.split(", ")) {
    const counter = /^(\d{1,15}) (.{1,60})$/.exec(part);
    if (counter) counters[counter[2] as string] = Number(counter[1]);
  }
  return counters;
}

function readDestination([, name = "", text = ""]: RegExpExecArray): LoggingDestination {
  const level = /\blevel ([a-z]{1,20})/i.exec(text)?.[1];
  const messages = /\b(\d{1,15}) messages? (?:lines )?logged/.exec(text)?.[1];
  return {
    name: name.toLowerCase(),
    enabled: !/^disabled/i.test(text),
    ...(level !== undefined && { level }),
    ...(messages !== undefined && { messages: Number(messages) }),
  };
}

function readEntries(lines: OutputLines, start: number): LogEntry[] {
  const entries = new Array<LogEntry>(lines.length - start);
  const readLine = bufferLineReader();
  for (let index = start; index < lines.length; index++) {
    const { number, text } = lines[index] as NumberedLine;
    entries[index - start] = readLine(text, number);
  }
  return entries;
}
