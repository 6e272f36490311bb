/**
 * A small DER writer, for tests that need bytes nobody has published: fresh certificates, bundles signed by
 * a throw-away signer, and deliberately odd encodings. It shares no code with the reader it helps to test.
 */

export type Bytes = Uint8Array;

/** One element: tag byte, definite minimal length, the contents one after another. */
export function element(tag: number, ...contents: readonly Bytes[]): Bytes {
  const body = join(contents);
  return join([Uint8Array.of(tag), lengthOctets(body.length), body]);
}

export const sequence = (...parts: readonly Bytes[]): Bytes => element(0x30, ...parts);
/** SET OF in DER order (X.690 section 11.6). */
export const setOf = (...parts: readonly Bytes[]): Bytes => element(0x31, ...[...parts].sort(compareBytes));
/** SET OF in the order given, which need not be DER. */
export const setAsGiven = (...parts: readonly Bytes[]): Bytes => element(0x31, ...parts);
export const context = (number: number, ...parts: readonly Bytes[]): Bytes =>
  element(0xa0 | number, ...parts);
export const octets = (bytes: Bytes): Bytes => element(0x04, bytes);
export const bits = (bytes: Bytes): Bytes => element(0x03, Uint8Array.of(0), bytes);
export const printable = (text: string): Bytes => element(0x13, Buffer.from(text, "latin1"));
export const utf8 = (text: string): Bytes => element(0x0c, Buffer.from(text, "utf8"));
export const nothing = (): Bytes => element(0x05);
export const truth = (): Bytes => element(0x01, Uint8Array.of(0xff));

export function integer(value: number | bigint): Bytes {
  let hex = BigInt(value).toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  if (Number.parseInt(hex.slice(0, 2), 16) >= 0x80) hex = `00${hex}`;
  return element(0x02, Buffer.from(hex, "hex"));
}

export function oid(dotted: string): Bytes {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return element(0x06, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

/** UTCTime until 2049, GeneralizedTime afterwards (RFC 5280 section 4.1.2.5). */
export function time(at: Date): Bytes {
  const digits = at.toISOString().replace(/[-:T]/g, "").slice(0, 14);
  const year = at.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? element(0x17, Buffer.from(`${digits.slice(2)}Z`, "latin1"))
    : element(0x18, Buffer.from(`${digits}Z`, "latin1"));
}

const emailAddress = "1.2.840.113549.1.9.1";

/** A name from "CN=..., O=..." in the order in which the RDNs are encoded. */
export function name(text: string): Bytes {
  const types: Record<string, string> = {
    C: "2.5.4.6",
    O: "2.5.4.10",
    OU: "2.5.4.11",
    CN: "2.5.4.3",
    E: emailAddress,
  };
  const parts = text.split(/,\s*/).map((part) => part.split("=") as [string, string]);
  return sequence(...parts.map(([type, value]) => setOf(sequence(oid(types[type] ?? type), utf8(value)))));
}

export function join(parts: readonly Bytes[]): Bytes {
  return new Uint8Array(Buffer.concat(parts));
}

/** The same DER as one PEM block. */
export function pem(label: string, der: Bytes): string {
  const lines = Buffer.from(der)
    .toString("base64")
    .replace(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

/**
 * Appends an element to the constructed element that lies on this path of child positions from the outermost
 * one, `-1` meaning the last child, and mends every length above it.
 */
export function appendInside(whole: Bytes, path: readonly number[], added: Bytes): Bytes {
  const [next, ...rest] = path;
  const children = childrenOf(whole);
  if (next === undefined) return element(whole[0]!, ...children, added);
  const at = next < 0 ? children.length + next : next;
  return element(
    whole[0]!,
    ...children.map((child, index) => (index === at ? appendInside(child, rest, added) : child)),
  );
}

function childrenOf(whole: Bytes): Bytes[] {
  const children: Bytes[] = [];
  const [start, end] = contentsPlace(whole, 0);
  for (let at = start; at < end; ) {
    const next = contentsPlace(whole, at)[1];
    children.push(whole.subarray(at, next));
    at = next;
  }
  return children;
}

function contentsPlace(bytes: Bytes, at: number): [start: number, end: number] {
  const first = bytes[at + 1]!;
  const count = first < 0x80 ? 0 : first & 0x7f;
  const length =
    count === 0
      ? first
      : Number.parseInt(Buffer.from(bytes.subarray(at + 2, at + 2 + count)).toString("hex"), 16);
  return [at + 2 + count, at + 2 + count + length];
}

function lengthOctets(length: number): Bytes {
  if (length < 0x80) return Uint8Array.of(length);
  const hex = length.toString(16);
  const octets = Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, "hex");
  return Uint8Array.of(0x80 | octets.length, ...octets);
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

function compareBytes(left: Bytes, right: Bytes): number {
  return Buffer.compare(left, right);
}
