/**
 * The clock and chance are arguments in `pki` and `core`: the same input gives the same answer, today and in
 * ten years. Refused there is every way of reading them, found in the syntax tree, not by a text search.
 */
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { projectFiles, textOf } from "./repository.js";

const sources = projectFiles("packages").filter((file) =>
  /^packages\/(pki|core)\/src\/(?!.*(\.test\.ts$|testing\/)).*\.ts$/.test(file),
);

describe("pki and core", () => {
  it("read neither the clock nor chance", () => {
    expect(sources.length).toBeGreaterThan(10);
    expect(sources.flatMap((file) => impureUses(textOf(file), file))).toEqual([]);
  });
});

describe("the rule itself", () => {
  it.each([
    "const now = Date.now();",
    'const now = Date["now"]();',
    "const { now } = Date;",
    "const today = new Date();",
    "const today = new Date;",
    "const today = Date();",
    "const Clock = Date;",
    "const today = new globalThis.Date();",
    "const dice = Math.random();",
    'const dice = Math["random"]();',
    "const { random } = Math;",
    "const started = performance.now();",
    "const id = crypto.randomUUID();",
    'import { randomBytes } from "node:crypto";',
    'import { generateKeyPairSync as keys } from "node:crypto";',
    'import * as crypto from "node:crypto";',
    'import crypto from "node:crypto";',
  ])("refuses %s", (text) => {
    expect(impureUses(text, "sample.ts")).toHaveLength(1);
  });

  it.each([
    "const cutOver = new Date(notice.cutOver);",
    "const ms = Date.UTC(2022, 1, 23) + Date.parse(text);",
    "const isDate = value instanceof Date;",
    "function at(date: Date): Date { return date; }",
    "const most = Math.max(1, 2);",
    'import { createHash, verify } from "node:crypto";',
    "const date = certificate.Date;",
  ])("allows %s", (text) => {
    expect(impureUses(text, "sample.ts")).toEqual([]);
  });
});

/** `file:line: text` of each use. */
function impureUses(text: string, file: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isImpure(node)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push(`${file}:${line}: ${node.parent.getText()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isImpure(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return importsChance(node);
  if (!ts.isIdentifier(node) || ts.isTypeReferenceNode(node.parent) || isNameOfMember(node)) return false;
  if (node.text === "Date") return !isPureUseOfDate(node);
  if (node.text === "Math") return memberRead(node) === undefined || memberRead(node) === "random";
  return (
    node.text === "performance" || (node.text === "crypto" && memberRead(node)?.startsWith("random") === true)
  );
}

/** `new Date(argument)`, `Date.UTC`, `Date.parse` and `instanceof Date` say nothing of today. */
function isPureUseOfDate(date: ts.Identifier): boolean {
  const { parent } = date;
  if (ts.isNewExpression(parent)) return (parent.arguments?.length ?? 0) > 0;
  if (ts.isBinaryExpression(parent)) return parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword;
  return ["UTC", "parse"].includes(memberRead(date) ?? "");
}

/** The `random` of `Math.random` and of `Math["random"]`. */
function memberRead(object: ts.Identifier): string | undefined {
  const { parent } = object;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === object) return parent.name.text;
  if (!ts.isElementAccessExpression(parent)) return undefined;
  return ts.isStringLiteral(parent.argumentExpression) ? parent.argumentExpression.text : undefined;
}

/** True for the `Date` of `certificate.Date` and of `{ Date: ... }`; `globalThis.Date` is the real one. */
function isNameOfMember(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent) && parent.name === name) {
    return parent.expression.getText() !== "globalThis";
  }
  const named =
    ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isImportSpecifier(parent);
  return named && parent.name === name;
}

/** node:crypto is imported name by name, and none of the names makes keys or random bytes. */
function importsChance(declaration: ts.ImportDeclaration): boolean {
  if (!ts.isStringLiteral(declaration.moduleSpecifier)) return false;
  if (!/^(node:)?crypto$/.test(declaration.moduleSpecifier.text)) return false;
  const clause = declaration.importClause;
  const named = clause?.namedBindings;
  if (clause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return false;
  if (clause?.name !== undefined || named === undefined || !ts.isNamedImports(named)) return true;
  return named.elements.some(({ name, propertyName }) =>
    /^(random|generate)/.test((propertyName ?? name).text),
  );
}
