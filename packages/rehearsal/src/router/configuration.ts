/**
 * A router's configuration as a tree of statements, the changes that a session makes to it, and its text. Which
 * statements exist is written in configuration-grammar.ts; what they mean is the business of the parts that read them.
 */

export interface Statement {
  /** The statement spelled out, for example `domain name-server 192.0.2.53`. */
  readonly text: string;
  /** What a second statement must share to replace this one: the text up to its first replaceable value. */
  readonly identity: string;
  readonly children: readonly Statement[];
  /** Whether it opens a block, which is closed by `!` even when empty. */
  readonly isBlock: boolean;
}

/** One change: the path from the outermost statement to the one that is set or removed. */
export type Change =
  | { readonly kind: "set"; readonly path: readonly Statement[] }
  /** Removes what equals the last text or continues it; `prefix` is spelled out. */
  | { readonly kind: "remove"; readonly path: readonly Statement[]; readonly prefix: string };

export type Configuration = readonly Statement[];

export function applyChanges(to: Configuration, changes: readonly Change[]): Configuration {
  return changes.reduce(applyChange, to);
}

function applyChange(statements: Configuration, change: Change): Configuration {
  const [head, ...rest] = change.path;
  if (head === undefined) {
    if (change.kind === "set") return statements;
    return statements.filter(({ text }) => text !== change.prefix && !text.startsWith(`${change.prefix} `));
  }
  const index = statements.findIndex((statement) => statement.identity === head.identity);
  const found = statements[index];
  if (found === undefined && change.kind === "remove") return statements;
  const children = applyChange(found?.children ?? [], { ...change, path: rest });
  const text = change.kind === "set" ? head.text : found!.text;
  const next: Statement = { ...head, text, children };
  return found === undefined ? [...statements, next] : statements.with(index, next);
}

/** The statement at a path of texts or identities, or undefined. */
export function findStatement(
  configuration: Configuration,
  ...path: readonly string[]
): Statement | undefined {
  let statements = configuration;
  let found: Statement | undefined;
  for (const part of path) {
    found = statements.find(({ text, identity }) => text === part || identity === part);
    if (found === undefined) return undefined;
    statements = found.children;
  }
  return found;
}

/** What follows `identity` in the statement at a path: its value. */
export function settingOf(configuration: Configuration, ...path: readonly string[]): string | undefined {
  const found = findStatement(configuration, ...path);
  const identity = path.at(-1) ?? "";
  return found?.text.startsWith(`${identity} `) ? found.text.slice(identity.length + 1) : undefined;
}

/** All values of the statements that begin with `prefix`, for example every name server. */
export function settingsOf(configuration: Configuration, prefix: string): string[] {
  return configuration
    .filter(({ text }) => text.startsWith(`${prefix} `))
    .map(({ text }) => text.slice(prefix.length + 1));
}

/** Whether a statement stands there, for example `isSet(c, "call-home", "service active")`. */
export function isSet(configuration: Configuration, ...path: readonly string[]): boolean {
  return findStatement(configuration, ...path) !== undefined;
}

/** The body of a configuration as it is printed. */
export function configurationText(statements: Configuration, depth = 0): string[] {
  const indent = " ".repeat(depth);
  return statements.flatMap((statement) =>
    statement.isBlock
      ? [`${indent}${statement.text}`, ...configurationText(statement.children, depth + 1), `${indent}!`]
      : [`${indent}${statement.text}`],
  );
}

/** The statements of which the text begins with `section`, for `show running-config SECTION`. */
export function sectionOf(configuration: Configuration, section: string): Configuration {
  return configuration.filter(({ text }) => text === section || text.startsWith(`${section} `));
}

/** What leads from one configuration to another, as an operator would type it: `show configuration`. */
export function changeText(before: Configuration, after: Configuration): string[] {
  return diffLines(before, after, 0, PLAIN);
}

/** The same with `+` and `-` in front: `show commit changes diff`. */
export function changeDiff(before: Configuration, after: Configuration): string[] {
  return diffLines(before, after, 0, MARKED);
}

interface DiffStyle {
  added(line: string): string;
  removed(line: string): string;
  context(line: string): string;
}

const PLAIN: DiffStyle = {
  added: (line) => line,
  removed: (line) => line.replace(/\S/, "no $&"),
  context: (line) => line,
};
const MARKED: DiffStyle = {
  added: (line) => `+  ${line}`,
  removed: (line) => `-  ${line}`,
  context: (line) => `   ${line}`,
};

function diffLines(before: Configuration, after: Configuration, depth: number, style: DiffStyle): string[] {
  const indent = " ".repeat(depth);
  const gone = before.filter((old) => !after.some((now) => now.identity === old.identity));
  const lines = gone.map((old) => style.removed(`${indent}${old.text}`));
  for (const now of after) {
    const old = before.find((candidate) => candidate.identity === now.identity);
    if (old === undefined) {
      lines.push(...configurationText([now], depth).map(style.added));
      continue;
    }
    const inside = diffLines(old.children, now.children, depth + 1, style);
    if (old.text !== now.text) lines.push(style.added(`${indent}${now.text}`));
    else if (inside.length > 0) lines.push(style.context(`${indent}${now.text}`));
    lines.push(...inside);
    if (inside.length > 0) lines.push(style.context(`${indent}!`));
  }
  return lines;
}
