/**
 * Splits a terminal log at its prompts: each command that was typed and what came after it, up to the
 * next prompt. Prompts of IOS XR are told from any other text by their shape; those of IOS XE by their
 * host, which must have been seen before a command. It does not know what the outputs mean.
 */
import { beginsWithCommand } from "../parsers/command-words.js";
import { readLogMessage } from "../parsers/log-line.js";
import type { NumberedLine } from "../parsers/parse-failure.js";
import { type Prompt, readXePrompt, readXrPrompt } from "../parsers/prompt.js";
import { listParsers } from "../parsers/registry.js";
import { findTimestamp, readTimestampLine } from "../parsers/session.js";
import { visibleLines } from "../parsers/terminal-line.js";
import type { CapturedTranscript } from "./capture.js";

export interface HostTranscript extends CapturedTranscript {
  readonly host: string;
}

const COMMAND_START =
  /^(?:sh(?:o|ow)?|dir|adm(?:in)?|ter(?:m|minal)?|conf(?:ig|igure)?|en(?:able)?|exit|end|more|copy|crypto|license|ping|run|commit|clear|logout)\b/i;
const XR_PROMPT_IN_LINE =
  /(?<=\s)(?=(?:RP|LC|DRP|SP)\/[A-Za-z0-9]{1,4}\/[A-Za-z0-9]{1,5}\/?[A-Za-z0-9]{0,6}:[\w.-]{1,80}(?:\([\w.:/ -]{1,80}\))?[#>])/;
// A flattened output is longer than any arguments that an operator would type behind a command.
const LONGEST_ARGUMENTS = 100;

/** A command that was typed; its output runs from `outputStart` (a raw line's index) to the next prompt. */
interface Typed {
  readonly prompt: Prompt;
  readonly command: string;
  readonly line: number;
  /** What stands behind the command on its own line, in a flattened log. */
  readonly inline: string;
}

export function splitTerminalLog(file: string, text: string): readonly HostTranscript[] {
  const lines = visibleLines(text).flatMap(cutAtPrompts);
  const raw = rawLines(text);
  const hosts = xeHosts(lines);
  const transcripts: HostTranscript[] = [];
  let typed: Typed | undefined;
  let host = "";
  let waiting: Prompt | undefined;
  for (const [index, line] of lines.entries()) {
    const prompt = readLogPrompt(line.text, hosts);
    const started = prompt ? readTyped(prompt, line) : waiting && readLateCommand(waiting, line);
    if (!prompt && !started) continue;
    if (typed) transcripts.push(finish(typed, host, file, raw, line, lines[index - 1], true));
    if (prompt && isHostPrompt(prompt)) host = prompt.host;
    typed = started;
    // A message that came right behind the prompt pushes the command to a line of its own.
    waiting = prompt && !started && prompt.rest.trim() !== "" ? prompt : undefined;
  }
  if (typed) transcripts.push(finish(typed, host, file, raw, undefined, lines.at(-1), false));
  return transcripts;
}

/** In a flattened log several prompts share a line. */
function cutAtPrompts(line: NumberedLine): NumberedLine[] {
  if (!line.text.includes("#") && !line.text.includes(">")) return [line];
  return line.text.split(XR_PROMPT_IN_LINE).map((text) => ({ number: line.number, text }));
}

function rawLines(text: string): string[] {
  return text.includes("\n") ? text.split("\n") : text.split("\r");
}

/** Hosts of IOS XE: what stands in front of `#` or `>` where a command follows. */
function xeHosts(lines: readonly NumberedLine[]): ReadonlySet<string> {
  const hosts = new Set<string>();
  for (const { text } of lines) {
    const prompt = readXePrompt(text);
    if (prompt && COMMAND_START.test(prompt.rest.trim())) hosts.add(prompt.host);
  }
  return hosts;
}

function readLogPrompt(text: string, hosts: ReadonlySet<string>): Prompt | undefined {
  const xr = readXrPrompt(text);
  if (xr) return xr;
  const xe = readXePrompt(text);
  return xe && hosts.has(xe.host) ? xe : undefined;
}

function readTyped(prompt: Prompt, line: NumberedLine): Typed | undefined {
  const rest = prompt.rest.trim();
  if (rest === "" || readLogMessage(rest)) return undefined;
  const stamp = findTimestamp(rest);
  const end = stamp && stamp.start > 0 ? stamp.start : endOfCommand(rest);
  return { prompt, command: rest.slice(0, end).trim(), line: line.number, inline: rest.slice(end).trim() };
}

function readLateCommand(prompt: Prompt, line: NumberedLine): Typed | undefined {
  const text = line.text.trim();
  if (readLogMessage(text) || !COMMAND_START.test(text)) return undefined;
  return { prompt, command: text, line: line.number, inline: "" };
}

/** All of it, unless a known command is followed by more than arguments: then the output stands on the same line. */
function endOfCommand(rest: string): number {
  if (rest.length <= LONGEST_ARGUMENTS || rest.includes("|")) return rest.length;
  const ends = listParsers().map(({ command }) => beginsWithCommand(rest, command)?.end ?? 0);
  const end = Math.max(0, ...ends);
  return end > 0 && rest.length - end > LONGEST_ARGUMENTS ? end : rest.length;
}

/** The system administration shell is part of the router that it was entered from. */
function isHostPrompt(prompt: Prompt): boolean {
  return !prompt.host.startsWith("sysadmin-vm:");
}

function finish(
  typed: Typed,
  hostSoFar: string,
  file: string,
  raw: readonly string[],
  next: NumberedLine | undefined,
  last: NumberedLine | undefined,
  endsAtPrompt: boolean,
): HostTranscript {
  const { prompt, command, line, inline } = typed;
  // The next prompt may share a line with the end of this output; that line's text was cut in front of it.
  const sharesLine =
    next !== undefined && last !== undefined && last.number === next.number && last.number > line;
  const end = next === undefined ? raw.length : next.number - 1;
  const below = raw.slice(line, Math.max(line, end));
  const output = [...(inline === "" ? [] : [inline]), ...below, ...(sharesLine ? [last.text] : [])].join(
    "\n",
  );
  const firstLine = output.trimStart().slice(0, 200).split("\n", 1)[0] ?? "";
  const at = readTimestampLine(firstLine)?.text ?? findTimestamp(firstLine)?.time.text;
  return {
    host: isHostPrompt(prompt) ? prompt.host : hostSoFar,
    command,
    output,
    prompt: prompt.text,
    ...(prompt.mode !== undefined && { mode: prompt.mode }),
    ...(prompt.mode === undefined && !isHostPrompt(prompt) && { mode: "sysadmin" }),
    ...(at !== undefined && { at }),
    endsAtPrompt,
    source: { file, line },
  };
}
