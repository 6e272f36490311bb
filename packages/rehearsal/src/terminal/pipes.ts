/** The output filters after a `|`. Each takes lines and gives lines; a filter that makes no sense gives an error text. */

export type Filtered = { readonly lines: readonly string[] } | { readonly error: string };

export interface PipedCommand {
  readonly command: string;
  readonly pipes: readonly string[];
}

/** Splits a command line at its pipes. A `|` within quotes, or with no blank beside it, belongs to a regular expression. */
export function splitPipes(line: string): PipedCommand {
  const marked = line.replace(/"[^"]*"/g, (quoted) => quoted.replaceAll("|", "\0"));
  const [command = "", ...pipes] = marked.split(/\s\|\s*|\|\s+/).map((part) => part.replaceAll("\0", "|"));
  return { command: command.trimEnd(), pipes: pipes.map((pipe) => pipe.trim()) };
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

function utility(lines: readonly string[], words: readonly string[]): Filtered {
  const [name, ...options] = words;
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
      return { lines: [...lines].sort() };
    case "uniq":
      return { lines: lines.filter((line, index) => line !== lines[index - 1]) };
    default:
      return {
        error: name === undefined ? "% Incomplete command." : "% Invalid input detected at '^' marker.",
      };
  }
}

function egrep(lines: readonly string[], options: readonly string[]): Filtered {
  const flags = options.filter((option) => /^-[vi]+$/.test(option)).join("");
  const text = unquoted(options.filter((option) => !/^-[vi]+$/.test(option)).join(" "));
  const pattern = regexOf(text, flags.includes("i") ? "i" : "");
  if (text === "" || pattern === undefined) return { error: "% Incomplete command." };
  return { lines: lines.filter((line) => pattern.test(line) !== flags.includes("v")) };
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
