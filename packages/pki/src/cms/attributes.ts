/** Attributes of a signer (RFC 5652 section 5.3): a type and a set of values, kept as encoded. */
import { type DerCursor, Tag } from "../der/cursor.js";
import { type Oid, readOid } from "../der/oid.js";
import { passAny } from "./any-value.js";

export interface Attribute {
  readonly type: Oid;
  /** Each value as encoded, header included. */
  readonly values: readonly Uint8Array[];
}

export function readAttributes(cursor: DerCursor, tag: number): Attribute[] {
  const found: Attribute[] = [];
  const outer = cursor.enter(tag);
  while (!cursor.atEnd()) found.push(readAttribute(cursor));
  cursor.leave(outer);
  return found;
}

/**
 * The value of an attribute that must occur once with one value (RFC 5652 sections 11.1 to 11.3);
 * "repeated" when it occurs otherwise, undefined when it does not occur.
 */
export function singleValue(
  attributes: readonly Attribute[],
  type: Oid,
): Uint8Array | "repeated" | undefined {
  const found = attributes.filter((attribute) => attribute.type === type);
  if (found.length === 0) return undefined;
  const [value, ...more] = found[0]!.values;
  return found.length > 1 || more.length > 0 || value === undefined ? "repeated" : value;
}

function readAttribute(cursor: DerCursor): Attribute {
  const outer = cursor.enter(Tag.sequence);
  const type = readOid(cursor);
  const values: Uint8Array[] = [];
  const set = cursor.enter(Tag.set);
  while (!cursor.atEnd()) values.push(passAny(cursor));
  cursor.leave(set);
  cursor.leave(outer);
  return { type, values };
}
