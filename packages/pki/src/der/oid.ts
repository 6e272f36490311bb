import { type DerCursor, Tag } from "./cursor.js";

/** An object identifier in dotted form. */
export type Oid = string;

/** Longest encoding accepted; real ones stay below 32 octets. */
const longestOid = 128;

/** Reads an OBJECT IDENTIFIER (X.690 8.19) in dotted form; `tag` for an implicitly tagged one. */
export function readOid(cursor: DerCursor, tag: number = Tag.oid): Oid {
  const start = cursor.contents(tag);
  const end = cursor.position;
  if (cursor.failure !== undefined) return "";
  const { bytes } = cursor;
  if (end === start || end - start > longestOid || (bytes[end - 1] as number) >= 0x80) {
    cursor.fail("der/bad-value", start);
    return "";
  }
  return dotted(cursor, start, end);
}

function dotted(cursor: DerCursor, start: number, end: number): Oid {
  const { bytes } = cursor;
  let text = "";
  let arc = 0;
  for (let i = start; i < end; i++) {
    const octet = bytes[i] as number;
    // A leading 80 is a padded arc, which DER forbids; arcs beyond 2^46 would lose digits.
    if ((arc === 0 && octet === 0x80) || arc > 0x3fff_ffff_ffff) {
      cursor.fail("der/bad-value", start);
      return "";
    }
    arc = arc * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    text += text === "" ? firstArcs(arc) : `.${arc}`;
    arc = 0;
  }
  return text;
}

function firstArcs(arc: number): string {
  const first = arc < 40 ? 0 : arc < 80 ? 1 : 2;
  return `${first}.${arc - first * 40}`;
}
