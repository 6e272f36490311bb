/**
 * Who logged a message: what stands between its time and its text, the process with its number and the
 * signature. It knows neither the frame nor what any message means.
 *
 *     http_client[255]: %SECURITY-XR_SSL-3-CERT_VERIFY_ERR_2_PARAM : text
 *     smartlicserver[186]: SMART_LIC-6-AGENT_READY:text
 *     %SMART_LIC-5-EVAL_START: text
 */

export interface LogOrigin extends Signature {
  readonly process: string | undefined;
  readonly jobId: number | undefined;
}

export interface Signature {
  /** `SECURITY` in `%SECURITY-XR_SSL-3-...`; IOS XE prints none. */
  readonly category: string | undefined;
  readonly facility: string | undefined;
  /** 0 (emergency) to 7 (debugging). */
  readonly severity: number | undefined;
  readonly mnemonic: string | undefined;
  /** Of all this as printed: with the colon at its end, without the blank behind that. */
  readonly length: number;
}

/** What stands at this place of a text; where there is nothing, it has the length 0. */
type ReadAt<T> = (text: string, start: number) => T;
export type OriginAt = ReadAt<LogOrigin>;

// Sticky expressions whose repetitions are bounded: no line can make them look back farther than that.
const PROCESS = /[A-Za-z_][\w.+-]{0,63}\[\d{1,10}\]:/y;
const SIGNATURE = /%?([A-Z][\w-]{0,127}?)-([0-7])-([A-Za-z0-9_]{2,80})(?: ?:|$)/y;
const NO_SIGNATURE: Signature = {
  category: undefined,
  facility: undefined,
  severity: undefined,
  mnemonic: undefined,
  length: 0,
};
const LONGEST_REMEMBERED = 300;
const PLACES = 512;
const [BLANK, BRACKET] = [32, 93];

export function readOrigin(text: string, start: number, signatureAt = readSignature): LogOrigin {
  PROCESS.lastIndex = start;
  const processEnd = PROCESS.test(text) ? PROCESS.lastIndex : start;
  const afterProcess = processEnd > start ? pastBlank(text, processEnd) : start;
  const { category, facility, severity, mnemonic, length } = signatureAt(text, afterProcess);
  const hasProcess = processEnd > start;
  const bracket = hasProcess ? text.indexOf("[", start) : -1;
  return {
    process: hasProcess ? text.slice(start, bracket) : undefined,
    jobId: hasProcess ? Number(text.slice(bracket + 1, processEnd - 2)) : undefined,
    category,
    facility,
    severity,
    mnemonic,
    length: (length > 0 ? afterProcess + length : processEnd) - start,
  };
}

/** The same for the lines of one buffer, which come from few origins, each of them many times. */
export function originsOfBuffer(): OriginAt {
  const signatureAt = remembering(endOfSignature, readSignature);
  return remembering(endOfOrigin, (text, start) => readOrigin(text, start, signatureAt));
}

export function pastBlank(text: string, index: number): number {
  return text.charCodeAt(index) === BLANK ? index + 1 : index;
}

function readSignature(text: string, start: number): Signature {
  SIGNATURE.lastIndex = start;
  const found = SIGNATURE.exec(text);
  if (!found) return NO_SIGNATURE;
  const [{ length }, origin, severity, mnemonic] = found as unknown as [string, string, string, string];
  const dash = origin.lastIndexOf("-");
  const category = dash > 0 ? origin.slice(0, dash) : undefined;
  return { category, facility: origin.slice(dash + 1), severity: Number(severity), mnemonic, length };
}

/**
 * What was met before is not taken apart again. `endOf` says up to where the text decides what is read; -1 if up
 * to its end. There are so many places and no more, whatever a device prints; the first that comes keeps its place.
 */
function remembering<T>(endOf: ReadAt<number>, read: ReadAt<T>): ReadAt<T> {
  const places = new Array<{ readonly printed: string; readonly value: T } | undefined>(PLACES).fill(
    undefined,
  );
  return (text, start) => {
    const end = endOf(text, start);
    if (end < 0 || end - start > LONGEST_REMEMBERED) return read(text, start);
    const printed = text.slice(start, end);
    const place =
      (printed.length * 31 + text.charCodeAt(end - 3) * 7 + text.charCodeAt(end - 5)) & (PLACES - 1);
    const first = places[place];
    if (first?.printed === printed) return first.value;
    const value = read(text, start);
    if (first === undefined) places[place] = { printed, value };
    return value;
  };
}

/** A signature holds no colon but at its end. */
function endOfSignature(text: string, start: number): number {
  return text.indexOf(":", start) + 1 || -1;
}

/** Behind the first colon, or behind the second where the first ends a process. */
function endOfOrigin(text: string, start: number): number {
  const first = endOfSignature(text, start);
  return text.charCodeAt(first - 2) === BRACKET ? endOfSignature(text, first) : first;
}
