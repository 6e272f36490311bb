/**
 * Turns captured text into the numbered lines of one output, with everything that the session put
 * around and between them taken off and kept apart. It does not know what any output means.
 */
import type { Result } from "@reroot/pki";
import { beginsWithCommand } from "./command-words.js";
import { findInterruption, readLogMessage } from "./log-line.js";
import {
  deviceRefused,
  type NumberedLine,
  nothingThere,
  notThisCommand,
  type ParseFailure,
  type Refused,
  tooLong,
  unexpectedLine,
} from "./parse-failure.js";
import { findTrailingPrompt, readPrompt, readXePrompt, readXrPrompt } from "./prompt.js";
import {
  findTimestamp,
  isWrappedTimestamp,
  readTimestampLine,
  type Session,
  type SessionSoFar,
  takeLoadHeader,
} from "./session.js";
import { visibleLines } from "./terminal-line.js";

export interface Screen {
  /** Blank lines are left out; at least one line is there. */
  readonly lines: readonly NumberedLine[];
  readonly session: Session;
}

export interface ScreenOptions {
  /** The full command whose output is expected. */
  readonly command: string;
  /** Log messages that stand in an output are noise, except where they are the output. */
  readonly logLines: "noise" | "output";
  readonly isAnswer?: (text: string) => boolean;
}

const LONGEST_OUTPUT = 64 * 1024 * 1024;
/** What a test harness writes into its log in front of a command. */
const RECORDER = /^\+\+\+ .{1,300} \+\+\+$/;
const LEAVING = /^(?:exit|quit|logout|end|term(?:inal)? .{0,60})?$/i;

export function readScreen(text: string, options: ScreenOptions): Result<Screen, ParseFailure> {
  if (text.length > LONGEST_OUTPUT) return tooLong(LONGEST_OUTPUT);
  const session: SessionSoFar = { logLines: [] };
  const shown = visibleLines(text);
  const head = takeHead(shown, session, options);
  if (!head.ok) return head;
  const body = takeBody(shown.slice(head.value), text, session, options);
  if (!body.ok) return body;
  const first = body.value[0];
  if (!first) return nothingThere({ number: shown.at(-1)?.number ?? 1, text: "" });
  const refusal = findRefusal(body.value, options);
  return refusal ?? { ok: true, value: { lines: body.value, session } };
}

/** Takes off prompt, echo, timestamp and header lines; answers the index of the first line of output. */
function takeHead(
  lines: NumberedLine[],
  session: SessionSoFar,
  options: ScreenOptions,
): Result<number, ParseFailure> {
  let index = 0;
  while (index < lines.length) {
    const line = lines[index] as NumberedLine;
    if (takeWrappedTimestamp(line, lines[index + 1], session)) {
      index += 2;
      continue;
    }
    const left = takeHeadLine(line, lines.length === 1, session, options);
    if (typeof left !== "string") return left;
    if (left.trim() === "") index++;
    else if (left === line.text) break;
    else lines[index] = { number: line.number, text: left };
  }
  return { ok: true, value: index };
}

/** What is left of a line once one piece of the session's own text is taken off its front. */
function takeHeadLine(
  line: NumberedLine,
  isOnlyLine: boolean,
  session: SessionSoFar,
  options: ScreenOptions,
): string | Refused {
  const text = line.text;
  if (takeLoadHeader(text.trim(), session) || RECORDER.test(text)) return "";
  const afterTime = session.takenAt ? undefined : takeTimestamp(text, session);
  if (afterTime !== undefined) return afterTime;
  const prompt = session.command === undefined ? readHeadPrompt(text, options.command) : undefined;
  if (prompt) {
    session.prompt = prompt.text;
    session.host = prompt.host;
    if (prompt.rest.trim() === "" || readLogMessage(prompt.rest)) return "";
    if (LEAVING.test(prompt.rest.trim())) return "";
    const taken = takeCommand(prompt.rest, isOnlyLine, session, options.command);
    return taken ?? notThisCommand(line, options.command);
  }
  if (options.logLines === "noise" && takeLogLine(line, session)) return "";
  if (session.command === undefined) {
    const taken = takeCommand(text, isOnlyLine, session, options.command);
    if (taken !== undefined) return taken;
  }
  return text;
}

function takeTimestamp(text: string, session: SessionSoFar): string | undefined {
  const alone = readTimestampLine(text);
  const leading = alone ? undefined : findTimestamp(text);
  if (alone) session.takenAt = alone;
  else if (leading && text.slice(0, leading.start).trim() === "") session.takenAt = leading.time;
  else return undefined;
  return leading ? text.slice(leading.end) : "";
}

