/** The output filters after a `|`. Each takes lines and gives lines; a filter that makes no sense gives an error text. */
import type { Misread } from "./error-lines.js";

export type Filtered = { readonly lines: readonly string[] } | { readonly error: string };

export interface PipedCommand {
  readonly command: string;
  readonly pipes: readonly Pipe[];
}

/** What stands behind one `|`, and where in the line. */
export interface Pipe {
  readonly text: string;
  readonly column: number;
}

/** Splits a command line at its pipes. A `|` within quotes, or with no blank beside it, belongs to a regular expression. */
export function splitPipes(line: string): PipedCommand {
  // Of equal length, so that columns stay.
  const marked = line.replace(/"[^"]*"/g, (quoted) => quoted.replaceAll("|", "\0"));
  const separators = [...marked.matchAll(/\s+\|\s*|\|\s+/g)];
  const starts = separators.map((separator) => separator.index + separator[0].length);
  const ends = [...separators.map(({ index }) => index), line.length];
  return {
    command: line.slice(0, ends[0]).trimEnd(),
    pipes: starts.map((start, index) => ({ text: line.slice(start, ends[index + 1]).trim(), column: start })),
  };
}

/** Where the first filter that makes no sense stands, and whether it is wrong or only lacks something. */
export function misreadPipe(pipes: readonly Pipe[]): Misread | undefined {
  for (const { text, column } of pipes) {
    const [word = "", ...rest] = text.split(/\s+/);
    const names = word === "" ? [] : pipeNames(word);
    if (word === "" || (names.length > 0 && rest.length === 0)) return { kind: "incomplete", words: [] };
    if (names.length === 0) return { kind: "invalid", column };
    const [utility = ""] = rest;
    const known = UTILITIES.some((name) => name.startsWith(utility));
    if (names[0] === "utility" && !known)
      return { kind: "invalid", column: column + text.indexOf(utility, 1) };
  }
  return undefined;
}

export function applyPipe(lines: readonly string[], pipe: string): Filtered {
  const [word = "", ...rest] = pipe.split(/\s+/);
  const argument = unquoted(pipe.slice(word.length).trim());
  const filter = FILTERS.find(([name]) => name.startsWith(word.toLowerCase()) && word !== "");
  if (filter === undefined) return { error: "% Invalid input detected at '^' marker." };
  if (filter[0] === "utility") return utility(lines, rest);
  const pattern = regexOf(argument);
  if (argument === "" || pattern === undefined) return { error: "% Incomplete command." };
  return { lines: filter[1](lines, pattern) };
}

const FILTERS: readonly (readonly [
  name: string,
  filter: (lines: readonly string[], pattern: RegExp) => string[],
])[] = [
  ["begin", (lines, pattern) => [...lines.slice(indexOf(lines, pattern))]],
  ["count", (lines, pattern) => [`Number of lines which match regexp = ${matching(lines, pattern).length}`]],
  ["exclude", (lines, pattern) => lines.filter((line) => !pattern.test(line))],
  ["include", (lines, pattern) => matching(lines, pattern)],
  ["section", section],
  ["utility", () => []],
];

/** The filters that begin with what was typed, `file` among them: what `?` lists after a `|`. */
export function pipeNames(typed: string): string[] {
  const names = [...FILTERS.map(([name]) => name), "file"].sort();
  return names.filter((name) => name.startsWith(typed.toLowerCase()));
}

function matching(lines: readonly string[], pattern: RegExp): string[] {
  return lines.filter((line) => pattern.test(line));
}

function indexOf(lines: readonly string[], pattern: RegExp): number {
  const index = lines.findIndex((line) => pattern.test(line));
  return index === -1 ? lines.length : index;
}

/** Each matching line with the more indented lines below it. */
function section(lines: readonly string[], pattern: RegExp): string[] {
  const kept: string[] = [];
  let depth = -1;
  for (const line of lines) {
    const indent = line.length - line.trimStart().length;
    const continues = depth >= 0 && indent > depth && line.trim() !== "";
    if (!continues) depth = pattern.test(line) ? indent : -1;
    if (depth >= 0) kept.push(line);
  }
  return kept;
}

const UTILITIES = ["egrep", "fgrep", "head", "less", "script", "sort", "tail", "uniq", "wc", "xargs"];

function utility(lines: readonly string[], words: readonly string[]): Filtered {
  const [typed = "", ...options] = words;
  const name = UTILITIES.find((candidate) => candidate.startsWith(typed) && typed !== "");
  const count = numberAfter(options, "-n") ?? 10;
  switch (name) {
    case "head":
      return { lines: lines.slice(0, count) };
    case "tail":
      return { lines: lines.slice(Math.max(0, lines.length - count)) };
    case "egrep":
    case "fgrep":
      return egrep(lines, options);
    case "wc":
      return { lines: [wordCount(lines, options)] };
    case "sort":
      return { lines: sorted(lines, options) };
    case "uniq":
      return { lines: lines.filter((line, index) => line !== lines[index - 1]) };
    case "less":
      return { lines };
    default:
      return { error: name === undefined ? "% Incomplete command." : `% The lab has no ${name}` };
  }
}

function egrep(lines: readonly string[], options: readonly string[]): Filtered {
  const flags = options.filter((option) => /^-[vi]+$/.test(option)).join("");
  const text = unquoted(options.filter((option) => !/^-[vi]+$/.test(option)).join(" "));
  const pattern = regexOf(text, flags.includes("i") ? "i" : "");
  if (text === "" || pattern === undefined) return { error: "% Incomplete command." };
  return { lines: lines.filter((line) => pattern.test(line) !== flags.includes("v")) };
}

/** `-r` turns the order round, `-n` goes by numbers, `-u` drops what repeats. */
function sorted(lines: readonly string[], options: readonly string[]): string[] {
  const flags = options.filter((option) => /^-[rnu]+$/.test(option)).join("");
  const number = (line: string) => Number.parseFloat(line) || 0;
  const inOrder = [...lines].sort(
    flags.includes("n") ? (a, b) => number(a) - number(b) : (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  );
  const kept = flags.includes("u") ? inOrder.filter((line, index) => line !== inOrder[index - 1]) : inOrder;
  return flags.includes("r") ? kept.reverse() : kept;
}

function wordCount(lines: readonly string[], options: readonly string[]): string {
  const text = lines.join("\n");
  const counts = [lines.length, text.split(/\s+/).filter(Boolean).length, Buffer.byteLength(text) + 1];
  const chosen = ["-l", "-w", "-c"].findIndex((option) => options.includes(option));
  return chosen === -1 ? counts.map((count) => String(count).padStart(7)).join(" ") : String(counts[chosen]);
}

function numberAfter(options: readonly string[], name: string): number | undefined {
  const value = Number(options[options.indexOf(name) + 1]);
  return options.includes(name) && Number.isInteger(value) && value >= 0 ? value : undefined;
}

/** Undefined where the text is not a regular expression, or too long to be one that a person typed. */
function regexOf(text: string, flags = ""): RegExp | undefined {
  if (text.length > 200) return undefined;
  try {
    return new RegExp(text, flags);
  } catch {
    return undefined;
  }
}

function unquoted(text: string): string {
  return text.replace(/^"(.*)"$/, "$1");
}
