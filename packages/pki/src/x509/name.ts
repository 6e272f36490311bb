/** Distinguished names: reading, text, and comparison by RFC 5280 section 7.1. */
import { type DerCursor, Tag } from "../der/cursor.js";
import { toHex } from "../der/hex.js";
import { type Oid, readOid } from "../der/oid.js";
import { decodeText, isTextTag } from "../der/text.js";

export interface DistinguishedName {
  /** The whole Name as encoded. */
  readonly der: Uint8Array;
  /** Relative names in DER order: country and organisation first, common name last. */
  readonly rdns: readonly RelativeName[];
}

/** The attributes of one relative name; nearly always a single one. */
export type RelativeName = readonly NameAttribute[];

export interface NameAttribute {
  readonly type: Oid;
  /** The text; `#` and hexadecimal DER when the value is no string. */
  readonly value: string;
  /** The tag of the value; see `Tag`. */
  readonly tag: number;
  /** False when the octets do not belong to the declared string type and were taken as Latin-1. */
  readonly regular: boolean;
}

export function readName(cursor: DerCursor, tag: number = Tag.sequence): DistinguishedName {
  const start = cursor.position;
  const rdns: RelativeName[] = [];
  const outer = cursor.enter(tag);
  while (!cursor.atEnd()) rdns.push(readRelativeName(cursor, Tag.set));
  cursor.leave(outer);
  return { der: cursor.bytes.subarray(start, cursor.position), rdns };
}

export function readRelativeName(cursor: DerCursor, tag: number): RelativeName {
  const attributes: NameAttribute[] = [];
  const outer = cursor.enter(tag);
  do attributes.push(readAttribute(cursor));
  while (!cursor.atEnd());
  cursor.leave(outer);
  return attributes;
}

/**
 * The name as text in DER order, `C=US,O=IdenTrust,CN=IdenTrust Commercial Root CA 1`, with the escapes of
 * RFC 4514; attributes of one relative name are joined by `+`. Types without a short name are dotted.
 */
export function formatName(name: DistinguishedName): string {
  return name.rdns.map((rdn) => rdn.map(formatAttribute).join("+")).join(",");
}

/** Whether two names are the same by RFC 5280 7.1: case, white space and string types do not count. */
export function sameName(a: DistinguishedName, b: DistinguishedName): boolean {
  return a === b || nameKey(a) === nameKey(b);
}

/** A text that is equal for two names exactly when they are the same by RFC 5280 7.1. */
export function nameKey(name: DistinguishedName): string {
  let key = keys.get(name);
  if (key === undefined) {
    key = name.rdns.map(relativeNameKey).join("\u0002");
    keys.set(name, key);
  }
  return key;
}

/** The same for one relative name; the order of its attributes does not count. */
export function relativeNameKey(rdn: RelativeName): string {
  let key = relativeKeys.get(rdn);
  if (key === undefined) {
    key = rdn
      .map(({ type, value, tag }) => (isTextTag(tag) ? `${type}=${prepare(value)}` : `${type}${value}`))
      .sort()
      .join("\u0001");
    relativeKeys.set(rdn, key);
  }
  return key;
}

export function isEmptyName(name: DistinguishedName): boolean {
  return name.rdns.length === 0;
}

/** The values of one attribute type, in order. */
export function attributeValues(name: DistinguishedName, type: Oid): string[] {
  return name.rdns
    .flatMap((rdn) => rdn.filter((attribute) => attribute.type === type))
    .map(({ value }) => value);
}

export const AttributeType = {
  commonName: "2.5.4.3",
  emailAddress: "1.2.840.113549.1.9.1",
} as const;

const keys = new WeakMap<DistinguishedName, string>();
const relativeKeys = new WeakMap<RelativeName, string>();

const shortNames: Readonly<Record<Oid, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.4": "SN",
  "2.5.4.5": "serialNumber",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "street",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.12": "title",
  "2.5.4.15": "businessCategory",
  "2.5.4.17": "postalCode",
  "2.5.4.42": "GN",
  "2.5.4.43": "initials",
  "2.5.4.44": "generationQualifier",
  "2.5.4.46": "dnQualifier",
  "2.5.4.65": "pseudonym",
  "2.5.4.97": "organizationIdentifier",
  "0.9.2342.19200300.100.1.1": "UID",
  "0.9.2342.19200300.100.1.25": "DC",
  "1.2.840.113549.1.9.1": "emailAddress",
  "1.2.840.113549.1.9.2": "unstructuredName",
  "1.3.6.1.4.1.311.60.2.1.1": "jurisdictionL",
  "1.3.6.1.4.1.311.60.2.1.2": "jurisdictionST",
  "1.3.6.1.4.1.311.60.2.1.3": "jurisdictionC",
};

function readAttribute(cursor: DerCursor): NameAttribute {
  const outer = cursor.enter(Tag.sequence);
  const type = readOid(cursor);
  const tag = cursor.bytes[cursor.position] ?? 0;
  const start = cursor.position;
  const element = cursor.element();
  cursor.leave(outer);
  if (cursor.failure !== undefined) return { type, value: "", tag, regular: false };
  const headerLength = valueHeaderLength(element);
  const decoded = decodeText(cursor.bytes.subarray(start + headerLength, start + element.length), tag);
  return decoded === undefined
    ? { type, value: `#${toHex(element)}`, tag, regular: true }
    : { type, value: decoded.text, tag, regular: decoded.regular };
}

/** Identifier and length octets of an element that was read before. */
function valueHeaderLength(element: Uint8Array): number {
  const first = element[1] ?? 0;
  return first < 0x80 ? 2 : 2 + (first & 0x7f);
}

function formatAttribute({ type, value, tag }: NameAttribute): string {
  return `${shortNames[type] ?? type}=${isTextTag(tag) ? escapeValue(value) : value}`;
}

function escapeValue(value: string): string {
  if (!/[,+"\\<>;\u0000-\u001f\u007f]|^[ #]| $/.test(value)) return value;
  return value
    .replace(/[,+"\\<>;]|^[ #]| $/g, "\\$&")
    .replace(
      /[\u0000-\u001f\u007f]/g,
      (c) => `\\${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
    );
}

/** String preparation by RFC 4518, on which the comparison of RFC 5280 7.1 rests. */
function prepare(value: string): string {
  if (/^[!-~]+(?: [!-~]+)*$/.test(value)) return value.toLowerCase();
  const mapped = value.replace(mappedToSpace, " ").replace(mappedToNothing, "");
  const folded = mapped.normalize("NFKC").toLowerCase().normalize("NFKC");
  return folded.replace(/ +/g, " ").replace(/^ | $/g, "");
}

// RFC 4518 2.2: what counts as a space, and what counts as nothing.
const mappedToSpace = /[\t\n\v\f\r\u0085\p{Zs}\p{Zl}\p{Zp}]/gu;
const mappedToNothing =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u06dd\u070f\u1806\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2063\u206a-\u206f\ufeff\ufff9-\ufffc\u{1d173}-\u{1d17a}\u{e0001}\u{e0020}-\u{e007f}]|\u034f|[\ufe00-\ufe0f]|[\u180b-\u180d]/gu;
