/**
 * One syslog message as IOS XR, IOS XE and IOS print it, in a logging buffer, on a console or in the
 * middle of another output. It knows the frame of a message, not what any message means.
 *
 *     RP/0/RP0/CPU0:Feb 22 09:57:36.246 UTC: http_client[255]: %SECURITY-XR_SSL-3-CERT_VERIFY_ERR_2_PARAM : text
 *     RP/0/RP0/CPU0:Sep 25 23:25:34.886 UTC: smartlicserver[186]: SMART_LIC-6-AGENT_READY:text
 *     *Oct 22 16:06:08.270: %SMART_LIC-5-EVAL_START: text
 *     %SMART_LIC-3-COMM_FAILED:text
 */
import { type OriginAt, originsOfBuffer, pastBlank, readOrigin } from "./log-origin.js";

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

// Every repetition is bounded, so that no line can make these look back farther than that.
const NODE = String.raw`(?:(?:RP|LC|DRP|SP|PRP|FP|SC)\/)?[A-Z0-9]{1,3}\/[A-Z0-9]{1,6}\/[A-Z0-9]{1,8}:`;
const TIME = String.raw`(?:\d{1,9}: )?[*.]?(?:20\d\d )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} (?:20\d\d )?\d\d:\d\d:\d\d(?:\.\d{1,9})?(?: [A-Z][\w+-]{0,15})?:(?= |%|$)`;
const STAMP = new RegExp(TIME, "y");
const NODE_AND_STAMP = new RegExp(`${NODE}${TIME}`, "y");
const BARE_SIGNATURE = /%[A-Z][\w-]{1,120}?-[0-7]-[A-Z][A-Z0-9_]{1,79}(?= ?:|$)/y;
const NODE_IN_LINE =
  /(?:RP|LC|DRP|SP)\/[A-Z0-9]{1,4}\/[A-Z0-9]{1,6}\/[A-Z0-9]{1,8}:(?:20\d\d )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]/;

/** Undefined unless the line is framed as a message: by a node and a time, a time and a `%`, or a bare `%...-N-...`. */
export function readLogMessage(line: string): LogMessage | undefined {
  const text = line.trim();
  if (endOf(BARE_SIGNATURE, text) > 0) return messageOf(text, UNFRAMED, readOrigin);
  const frame = frameOf(text);
  if (frame === UNFRAMED) return undefined;
  if (frame.nodeEnd === 0 && text[pastBlank(text, frame.stampEnd)] !== "%") return undefined;
  return messageOf(text, frame, readOrigin);
}

/** Reads any line of one logging buffer: one without a frame is a message that is all text. */
export function bufferLineReader(): (text: string, line: number) => LogEntry {
  const originAt = originsOfBuffer();
  return (text, line) =>
    wholeEntryOf(text, line, originAt) ?? (messageOf(text, frameOf(text), originAt, line) as LogEntry);
}

/** Where a message that interrupted another line begins, `RP/0/RP0/CPU0:Feb 22 ...`; -1 if none. */
export function findInterruption(line: string): number {
  return line.includes("CPU") ? line.search(NODE_IN_LINE) : -1;
}

/**
 * A message with all its parts, as IOS XR prints them; undefined for any other. A buffer holds tens of thousands of
 * them, so that nothing is made on the way but the entry itself.
 */
function wholeEntryOf(text: string, line: number, originAt: OriginAt): LogEntry | undefined {
  const stampEnd = endOf(NODE_AND_STAMP, text);
  if (stampEnd < 0) return undefined;
  const start = pastBlank(text, stampEnd);
  const { process, jobId, category, facility, severity, mnemonic, length } = originAt(text, start);
  if (process === undefined || jobId === undefined || category === undefined) return undefined;
  if (facility === undefined || severity === undefined || mnemonic === undefined) return undefined;
  const nodeEnd = endOfNode(text);
  return {
    node: text.slice(0, nodeEnd - 1),
    at: text.slice(nodeEnd, stampEnd - 1),
    line,
    process,
    jobId,
    category,
    facility,
    severity,
    mnemonic,
    text: text.slice(pastBlank(text, start + length)),
  };
}

/** Each end is the index after the colon; 0 where there is no such part. */
interface Frame {
  readonly nodeEnd: number;
  readonly stampEnd: number;
}

const UNFRAMED: Frame = { nodeEnd: 0, stampEnd: 0 };

function frameOf(text: string): Frame {
  const framed = endOf(NODE_AND_STAMP, text);
  if (framed > 0) return { nodeEnd: endOfNode(text), stampEnd: framed };
  const stampEnd = endOf(STAMP, text);
  return stampEnd > 0 ? { nodeEnd: 0, stampEnd } : UNFRAMED;
}

/** Any message; what is not printed is absent. */
function messageOf(
  text: string,
  { nodeEnd, stampEnd }: Frame,
  originAt: OriginAt,
  line?: number,
): LogMessage {
  const start = stampEnd > 0 ? pastBlank(text, stampEnd) : 0;
  const { process, jobId, category, facility, severity, mnemonic, length } = originAt(text, start);
  return {
    ...(nodeEnd > 0 && { node: text.slice(0, nodeEnd - 1) }),
    ...(stampEnd > 0 && { at: text.slice(nodeEnd, stampEnd - 1) }),
    ...(line !== undefined && { line }),
    ...(process !== undefined && { process }),
    ...(jobId !== undefined && { jobId }),
    ...(category !== undefined && { category }),
    ...(facility !== undefined && { facility }),
    ...(severity !== undefined && { severity }),
    ...(mnemonic !== undefined && { mnemonic }),
    text: text.slice(length === 0 ? start : pastBlank(text, start + length)),
  };
}

/** Of a line that begins with one: it holds no colon of its own. */
function endOfNode(text: string): number {
  return text.indexOf(":") + 1;
}

function endOf(sticky: RegExp, text: string): number {
  sticky.lastIndex = 0;
  return sticky.test(text) ? sticky.lastIndex : -1;
}
