// Finds what the command line says for each code: the `case "area/code":` clauses of packages/cli/src/words and the
// sentence and advice in them. Reads syntax only; what stands in `${...}` becomes a name in capitals.
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const folder = fileURLToPath(new URL("../packages/cli/src/words/", import.meta.url));

/** By code: sentence and advice as prose. @returns {Map<string, string>} */
export function findWords() {
  const files = fs.readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  return new Map(files.flatMap((name) => [...wordsIn(fs.readFileSync(folder + name, "utf8"))]));
}

/** @param {string} text of one source file @returns {Map<string, string>} */
function wordsIn(text) {
  const source = ts.createSourceFile("words.ts", text, ts.ScriptTarget.ES2023, true);
  /** @type {Map<string, string>} */
  const words = new Map();
  /** @param {import("typescript").Node} node */
  const visit = (node) => {
    if (ts.isCaseClause(node) && ts.isStringLiteral(node.expression)) {
      const said = prose(firstClauseWithStatements(node));
      if (said !== "") words.set(node.expression.text, said);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return words;
}

/** `case "a": case "b": return ...` says the same for both. @param {import("typescript").CaseClause} clause */
function firstClauseWithStatements(clause) {
  const clauses = clause.parent.clauses;
  return clauses.slice(clauses.indexOf(clause)).find(({ statements }) => statements.length > 0) ?? clause;
}

/** @param {import("typescript").Node} clause */
function prose(clause) {
  const sentence = propertyText(clause, "sentence") ?? firstCallArgument(clause) ?? "";
  const advice = propertyText(clause, "advice") ?? "";
  return [sentence, advice]
    .map((part) => part.replace(/\s+/g, " ").trim())
    .filter((part) => part !== "")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1) + (/[.!?]$/.test(part) ? "" : "."))
    .join(" ");
}

/** The text of the first `name: "..."` below. @param {import("typescript").Node} node @param {string} name @returns {string | undefined} */
function propertyText(node, name) {
  if (ts.isPropertyAssignment(node) && node.name.getText() === name) return literalText(node.initializer);
  return ts.forEachChild(node, (child) => propertyText(child, name));
}

/** What a helper is given that makes the words. @param {import("typescript").Node} node @returns {string | undefined} */
function firstCallArgument(node) {
  if (ts.isCallExpression(node) && node.arguments[0] !== undefined) return literalText(node.arguments[0]);
  return ts.forEachChild(node, firstCallArgument);
}

/** @param {import("typescript").Expression} node @returns {string | undefined} */
function literalText(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) return node.templateSpans.reduce(withSpan, node.head.text);
  if (ts.isConditionalExpression(node)) return literalText(node.whenFalse) ?? literalText(node.whenTrue);
  if (!ts.isBinaryExpression(node)) return undefined;
  if (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) return literalText(node.right);
  return `${literalText(node.left) ?? ""}${literalText(node.right) ?? ""}`;
}

/** A helper that is called without a space before it adds its own punctuation. @param {string} text @param {import("typescript").TemplateSpan} span */
function withSpan(text, { expression, literal }) {
  const separator = ts.isCallExpression(expression) && /\w$/.test(text) ? ": " : "";
  return text + separator + placeholder(expression) + literal.text;
}

/**
 * `${reason.commonName}` is COMMON NAME, and so is `${quoted(reason.commonName)}`; what is said only sometimes is
 * left out.
 * @param {import("typescript").Expression} node @returns {string}
 */
function placeholder(node) {
  if (ts.isConditionalExpression(node)) return "";
  if (ts.isCallExpression(node) && node.arguments[0] !== undefined) return placeholder(node.arguments[0]);
  if (ts.isElementAccessExpression(node)) return placeholder(node.argumentExpression);
  if (!ts.isPropertyAccessExpression(node)) return "...";
  return node.name.text.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toUpperCase();
}
