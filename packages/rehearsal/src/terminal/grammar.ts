/**
 * A command grammar: which words may follow which. Words abbreviate to any unambiguous prefix, as on the device.
 * It knows no command; tables of patterns do.
 *
 * A pattern is a line of keywords and parameters: `<name>` takes one word, `<name:0-512>` a number within these bounds,
 * `<name...>` the rest of the line, and in configuration tables `{name}` is a word that belongs to the statement's
 * identity. `[count <n:1-9>|source <address>]` are options, each as often and in whichever order the client likes.
 */

export interface Match<Leaf> {
  readonly leaf: Leaf;
  /** Keywords spelled out, parameters as typed. */
  readonly words: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
}

export type ParseResult<Leaf> =
  | { readonly kind: "match"; readonly match: Match<Leaf> }
  /** `column` is where the word at fault starts in the line. */
  | { readonly kind: "invalid"; readonly column: number }
  | { readonly kind: "ambiguous"; readonly column: number }
  | { readonly kind: "incomplete"; readonly words: readonly string[] };

export interface Word {
  readonly text: string;
  readonly column: number;
}

interface Node<Leaf> {
  readonly keywords: Map<string, Node<Leaf>>;
  parameter?: Parameter<Leaf>;
  leaf?: Leaf;
}

interface Parameter<Leaf> {
  readonly name: string;
  readonly rest: boolean;
  readonly bounds: { readonly lowest: number; readonly highest: number } | undefined;
  readonly next: Node<Leaf>;
}

export class Grammar<Leaf> {
  readonly #root: Node<Leaf> = emptyNode();

  constructor(patterns: Iterable<readonly [pattern: string, leaf: Leaf]> = []) {
    for (const [pattern, leaf] of patterns) this.add(pattern, leaf);
  }

  add(pattern: string, leaf: Leaf): void {
    let node = this.#root;
    for (const part of pattern.match(/\[[^\]]*\]|\S+/g) ?? []) {
      if (part.startsWith("[")) addOptions(node, part.slice(1, -1).split("|"));
      else node = descend(node, part);
    }
    if (node.leaf !== undefined) throw new Error(`two meanings for "${pattern}"`);
    node.leaf = leaf;
  }

  parse(line: string): ParseResult<Leaf> {
    const typed = wordsOf(line);
    const words: string[] = [];
    const parameters: Record<string, string> = {};
    let node = this.#root;
    for (const word of typed) {
      const step = follow(node, word, line);
      if (step.kind !== "step") return step;
      node = step.node;
      words.push(step.text);
      if (step.parameter !== undefined) parameters[step.parameter] = step.text;
      if (step.rest) break;
    }
    if (node.leaf === undefined) return { kind: "incomplete", words };
    return { kind: "match", match: { leaf: node.leaf, words, parameters } };
  }

  /** The words that may come next after `line`: what `?` lists. Undefined where `line` itself makes no sense. */
  next(line: string): readonly string[] | undefined {
    const typed = wordsOf(line);
    const partial = line === "" || line.endsWith(" ") ? "" : (typed.pop()?.text ?? "");
    let node = this.#root;
    for (const word of typed) {
      const step = follow(node, word, line);
      if (step.kind !== "step") return undefined;
      node = step.node;
    }
    const keywords = [...node.keywords.keys()].filter((keyword) => keyword.startsWith(partial)).sort();
    const parameter = node.parameter !== undefined ? [placeholder(node.parameter)] : [];
    const end = node.leaf !== undefined && partial === "" ? ["<cr>"] : [];
    const found = [...keywords, ...parameter, ...end];
    return found.length > 0 ? found : undefined;
  }
}

/** The words of a line, each with its column. */
export function wordsOf(line: string): Word[] {
  return [...line.matchAll(/"[^"]*"|\S+/g)].map((match) => ({ text: match[0], column: match.index }));
}

function emptyNode<Leaf>(): Node<Leaf> {
  return { keywords: new Map() };
}

function descend<Leaf>(node: Node<Leaf>, part: string): Node<Leaf> {
  const parameter = parameterOf(part);
  if (parameter === undefined) {
    const next = node.keywords.get(part) ?? emptyNode<Leaf>();
    node.keywords.set(part, next);
    return next;
  }
  node.parameter ??= { ...parameter, next: emptyNode<Leaf>() };
  return node.parameter.next;
}

function parameterOf(part: string): Omit<Parameter<never>, "next"> | undefined {
  const [, name, lowest, highest, rest] = /^[<{](\w+)(?::(\d+)-(\d+))?(\.\.\.)?[>}]$/.exec(part) ?? [];
  if (name === undefined) return undefined;
  const bounds = lowest === undefined ? undefined : { lowest: Number(lowest), highest: Number(highest) };
  return { name, rest: rest !== undefined, bounds };
}

/** Each option leads back to the node behind which it may stand. */
function addOptions<Leaf>(node: Node<Leaf>, options: readonly string[]): void {
  for (const option of options) {
    const parts = option.split(" ");
    const last = parts.pop()!;
    const before = parts.reduce((reached, part) => descend(reached, part), node);
    if (!last.startsWith("<")) before.keywords.set(last, node);
    else before.parameter = { ...parameterOf(last)!, next: node };
  }
}

/** What `?` shows in the place of a value. */
function placeholder({ rest, bounds }: Parameter<unknown>): string {
  if (bounds !== undefined) return `<${bounds.lowest}-${bounds.highest}>`;
  return rest ? "LINE" : "WORD";
}

type Step<Leaf> =
  | { kind: "step"; node: Node<Leaf>; text: string; parameter?: string; rest?: boolean }
  | { kind: "invalid" | "ambiguous"; column: number };

function follow<Leaf>(node: Node<Leaf>, word: Word, line: string): Step<Leaf> {
  const keyword = word.text.toLowerCase();
  const exact = node.keywords.get(keyword);
  if (exact !== undefined) return { kind: "step", node: exact, text: keyword };
  const candidates = [...node.keywords.keys()].filter((candidate) => candidate.startsWith(keyword));
  if (candidates.length === 1)
    return { kind: "step", node: node.keywords.get(candidates[0]!)!, text: candidates[0]! };
  if (candidates.length > 1) return { kind: "ambiguous", column: word.column };
  if (node.parameter === undefined || !isWithin(word.text, node.parameter.bounds))
    return { kind: "invalid", column: word.column };
  const { name, rest, next } = node.parameter;
  const text = rest ? line.slice(word.column).trimEnd() : word.text;
  return { kind: "step", node: next, text, parameter: name, rest };
}

function isWithin(text: string, bounds: Parameter<unknown>["bounds"]): boolean {
  if (bounds === undefined) return true;
  return /^\d+$/.test(text) && Number(text) >= bounds.lowest && Number(text) <= bounds.highest;
}
