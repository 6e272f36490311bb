/** Reads lines of configuration by the grammar of the statements (configuration-statements.ts): what each changes. */
import { Grammar, type Match, type ParseResult, wordsOf } from "../terminal/grammar.js";
import type { Change, Configuration, Statement } from "./configuration.js";
import { applyChanges } from "./configuration.js";
import { type Definition, STATEMENTS } from "./configuration-statements.js";

/** A definition, compiled; `body` is the grammar within its block. */
export interface StatementForm {
  readonly pattern: string;
  readonly mode: string | undefined;
  readonly body: ConfigurationGrammar | "anything" | undefined;
}

export type ConfigurationGrammar = Grammar<StatementForm>;

export const CONFIGURATION_GRAMMAR: ConfigurationGrammar = compile(STATEMENTS);

/** A line of configuration read in a block: the change it makes, and the blocks that are open after it. */
export interface ReadLine {
  readonly change: Change;
  /** Undefined where the line opens none. */
  readonly enters: readonly Opened[] | undefined;
}

/** An open block: its statement, its prompt and its grammar. */
export interface Opened {
  readonly statement: Statement;
  readonly mode: string;
  readonly body: ConfigurationGrammar | "anything";
}

export type ReadResult =
  | { readonly kind: "read"; readonly read: ReadLine }
  | Exclude<ParseResult<never>, { kind: "match" }>;

/** Reads one line typed within `open` blocks (outermost first). A line may go through a block: `call-home service active`. */
export function readConfigurationLine(text: string, open: readonly Opened[]): ReadResult {
  const removal = /^\s*no\s+/i.exec(text);
  // Blanks keep the columns, which the caret of an error message needs.
  const body = removal === null ? text : text.slice(removal[0].length).padStart(text.length);
  const reached = readInOrAround(body, open, removal !== null);
  if (reached.kind !== "read" || removal === null) return reached;
  const { path } = reached.read.change;
  const change: Change = { kind: "remove", path: path.slice(0, -1), prefix: path.at(-1)!.text };
  // Removing a block does not enter it; having been found further out does leave the block.
  const enters = (reached.read.enters?.length ?? open.length) < open.length ? reached.read.enters : undefined;
  return { kind: "read", read: { change, enters } };
}

/** Statements of the whole router that may also stand within a block which takes anything. */
const ALSO_WITHIN = ["logging", "cdp", "service", "banner"];

/**
 * Reads a line as an operator types it, without indentation to tell by: what a block takes only because it takes
 * anything, and the router knows as a statement of its own, is that statement, and leaves the block (`line default` typed
 * behind `line console`, as clients do on log-in).
 */
export function readTypedLine(text: string, open: readonly Opened[]): ReadResult {
  if (open.length > 0 && isTakenAsAnything(text, open)) {
    const ofRouter = readConfigurationLine(text, []);
    const first = ofRouter.kind === "read" ? ofRouter.read.change.path[0]?.text.split(" ")[0] : undefined;
    if (ofRouter.kind === "read" && first !== undefined && !ALSO_WITHIN.includes(first))
      return leaving(ofRouter.read, []);
  }
  return readConfigurationLine(text, open);
}

function isTakenAsAnything(text: string, open: readonly Opened[]): boolean {
  const body = open.at(-1)?.body;
  if (body === "anything" || body === undefined) return true;
  const parsed = body.parse(text.replace(/^\s*no\s+/i, ""));
  return parsed.kind === "match" && parsed.match.leaf.pattern === "{what...}";
}

/** Where a line was read in a block further out, the session is there afterwards. */
function leaving(read: ReadLine, open: readonly Opened[]): ReadResult {
  return { kind: "read", read: { ...read, enters: read.enters ?? open } };
}

/**
 * A configuration from text as the device prints it, one blank of indentation a level, on top of another where there is
 * one. Throws RangeError naming the line at fault.
 */
export function parseConfiguration(text: string, onto: Configuration = []): Configuration {
  const changes: Change[] = [];
  let open: readonly Opened[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("!") || trimmed === "end") continue;
    open = open.slice(0, line.length - line.trimStart().length);
    const result = readConfigurationLine(trimmed, open);
    if (result.kind !== "read")
      throw new RangeError(`configuration line ${index + 1} not understood: ${trimmed}`);
    changes.push(result.read.change);
    open = result.read.enters ?? open;
  }
  return applyChanges(onto, changes);
}