function takeWrappedTimestamp(
  line: NumberedLine,
  next: NumberedLine | undefined,
  session: SessionSoFar,
): boolean {
  if (!next || session.takenAt || !isWrappedTimestamp(line.text)) return false;
  const time = readTimestampLine(`${line.text.trim()} ${next.text.trim()}`);
  if (time) session.takenAt = time;
  return time !== undefined;
}

/** `host#` of IOS XE is believed only when it stands alone or before a command. */
function readHeadPrompt(text: string, command: string): ReturnType<typeof readPrompt> {
  const xr = readXrPrompt(text.trimStart());
  if (xr) return xr;
  const xe = readXePrompt(text.trimStart());
  if (!xe) return undefined;
  const rest = xe.rest.trim();
  return rest === "" || /^(?:sh|show|dir|term)\b/i.test(rest) || beginsWithCommand(rest, command)
    ? xe
    : undefined;
}

/** Takes the echoed command, with its arguments; what follows it in a flattened line is left. */
function takeCommand(
  text: string,
  isOnlyLine: boolean,
  session: SessionSoFar,
  command: string,
): string | undefined {
  const typed = beginsWithCommand(text, command);
  if (!typed) return undefined;
  const stamp = findTimestamp(text);
  const isFlattened = isOnlyLine && text.slice(typed.end).trim() !== "";
  const end = stamp ? stamp.start : isFlattened ? typed.end : text.length;
  session.command = text.slice(0, end).trim();
  return text.slice(end);
}

function takeLogLine(line: NumberedLine, session: SessionSoFar): boolean {
  const message = readLogMessage(line.text);
  if (message) session.logLines.push({ line: line.number, ...message });
  return message !== undefined;
}

/** Takes off log messages in between and prompts at the end. */
function takeBody(
  lines: readonly NumberedLine[],
  text: string,
  session: SessionSoFar,
  options: ScreenOptions,
): Result<readonly NumberedLine[], ParseFailure> {
  // One look at the text spares a look at each line.
  const hasPrompts = canHoldPrompt(text);
  if (!hasPrompts && options.logLines === "output") return { ok: true, value: lines };
  const body: NumberedLine[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as NumberedLine;
    if (hasPrompts && isPromptLine(line.text, session, index === lines.length - 1)) {
      const stray = lines.slice(index).find((later) => !isAfterTheEnd(later, session));
      if (stray) return unexpectedLine(stray, `the end of ${options.command}`);
      break;
    }
    if (options.logLines === "output") body.push(line);
    else if (!takeLogLine(line, session)) body.push(withoutInterruption(line, session));
  }
  return { ok: true, value: withoutTrailingPrompt(body, session.host) };
}

function canHoldPrompt(text: string): boolean {
  return text.includes("#") || text.includes(">");
}

function isPromptLine(text: string, session: SessionSoFar, isLast: boolean): boolean {
  if (!canHoldPrompt(text)) return false;
  if (readXrPrompt(text.trimStart())) return true;
  const xe = readXePrompt(text.trimStart());
  if (!xe) return false;
  return xe.host === session.host ? true : isLast && xe.rest.trim() === "";
}

/** After the prompt came back: further prompts, leaving, the time, log messages. */
function isAfterTheEnd(line: NumberedLine, session: SessionSoFar): boolean {
  const text = line.text.trim();
  const prompt = readPrompt(text);
  if (prompt) return LEAVING.test(prompt.rest.trim()) || readLogMessage(prompt.rest) !== undefined;
  if (readTimestampLine(text)) return true;
  return /^(?:Connection|Shared connection) .{1,80} closed/.test(text) || takeLogLine(line, session);
}

function withoutInterruption(line: NumberedLine, session: SessionSoFar): NumberedLine {
  const start = findInterruption(line.text);
  if (start <= 0) return line;
  const message = readLogMessage(line.text.slice(start));
  if (!message) return line;
  session.logLines.push({ line: line.number, ...message });
  return { number: line.number, text: line.text.slice(0, start) };
}

function withoutTrailingPrompt(
  lines: readonly NumberedLine[],
  host: string | undefined,
): readonly NumberedLine[] {
  const last = lines.at(-1);
  const start = last ? findTrailingPrompt(last.text, host) : -1;
  if (!last || start <= 0) return lines;
  return [...lines.slice(0, -1), { number: last.number, text: last.text.slice(0, start) }];
}

/** `% Invalid input detected at '^' marker.`, with or without the line that holds the caret. */
function findRefusal(lines: readonly NumberedLine[], { isAnswer }: ScreenOptions): Refused | undefined {
  const error = lines.find((line) => line.text.trim() !== "^");
  if (!error || !/^\s*% ?[A-Z][a-z]/.test(error.text) || isAnswer?.(error.text.trim())) return undefined;
  return deviceRefused(error);
}
