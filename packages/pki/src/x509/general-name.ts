/** GeneralName (RFC 5280 4.2.1.6): the forms a subject alternative name or a name constraint can take. */
import { contextGroup, contextTag, type DerCursor, Tag } from "../der/cursor.js";
import { type Oid, readOid } from "../der/oid.js";
import { latin1 } from "../der/text.js";
import { type DistinguishedName, readName } from "./name.js";

/**
 * `dns`, `email` and `uri` hold one character per octet as encoded, unchecked. `ip` holds the octets: 4 or 16
 * for an address, 8 or 32 for a range in a name constraint. `other`, `x400` and `edi` are kept as encoded.
 */
export type GeneralName =
  | { readonly kind: "dns" | "email" | "uri"; readonly value: string }
  | { readonly kind: "ip"; readonly octets: Uint8Array }
  | { readonly kind: "directory"; readonly name: DistinguishedName }
  | { readonly kind: "registered-id"; readonly oid: Oid }
  | { readonly kind: "other"; readonly oid: Oid; readonly der: Uint8Array }
  | { readonly kind: "x400" | "edi"; readonly der: Uint8Array };

/** SEQUENCE SIZE (1..MAX) OF GeneralName. */
export function readGeneralNames(cursor: DerCursor, tag: number = Tag.sequence): GeneralName[] {
  const names: GeneralName[] = [];
  const outer = cursor.enter(tag);
  do names.push(readGeneralName(cursor));
  while (!cursor.atEnd());
  cursor.leave(outer);
  return names;
}

export function readGeneralName(cursor: DerCursor): GeneralName {
  const tag = cursor.bytes[cursor.position] ?? 0;
  switch (tag) {
    case contextTag(1):
      return { kind: "email", value: latin1(cursor.octets(tag)) };
    case contextTag(2):
      return { kind: "dns", value: latin1(cursor.octets(tag)) };
    case contextTag(6):
      return { kind: "uri", value: latin1(cursor.octets(tag)) };
    case contextTag(7):
      return { kind: "ip", octets: cursor.octets(tag) };
    case contextTag(8):
      return { kind: "registered-id", oid: readOid(cursor, tag) };
    case contextGroup(0):
      return readOtherName(cursor, tag);
    case contextGroup(3):
      return { kind: "x400", der: cursor.element() };
    case contextGroup(4):
      return readDirectoryName(cursor, tag);
    case contextGroup(5):
      return { kind: "edi", der: cursor.element() };
    default:
      cursor.fail("der/unexpected-tag", cursor.position);
      return { kind: "edi", der: new Uint8Array(0) };
  }
}

function readOtherName(cursor: DerCursor, tag: number): GeneralName {
  const outer = cursor.enter(tag);
  const oid = readOid(cursor);
  const value = cursor.enter(contextGroup(0));
  const der = cursor.element();
  cursor.leave(value);
  cursor.leave(outer);
  return { kind: "other", oid, der };
}

function readDirectoryName(cursor: DerCursor, tag: number): GeneralName {
  const outer = cursor.enter(tag);
  const name = readName(cursor);
  cursor.leave(outer);
  return { kind: "directory", name };
}
