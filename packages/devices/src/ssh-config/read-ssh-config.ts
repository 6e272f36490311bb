/** Reads an SSH client configuration and what it includes from disk. It does not know what any keyword means. */
import { readdir, readFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { failed, type Result, success } from "@reroot/pki";
import { matchesPattern } from "../session/pattern.js";
import { readConfigLine } from "./config-lines.js";
import type { Condition, Criterion, Directive, Place, SshConfig, SshConfigFailure } from "./ssh-config.js";

// As OpenSSH (readconf.c, READCONF_MAX_DEPTH).
const DEEPEST_INCLUDE = 16;
const MOST_FILES = 1_000;
const LARGEST_FILE = 4 * 1024 * 1024;
const WITHOUT_ARGUMENT = new Set(["all", "canonical", "final"]);

/** `home` stands for `~`; files that are included without a path are looked for in its `.ssh`. */
export async function readSshConfig(
  file: string,
  home: string,
): Promise<Result<SshConfig, SshConfigFailure>> {
  const directives: Directive[] = [];
  const reader: Reader = { home, directives, files: 0 };
  const failure = await readInto(reader, file, [], 0);
  return failure ? failed(failure) : success({ directives });
}

interface Reader {
  readonly home: string;
  readonly directives: Directive[];
  files: number;
}

async function readInto(
  reader: Reader,
  file: string,
  outer: readonly Condition[],
  depth: number,
): Promise<SshConfigFailure | undefined> {
  const text = await textOf(file);
  if (typeof text !== "string") return { code: "ssh-config/unreadable", file, detail: text.detail };
  let conditions = outer;
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const place = { file, line: index + 1 };
    const line = readConfigLine(content);
    if (!line) continue;
    if (line === "malformed") return malformed(place, content);
    const { keyword: written, args } = line;
    const keyword = written.toLowerCase();
    if (keyword === "host") conditions = [...outer, { kind: "host", patterns: args, place }];
    else if (keyword === "match") {
      const criteria = criteriaIn(args);
      if (!criteria) return malformed(place, content);
      conditions = [...outer, { kind: "match", criteria, place }];
    } else if (keyword === "include") {
      if (depth >= DEEPEST_INCLUDE) return { code: "ssh-config/includes-too-deep", place };
      for (const included of await filesNamed(args, reader.home)) {
        if (++reader.files > MOST_FILES) return { code: "ssh-config/includes-too-deep", place };
        const failure = await readInto(reader, included, conditions, depth + 1);
        if (failure) return failure;
      }
    } else reader.directives.push({ keyword, written, args, place, conditions });
  }
  return undefined;
}

async function textOf(file: string): Promise<string | { readonly detail: string }> {
  try {
    const text = await readFile(file, "utf8");
    return text.length > LARGEST_FILE ? { detail: "too large" } : text;
  } catch (error) {
    return { detail: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
}

function malformed(place: Place, text: string): SshConfigFailure {
  return { code: "ssh-config/malformed", place, text: text.trim().slice(0, 200) };
}

/** `Match host a,b !user x`, `Match all`; a criterion and its argument may be joined by `=`. */
function criteriaIn(args: readonly string[]): readonly Criterion[] | undefined {
  const words = args.flatMap((word) => {
    const joined = /^(!?[A-Za-z]+)=(.*)$/.exec(word);
    return joined ? [joined[1] as string, joined[2] as string] : [word];
  });
  const criteria: Criterion[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const negated = word.startsWith("!");
    const name = word.slice(negated ? 1 : 0).toLowerCase();
    const argument = WITHOUT_ARGUMENT.has(name) ? "" : words[++at];
    if (argument === undefined) return undefined;
    criteria.push({ name, negated, argument });
  }
  return criteria;
}

/** In the order of their names; what is not there is passed over, as OpenSSH does. */
async function filesNamed(patterns: readonly string[], home: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pattern of patterns) {
    const path = pattern.replace(/^~(?=\/)/, home);
    const full = isAbsolute(path) ? path : join(home, ".ssh", path);
    found.push(...(await expand(full)));
  }
  return found;
}

async function expand(path: string): Promise<readonly string[]> {
  const parts = path.split("/");
  const first = parts.findIndex((part) => /[*?]/.test(part));
  if (first < 0) return (await isThere(path)) ? [path] : [];
  const folder = parts.slice(0, first).join("/") || "/";
  const names: readonly string[] = await readdir(folder).catch(() => []);
  const fitting = names
    .filter((name) => !name.startsWith(".") && matchesPattern(parts[first] as string, name))
    .sort();
  const deeper = fitting.map((name) => expand([folder, name, ...parts.slice(first + 1)].join("/")));
  return (await Promise.all(deeper)).flat();
}

async function isThere(path: string): Promise<boolean> {
  const names: readonly string[] = await readdir(dirname(path)).catch(() => []);
  return names.includes(path.slice(path.lastIndexOf("/") + 1));
}
