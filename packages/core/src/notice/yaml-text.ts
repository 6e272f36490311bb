/**
 * A YAML (or JSON) text read against a schema, every fault with its line and column.
 *
 * Bounded: size, depth, and no aliases or tags, so that a small hostile text cannot grow. Does not know
 * what the schema describes, nor any file system.
 */
import { failed, type Result, success } from "@reroot/pki";
import { type Document, isAlias, isMap, isNode, LineCounter, parseDocument, visit } from "yaml";
import type { z } from "zod";

/** One fault: where it stands, which field, and what was expected there. */
export interface FieldProblem {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Such as `endpoints[0].host`; empty for the whole document. */
  readonly field: string;
  /** For a reader. */
  readonly problem: string;
}

export type YamlFailure =
  | {
      readonly code: "notice/too-large";
      readonly file: string;
      readonly characters: number;
      readonly limit: number;
    }
  | { readonly code: "notice/not-yaml"; readonly file: string; readonly problems: readonly FieldProblem[] }
  | {
      readonly code: "notice/fields-wrong";
      readonly file: string;
      readonly problems: readonly FieldProblem[];
    };

/** Finds where a field of the document stands. */
export type Locate = (path: readonly PropertyKey[]) => { readonly line: number; readonly column: number };

const YAML_LIMITS = { characters: 1 << 20, depth: 24 } as const;

/** Reads `text` and checks it; `locate` serves whoever checks further. */
export function readYaml<Schema extends z.ZodType>(
  text: string,
  file: string,
  schema: Schema,
): Result<{ readonly value: z.output<Schema>; readonly locate: Locate }, YamlFailure> {
  if (text.length > YAML_LIMITS.characters) {
    const { characters: limit } = YAML_LIMITS;
    return failed({ code: "notice/too-large", file, characters: text.length, limit });
  }
  const lines = new LineCounter();
  const document = parse(text, lines);
  const faults = document === null ? [TOO_DEEP] : faultsOf(document, lines);
  if (document === null || faults.length > 0)
    return failed({ code: "notice/not-yaml", file, problems: faults });
  const locate: Locate = (path) => positionOf(document, path, lines);
  const checked = schema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (checked.success) return success({ value: checked.data, locate });
  const problems = checked.error.issues.flatMap((issue) => problemsOf(issue, locate));
  return failed({ code: "notice/fields-wrong", file, problems: inReadingOrder(problems) });
}

/** `["endpoints", 0, "host"]` as `endpoints[0].host`. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}

export function inReadingOrder(problems: readonly FieldProblem[]): readonly FieldProblem[] {
  return [...problems].sort((one, two) => one.line - two.line || one.column - two.column);
}

const TOO_DEEP: FieldProblem = { line: 1, column: 1, field: "", problem: "nested too deeply" };

/** The YAML library recurses: text nested without end would exhaust the stack, so brackets are counted first. */
function parse(text: string, lines: LineCounter): Document | null {
  if (bracketDepth(text) > YAML_LIMITS.depth || indentDepth(text) > YAML_LIMITS.depth) return null;
  return parseDocument(text, { lineCounter: lines, prettyErrors: false, version: "1.2", schema: "core" });
}

function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === "[" || character === "{") deepest = Math.max(deepest, ++depth);
    else if (character === "]" || character === "}") depth = Math.max(0, depth - 1);
  }
  return deepest;
}

/** `- - - - x` nests without brackets: count the dashes (and `?`, `:`) that open a line. */
function indentDepth(text: string): number {
  const openings = text.match(/^[ \t]*(?:[-?:][ \t]+)+/gm) ?? [];
  return Math.max(0, ...openings.map((opening) => opening.replace(/[ \t]/g, "").length));
}

function faultsOf(document: Document, lines: LineCounter): readonly FieldProblem[] {
  const faults = [...document.errors, ...document.warnings].map(({ pos, message }) =>
    at(lines, pos[0], "", message),
  );
  visit(document, {
    Node: (_key, node) => {
      if (!isAlias(node) && node.tag === undefined && !("anchor" in node && node.anchor)) return undefined;
      faults.push(at(lines, node.range?.[0] ?? 0, "", "anchors, aliases and tags are not allowed here"));
      return visit.SKIP;
    },
  });
  return inReadingOrder(faults);
}

function at(lines: LineCounter, offset: number, field: string, problem: string): FieldProblem {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col), field, problem };
}

/** The field's own place, or that of the nearest part of the document that contains it. */
function positionOf(document: Document, path: readonly PropertyKey[], lines: LineCounter) {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (!isNode(node) || !node.range) continue;
    const { line, col } = lines.linePos(keyOffset(document, path.slice(0, length)) ?? node.range[0]);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
  return { line: 1, column: 1 };
}

/** A list or map begins on the line after its key: the key is where a reader looks. */
function keyOffset(document: Document, path: readonly PropertyKey[]): number | undefined {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) => isNode(item.key) && String(item.key) === String(path.at(-1)));
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
}

function problemsOf(issue: z.core.$ZodIssue, locate: Locate): readonly FieldProblem[] {
  const paths =
    issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
  const problem = issue.code === "unrecognized_keys" ? "this format has no such field" : wording(issue);
  return paths.map((path) => ({ ...locate(path), field: fieldName(path), problem }));
}

function wording(issue: z.core.$ZodIssue): string {
  const missing = issue.code === "invalid_type" && issue.message.endsWith("received undefined");
  if (missing) return "missing; write null where the notice does not say";
  const unquoted =
    issue.code === "invalid_type" &&
    issue.expected === "string" &&
    /received (number|boolean)/.test(issue.message);
  return unquoted ? `${issue.message}: put it in quotes` : issue.message;
}
