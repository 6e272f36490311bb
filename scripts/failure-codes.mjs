// Finds every code by which the packages name a failure or a reason (`chain/root-not-in-pool`): the members of
// closed unions, of constant lists, and what is written as a `code`. Reads syntax only, so it needs no build.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../", import.meta.url));
const shapeOfCode = /^[a-z][a-z0-9-]*\/[a-z0-9][a-z0-9-]*$/;
/** Media types have the same shape. */
const mediaTypes = /^(application|audio|font|image|multipart|text|video)\//;

/**
 * @typedef {{ code: string, file: string, line: number, comment: string }} FoundCode
 *   `file` is relative to the repository; `comment` is the doc comment of the code's declaration, or "".
 */

/** Each code once, where it is declared with a comment if it is anywhere; sorted by code. @returns {FoundCode[]} */
export function findFailureCodes() {
  /** @type {Map<string, FoundCode>} */
  const found = new Map();
  for (const file of shippedSources(path.join(root, "packages"))) {
    for (const one of codesIn(fs.readFileSync(file, "utf8"), path.relative(root, file))) {
      const earlier = found.get(one.code);
      if (earlier === undefined || (earlier.comment === "" && one.comment !== "")) found.set(one.code, one);
    }
  }
  return [...found.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** The codes in one source text. @param {string} text @param {string} file @returns {FoundCode[]} */
function codesIn(text, file) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  /** @type {FoundCode[]} */
  const found = [];
  /** @param {import("typescript").Node} node */
  const visit = (node) => {
    if (ts.isStringLiteral(node) && namesAFailure(node)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({ code: node.text, file, line, comment: commentFor(node, text) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** @param {import("typescript").StringLiteral} literal */
function namesAFailure(literal) {
  if (!shapeOfCode.test(literal.text) || mediaTypes.test(literal.text)) return false;
  const parent = literal.parent;
  if (ts.isLiteralTypeNode(parent)) return true;
  if (ts.isArrayLiteralExpression(parent)) return ts.isAsExpression(parent.parent);
  return (
    ts.isPropertyAssignment(parent) && parent.initializer === literal && parent.name.getText() === "code"
  );
}

/**
 * The nearest doc comment that is about this code alone: of the property, the union's member, or the type.
 * @param {import("typescript").Node} literal @param {string} text
 */
function commentFor(literal, text) {
  for (let node = literal; node.parent !== undefined; node = node.parent) {
    const comment = docComment(text, node.getFullStart()) || beforeTheBar(node, text);
    if (comment !== "") return comment;
    if (ts.isUnionTypeNode(node.parent) || ts.isArrayLiteralExpression(node.parent)) return "";
    if (ts.isStatement(node)) return "";
  }
  return "";
}

/** A comment above `| member` belongs to the bar, for TypeScript; for a reader it belongs to the member. */
function beforeTheBar(/** @type {import("typescript").Node} */ node, /** @type {string} */ text) {
  const union = node.parent;
  if (!ts.isUnionTypeNode(union)) return "";
  const previous = union.types.filter((member) => member.end < node.pos + 1).at(-1);
  return docComment(text, previous === undefined ? union.getFullStart() : previous.getEnd());
}

/** @param {string} text @param {number} position */
function docComment(text, position) {
  const ranges = ts.getLeadingCommentRanges(text, position) ?? [];
  const comments = ranges.map(({ pos, end }) => text.slice(pos, end)).filter((one) => one.startsWith("/**"));
  const last = comments.at(-1) ?? "";
  return last
    .replace(/^\/\*\*|\*\/$/g, "")
    .replace(/^\s*\* ?/gm, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** @param {string} folder @returns {string[]} */
function shippedSources(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory())
      return /^(dist|node_modules|test|testing)$/.test(entry.name) ? [] : shippedSources(full);
    return entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts") ? [full] : [];
  });
}
