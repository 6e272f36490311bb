/**
 * The character strings of ASN.1 as JavaScript strings. Real certificates put Latin-1 where they declare
 * UTF-8 or PrintableString: such text is still given, and marked as irregular, for the caller to list.
 */
import { Tag } from "./cursor.js";

export interface DecodedText {
  readonly text: string;
  /** False when the octets are not of the declared alphabet and were taken as Latin-1. */
  readonly regular: boolean;
}

/** Decodes string contents by their tag; undefined when the tag is no string type. */
export function decodeText(bytes: Uint8Array, tag: number): DecodedText | undefined {
  switch (tag) {
    case Tag.utf8String:
      return decodeUtf8(bytes);
    case Tag.printableString:
    case Tag.numericString:
    case Tag.ia5String:
    case Tag.visibleString:
      return { text: latin1(bytes), regular: isAscii(bytes) };
    // T.61 proper is not used in practice: what issuers write under this tag is Latin-1.
    case Tag.teletexString:
      return { text: latin1(bytes), regular: true };
    case Tag.bmpString:
      return decodeUnits(bytes, 2);
    case Tag.universalString:
      return decodeUnits(bytes, 4);
    default:
      return undefined;
  }
}

export function isTextTag(tag: number): boolean {
  return textTags.has(tag);
}

/** One character per octet. */
export function latin1(bytes: Uint8Array): string {
  const step = 4096;
  if (bytes.length <= step) return String.fromCharCode.apply(null, bytes as unknown as number[]);
  let text = "";
  for (let i = 0; i < bytes.length; i += step) text += latin1(bytes.subarray(i, i + step));
  return text;
}

function isAscii(bytes: Uint8Array): boolean {
  for (const octet of bytes) if (octet >= 0x80) return false;
  return true;
}

const textTags: ReadonlySet<number> = new Set([
  Tag.utf8String,
  Tag.printableString,
  Tag.numericString,
  Tag.ia5String,
  Tag.visibleString,
  Tag.teletexString,
  Tag.bmpString,
  Tag.universalString,
]);

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: Uint8Array): DecodedText {
  if (isAscii(bytes)) return { text: latin1(bytes), regular: true };
  try {
    return { text: strictUtf8.decode(bytes), regular: true };
  } catch {
    return { text: latin1(bytes), regular: false };
  }
}

function decodeUnits(bytes: Uint8Array, width: 2 | 4): DecodedText {
  if (bytes.length % width !== 0) return { text: latin1(bytes), regular: false };
  let text = "";
  for (let i = 0; i < bytes.length; i += width) {
    let unit = 0;
    for (let k = 0; k < width; k++) unit = unit * 256 + (bytes[i + k] as number);
    if (unit > 0x10ffff) return { text: latin1(bytes), regular: false };
    text += width === 2 ? String.fromCharCode(unit) : String.fromCodePoint(unit);
  }
  return { text, regular: true };
}
