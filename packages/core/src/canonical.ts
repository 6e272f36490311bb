/**
 * One text for one value: RFC 8785 (JSON Canonicalization Scheme), so that a digest names a plan,
 * an assessment or a transcript and not the order in which somebody wrote its keys.
 */
import { sha256OfPieces, sha256OfText } from "@reroot/pki";

/** `sha256:<hex>` of the canonical form. Values are plain data; undefined members are left out. */
export function digestOf(value: unknown): string {
  return `sha256:${isFleet(value) ? sha256OfPieces(fleetPieces(value)) : sha256OfText(canonicalJson(value))}`;
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
  const members: string[] = [];
  for (const [key, member] of membersOf(value))
    members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

/** In the order of sort() without a comparison, which is that of UTF-16 code units. */
function membersOf(value: object): readonly (readonly [string, unknown])[] {
  const members: [string, unknown][] = [];
  for (const key of Object.keys(value).sort()) {
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (member !== undefined) members.push([key, member]);
  }
  return members;
}

const FEW = 100;

/** An object with a long list in it: its text as one string would take a fleet's memory several times over. */
function isFleet(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).some((member) => Array.isArray(member) && member.length > FEW);
}

/** The canonical form of the object, the elements of its lists one by one. */
function* fleetPieces(value: object): Generator<string> {
  let before = "{";
  for (const [key, member] of membersOf(value)) {
    yield `${before}${JSON.stringify(key)}:`;
    before = ",";
    if (Array.isArray(member)) yield* listPieces(member);
    else yield canonicalJson(member);
  }
  yield "}";
}

function* listPieces(list: readonly unknown[]): Generator<string> {
  for (const [index, item] of list.entries())
    yield `${index === 0 ? "[" : ","}${canonicalJson(item ?? null)}`;
  yield list.length === 0 ? "[]" : "]";
}
