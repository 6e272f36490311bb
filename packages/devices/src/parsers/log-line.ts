/**
 * One syslog message as IOS XR, IOS XE and IOS print it, in a logging buffer, on a console or in the
 * middle of another output. It knows the frame of a message, not what any message means.
 *
 *     RP/0/RP0/CPU0:Feb 22 09:57:36.246 UTC: http_client[255]: %SECURITY-XR_SSL-3-CERT_VERIFY_ERR_2_PARAM : text
 *     RP/0/RP0/CPU0:Sep 25 23:25:34.886 UTC: smartlicserver[186]: SMART_LIC-6-AGENT_READY:text
 *     *Oct 22 16:06:08.270: %SMART_LIC-5-EVAL_START: text
 *     %SMART_LIC-3-COMM_FAILED:text
 */

export interface LogMessage {
  /** `RP/0/RP0/CPU0`, `0/RP0/ADMIN0`; IOS XR only. */
  readonly node?: string;
  /** As printed, and nearly always without a year: see `withYearBefore`. */
  readonly at?: string;
  readonly process?: string;
  readonly jobId?: number;
  /** `SECURITY` in `%SECURITY-XR_SSL-3-...`; IOS XE prints none. */
  readonly category?: string;
  readonly facility?: string;
  /** 0 (emergency) to 7 (debugging). */
  readonly severity?: number;
  readonly mnemonic?: string;
  readonly text: string;
}

export interface LogEntry extends LogMessage {
  readonly line: number;
}

// Sticky expressions, each tried once where its part must stand. Every repetition in them is bounded, so that
// no line can make them look back farther than that.
const NODE = /(?:(?:RP|LC|DRP|SP|PRP|FP|SC)\/)?[A-Z0-9]{1,3}\/[A-Z0-9]{1,6}\/[A-Z0-9]{1,8}:/y;
const STAMP =
  /(?:\d{1,9}: )?[*.]?(?:20\d\d )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} (?:20\d\d )?\d\d:\d\d:\d\d(?:\.\d{1,9})?(?: [A-Z][\w+-]{0,15})?:(?= |%|$)/y;
const PROCESS = /([A-Za-z_][\w.+-]{0,63})\[(\d{1,10})\]: ?/y;
const SIGNATURE = /%?([A-Z][\w-]{0,127}?)-([0-7])-([A-Za-z0-9_]{2,80})(?: ?: ?|$)/y;
const BARE_SIGNATURE = /%[A-Z][\w-]{1,120}?-[0-7]-[A-Z][A-Z0-9_]{1,79}(?= ?:|$)/y;
const NODE_IN_LINE =
  /(?:RP|LC|DRP|SP)\/[A-Z0-9]{1,4}\/[A-Z0-9]{1,6}\/[A-Z0-9]{1,8}:(?:20\d\d )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]/;

/** Undefined unless the line is framed as a message: by a node and a time, a time and a `%`, or a bare `%...-N-...`. */
export function readLogMessage(line: string): LogMessage | undefined {
  const text = line.trim();
  if (endOf(BARE_SIGNATURE, text, 0) > 0) return readBody(text, 0, {});
  const nodeEnd = Math.max(0, endOf(NODE, text, 0));
  const stampEnd = endOf(STAMP, text, nodeEnd);
  if (stampEnd < 0) return undefined;
  const bodyStart = skipSpace(text, stampEnd);
  if (nodeEnd === 0 && text[bodyStart] !== "%") return undefined;
  return readBody(text, bodyStart, readFrame(text, nodeEnd, stampEnd));
}

/** Any line of a logging buffer: one without a frame is a message that is all text. */
export function readBufferLine(text: string, line: number): LogEntry {
  const nodeEnd = Math.max(0, endOf(NODE, text, 0));
  const stampEnd = endOf(STAMP, text, nodeEnd);
  if (stampEnd < 0) return readBody(text, 0, { line }) as LogEntry;
  const frame = readFrame(text, nodeEnd, stampEnd);
  frame.line = line;
  return readBody(text, skipSpace(text, stampEnd), frame) as LogEntry;
}

/** Where a message that interrupted another line begins, `RP/0/RP0/CPU0:Feb 22 ...`; -1 if none. */
export function findInterruption(line: string): number {
  return line.includes("CPU") ? line.search(NODE_IN_LINE) : -1;
}

// A buffer holds tens of thousands of lines: one object a line is filled in, none is copied.
type Unfinished = { -readonly [Key in keyof LogEntry]?: LogEntry[Key] };

function readFrame(text: string, nodeEnd: number, stampEnd: number): Unfinished {
  const at = text.slice(nodeEnd, stampEnd - 1);
  return nodeEnd === 0 ? { at } : { node: text.slice(0, nodeEnd - 1), at };
}

function readBody(text: string, start: number, message: Unfinished): LogMessage {
  let position = start;
  const process = matchAt(PROCESS, text, position);
  if (process) {
    message.process = process[1] as string;
    message.jobId = Number(process[2]);
    position = PROCESS.lastIndex;
  }
  const signature = matchAt(SIGNATURE, text, position);
  if (signature) {
    const origin = signature[1] as string;
    const dash = origin.lastIndexOf("-");
    if (dash > 0) message.category = origin.slice(0, dash);
    message.facility = origin.slice(dash + 1);
    message.severity = Number(signature[2]);
    message.mnemonic = signature[3] as string;
    position = SIGNATURE.lastIndex;
  }
  message.text = text.slice(position);
  return message as LogMessage;
}

function matchAt(sticky: RegExp, text: string, index: number): RegExpExecArray | null {
  sticky.lastIndex = index;
  return sticky.exec(text);
}

function endOf(sticky: RegExp, text: string, index: number): number {
  sticky.lastIndex = index;
  return sticky.test(text) ? sticky.lastIndex : -1;
}

function skipSpace(text: string, index: number): number {
  return text.charCodeAt(index) === 32 ? index + 1 : index;
}
