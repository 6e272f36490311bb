/**
 * One text for one value: RFC 8785 (JSON Canonicalization Scheme), so that a digest names a plan,
 * an assessment or a transcript and not the order in which somebody wrote its keys.
 */
import { sha256OfText } from "@reroot/pki";

/** `sha256:<hex>` of the canonical form. Values are plain data; undefined members are left out. */
export function digestOf(value: unknown): string {
  return `sha256:${sha256OfText(canonicalJson(value))}`;
}

/** Keys sorted by UTF-16 code units, no white space, numbers as ECMAScript prints them. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value === "object" && value !== null) return canonicalObject(value);
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError("not a JSON number");
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`not a JSON value: ${typeof value}`);
  return text;
}

function canonicalObject(value: object): string {
  let members = "";
  // The order of sort() without a comparison is that of UTF-16 code units.
  for (const key of Object.keys(value).sort()) {
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (member === undefined) continue;
    members += `${members === "" ? "" : ","}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}
