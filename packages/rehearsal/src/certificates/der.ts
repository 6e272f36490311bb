/**
 * Just enough DER to build the lab's certificates and bundles byte for byte, and to cut real ones apart without judging
 * them. It knows no certificate; strictness is left to OpenSSL and to the CMS library that checks signatures.
 * Encoding rules: ITU-T X.690.
 */

export interface Element {
  readonly tag: number;
  /** The whole element, header included. */
  readonly raw: Uint8Array;
  readonly content: Uint8Array;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The element at the start of `bytes`; throws RangeError where there is none. */
export function readElement(bytes: Uint8Array): Element {
  const tag = bytes[0];
  const first = bytes[1];
  if (tag === undefined || first === undefined) throw new RangeError("DER element cut short");
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || lengthBytes > 4) throw new RangeError("DER length form not supported");
  let length = first < 0x80 ? first : 0;
  for (let i = 0; i < lengthBytes; i += 1) length = length * 256 + (bytes[2 + i] ?? 0);
  const start = 2 + lengthBytes;
  if (start + length > bytes.length) throw new RangeError("DER element cut short");
  return { tag, raw: bytes.subarray(0, start + length), content: bytes.subarray(start, start + length) };
}

/** The elements that follow one another in `bytes`, to its end. */
export function readElements(bytes: Uint8Array): Element[] {
  const elements: Element[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    const element = readElement(rest);
    elements.push(element);
    rest = rest.subarray(element.raw.length);
  }
  return elements;
}

/** The dotted form of an OBJECT IDENTIFIER's content. */
export function readObjectIdentifier(content: Uint8Array): string {
  const arcs: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(value);
      value = 0;
    }
  }
  const first = arcs.shift() ?? 0;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - top * 40, ...arcs].join(".");
}

export function write(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  return Buffer.concat([Uint8Array.of(tag), lengthOf(content.length), content]);
}

export const writeSequence = (...contents: readonly Uint8Array[]) => write(TAG.sequence, ...contents);

/** A SET OF in DER order (X.690 section 11.6: ascending by encoding). */
export const writeSetOf = (...contents: readonly Uint8Array[]) =>
  write(TAG.set, ...[...contents].sort((a, b) => Buffer.compare(a, b)));

export function writeObjectIdentifier(dotted: string): Uint8Array {
  const [top, second, ...rest] = dotted.split(".").map(Number);
  const arcs = [top! * 40 + second!, ...rest];
  return write(TAG.objectIdentifier, ...arcs.map(base128));
}

/** An INTEGER from hexadecimal; a leading zero is added where the first bit is set. */
export function writeInteger(hex: string): Uint8Array {
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const bytes = Buffer.from(even, "hex");
  const trimmed = bytes.subarray(Math.max(0, Math.min(firstNonZero(bytes), bytes.length - 1)));
  return (trimmed[0] ?? 0) >= 0x80
    ? write(TAG.integer, Uint8Array.of(0), trimmed)
    : write(TAG.integer, trimmed);
}

/** UTCTime until 2049 and GeneralizedTime from 2050, as RFC 5280 section 4.1.2.5 asks. */
export function writeTime(at: Date): Uint8Array {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, "");
  const year = at.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? write(TAG.utcTime, Buffer.from(digits.slice(2)))
    : write(TAG.generalizedTime, Buffer.from(digits));
}

export const writeText = (tag: number, text: string) => write(tag, Buffer.from(text, "utf8"));

export const writeBitString = (bytes: Uint8Array) => write(TAG.bitString, Uint8Array.of(0), bytes);

export const writeNull = () => write(TAG.null);

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

function base128(arc: number): Uint8Array {
  const bytes = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128))
    bytes.unshift(0x80 | (rest % 128));
  return Uint8Array.from(bytes);
}

function firstNonZero(bytes: Uint8Array): number {
  const index = bytes.findIndex((byte) => byte !== 0);
  return index === -1 ? bytes.length - 1 : index;
}