/** The words that may come next in a line typed within `open` blocks, and behind blocks that the line goes through. */
export function nextConfigurationWords(text: string, open: readonly Opened[]): readonly string[] {
  const typed = text.replace(/^\s*no(\s+|$)/i, "");
  return nextWithin(typed, open.at(-1)?.body ?? CONFIGURATION_GRAMMAR);
}

function nextWithin(text: string, grammar: ConfigurationGrammar | "anything"): readonly string[] {
  if (grammar === "anything") return ["LINE"];
  const found = new Set(grammar.next(text) ?? []);
  const words = wordsOf(text);
  for (const [index, word] of words.entries()) {
    const end = word.column + word.text.length;
    const isComplete = index < words.length - 1 || text.endsWith(" ");
    const beginning = isComplete ? grammar.parse(text.slice(0, end)) : undefined;
    if (beginning?.kind !== "match" || beginning.match.leaf.body === undefined) continue;
    for (const next of nextWithin(text.slice(end).trimStart(), beginning.match.leaf.body)) found.add(next);
  }
  return [...found];
}

/** A line that the innermost block does not take may belong to a block around it, as when text is pasted. */
function readInOrAround(text: string, open: readonly Opened[], isRemoval: boolean): ReadResult {
  const inner = walk(text, open.at(-1)?.body ?? CONFIGURATION_GRAMMAR, open, isRemoval);
  if (inner.kind !== "invalid" || open.length === 0) return inner;
  const outside = open.slice(0, -1);
  const around = readInOrAround(text, outside, isRemoval);
  return around.kind === "read" ? leaving(around.read, outside) : inner;
}

function walk(
  text: string,
  grammar: ConfigurationGrammar | "anything",
  open: readonly Opened[],
  isRemoval: boolean,
): ReadResult {
  const outer = open.map(({ statement }) => statement);
  if (grammar === "anything") return { kind: "read", read: setting([...outer, free(text)], undefined) };
  const whole = grammar.parse(text);
  if (whole.kind === "match") {
    const statement = statementOf(whole.match);
    const { mode, body } = whole.match.leaf;
    const enters =
      mode !== undefined && body !== undefined ? [...open, { statement, mode, body }] : undefined;
    return { kind: "read", read: setting([...outer, statement], enters) };
  }
  if (whole.kind === "incomplete" && isRemoval) {
    return { kind: "read", read: setting([...outer, free(whole.words.join(" "))], undefined) };
  }
  return whole.kind === "invalid" ? (throughBlock(text, grammar, open, isRemoval) ?? whole) : whole;
}

/** `crypto ca trustpool policy cabundle url X`: the longest beginning that opens a block, and the rest within it. */
function throughBlock(
  text: string,
  grammar: ConfigurationGrammar,
  open: readonly Opened[],
  isRemoval: boolean,
): ReadResult | undefined {
  for (const word of wordsOf(text).slice(1).reverse()) {
    const beginning = grammar.parse(text.slice(0, word.column));
    if (beginning.kind !== "match") continue;
    const { mode, body } = beginning.match.leaf;
    if (mode === undefined || body === undefined) return undefined;
    const opened = { statement: statementOf(beginning.match), mode, body };
    const result = walk(text.slice(word.column).padStart(text.length), body, [...open, opened], isRemoval);
    return result.kind === "read" ? { kind: "read", read: { ...result.read, enters: undefined } } : result;
  }
  return undefined;
}

function setting(path: readonly Statement[], enters: readonly Opened[] | undefined): ReadLine {
  return { change: { kind: "set", path }, enters };
}

function free(text: string): Statement {
  const trimmed = text.trim();
  return { text: trimmed, identity: trimmed, children: [], isBlock: false };
}

function statementOf(match: Match<StatementForm>): Statement {
  const parts = match.leaf.pattern.split(" ");
  const firstValue = parts.findIndex((part) => part.startsWith("<"));
  const identity = firstValue === -1 ? match.words : match.words.slice(0, firstValue);
  return {
    text: match.words.join(" "),
    identity: identity.join(" "),
    children: [],
    isBlock: match.leaf.mode !== undefined,
  };
}

function compile(definitions: readonly Definition[]): ConfigurationGrammar {
  return new Grammar(
    definitions.map(({ pattern, mode, body }) => [
      pattern,
      { pattern, mode, body: body === undefined || body === "anything" ? body : compile(body) },
    ]),
  );
}
