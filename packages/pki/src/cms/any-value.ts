/**
 * Passes over a value of any type, whose meaning is someone else's, and still insists that a universal
 * primitive is well formed: a signature does not cover every such place, and what is accepted there should
 * not depend on how lenient a reader is.
 */
import { type DerCursor, Tag } from "../der/cursor.js";

/** Reads one element of any type and gives it whole, header included. */
export function passAny(cursor: DerCursor): Uint8Array {
  const start = cursor.position;
  const tag = cursor.bytes[start] ?? 0;
  const element = cursor.element();
  if (cursor.failure === undefined && !isWellFormed(tag, contentsOf(element)))
    cursor.fail("der/bad-value", start);
  return element;
}

/** The contents of an element that was read before. */
export function contentsOf(element: Uint8Array): Uint8Array {
  const first = element[1] ?? 0;
  return element.subarray(first < 0x80 ? 2 : 2 + (first & 0x7f));
}

function isWellFormed(tag: number, contents: Uint8Array): boolean {
  // Context and private classes; SEQUENCE and SET, whose inside belongs to the reader of their type.
  if (tag >= 0x40 || tag === Tag.sequence || tag === Tag.set) return true;
  switch (tag) {
    case Tag.boolean:
      return contents.length === 1 && (contents[0] === 0 || contents[0] === 0xff);
    case Tag.integer:
    case Tag.enumerated:
      return isMinimalInteger(contents);
    case Tag.bitString:
      return contents.length > 0 && contents[0]! <= (contents.length === 1 ? 0 : 7);
    case Tag.null:
      return contents.length === 0;
    case Tag.oid:
      return contents.length > 0 && contents.at(-1)! < 0x80;
    case Tag.bmpString:
      return contents.length % 2 === 0;
    case Tag.universalString:
      return contents.length % 4 === 0;
    default:
      return STRINGS_AND_TIMES.has(tag);
  }
}

function isMinimalInteger(contents: Uint8Array): boolean {
  const [first, second = 0] = contents;
  if (first === undefined) return false;
  return contents.length === 1 || !((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
}

const STRINGS_AND_TIMES: ReadonlySet<number> = new Set([
  Tag.octetString,
  Tag.utf8String,
  Tag.numericString,
  Tag.printableString,
  Tag.teletexString,
  Tag.ia5String,
  Tag.utcTime,
  Tag.generalizedTime,
  Tag.visibleString,
]);
