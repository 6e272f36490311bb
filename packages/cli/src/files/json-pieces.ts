/**
 * The text of a JSON object in pieces: that of a large fleet would be longer than the longest string there can be,
 * and as one would stand in memory several times over. It knows no more than how JSON.stringify lays out an object.
 */

const PIECE_LENGTH = 1024 * 1024;

/** Together they are `JSON.stringify(value, null, 2)`; elements of the arrays in the object are never split. */
export function* jsonPieces(value: unknown): Generator<string> {
  let piece = "";
  for (const text of laidOut(value)) {
    piece += text;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

function* laidOut(value: unknown): Generator<string> {
  if (!isRecord(value)) return yield JSON.stringify(value, null, 2);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  if (members.length === 0) return yield "{}";
  for (const [index, [key, member]] of members.entries()) {
    yield `${index === 0 ? "{" : ","}\n  ${JSON.stringify(key)}: `;
    if (Array.isArray(member) && member.length > 0) yield* elementsOf(member);
    else yield indented(member, "  ");
  }
  yield "\n}";
}

function* elementsOf(array: readonly unknown[]): Generator<string> {
  for (const [index, element] of array.entries()) {
    yield `${index === 0 ? "[" : ","}\n    ${indented(element ?? null, "    ")}`;
  }
  yield "\n  ]";
}

/** A string in JSON holds no line end of its own. */
function indented(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2).replaceAll("\n", `\n${indent}`);
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !("toJSON" in value);
}
