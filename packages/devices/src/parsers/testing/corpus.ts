/** Finds the public command outputs that tests read, and compares a parse with what stands beside a sample. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SHARED = fileURLToPath(new URL("../../../../../../shared/data/", import.meta.url));

/** Absent data skips a test with a message, and fails it under CI. */
export const hasSharedData = existsSync(SHARED);
if (!hasSharedData) {
  const message = "public samples are absent: expected them in ../shared/data beside the repository";
  if (process.env.CI) throw new Error(message);
  console.warn(`skipped: ${message}`);
}

export interface Sample {
  readonly name: string;
  readonly text: string;
  readonly expected: unknown;
}

export function readShared(path: string): string {
  return readFileSync(`${SHARED}${path}`, "utf8");
}

/** The non-empty samples of one command: `iosxr/tests/ShowVersion`. */
export function genieSamples(command: string): Sample[] {
  const folder = `cli-corpora/genieparser/${command}/cli/equal/`;
  if (!hasSharedData) return [];
  return readdirSync(`${SHARED}${folder}`)
    .filter((file) => file.endsWith("_output.txt"))
    .sort()
    .map((file) => ({
      name: `${command} ${file}`,
      text: readShared(folder + file),
      expected: JSON.parse(readShared(folder + file.replace(/_output\.txt$/, "_expected.json"))),
    }));
}

/** The texts of a command that its corpus calls empty. */
export function genieEmptySamples(command: string): { name: string; text: string }[] {
  const folder = `cli-corpora/genieparser/${command}/cli/empty/`;
  if (!hasSharedData || !existsSync(SHARED + folder)) return [];
  return readdirSync(SHARED + folder).map((file) => ({ name: file, text: readShared(folder + file) }));
}

/** The field notice's own sample of a command, one line as published. */
export function noticeSamples(command: string): string[] {
  if (!hasSharedData) return [];
  const page = readShared("field-notices/fn72290.txt").split("\n");
  return page.filter((line) => new RegExp(`^RP/\\S+#${command} (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) `).test(line));
}

export interface LeafComparison {
  readonly compared: number;
  /** The patterns that left something out. */
  readonly reasonsUsed: readonly string[];
  /** `path: expected, found`; empty when every leaf was compared or is left out with a reason. */
  readonly differences: readonly string[];
}

/**
 * Compares every leaf of `expected` with `actual`. `leftOut` holds the paths that are not compared, `*`
 * for any key, and why; a leaf that is neither equal nor listed is a difference.
 */
export function compareLeaves(
  expected: unknown,
  actual: unknown,
  leftOut: Readonly<Record<string, string>> = {},
): LeafComparison {
  const differences: string[] = [];
  let compared = 0;
  const reasonsUsed = new Set<string>();
  for (const { path, value } of leavesOf(expected, [])) {
    const reason = reasonFor(path, leftOut);
    if (reason !== undefined) {
      reasonsUsed.add(reason);
      continue;
    }
    compared++;
    const found = path.reduce<unknown>(
      (node, key) => (node as Record<string, unknown> | undefined)?.[key],
      actual,
    );
    if (JSON.stringify(found) !== JSON.stringify(value)) {
      differences.push(
        `${path.join(".")}: expected ${JSON.stringify(value)}, found ${JSON.stringify(found)}`,
      );
    }
  }
  return { compared, reasonsUsed: [...reasonsUsed], differences };
}

function reasonFor(path: readonly string[], leftOut: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(leftOut).find((pattern) => {
    const keys = pattern.split("/");
    return keys.length <= path.length && keys.every((key, index) => key === "*" || key === path[index]);
  });
}

function leavesOf(node: unknown, path: readonly string[]): { path: readonly string[]; value: unknown }[] {
  if (node === null || typeof node !== "object" || Object.keys(node).length === 0)
    return [{ path, value: node }];
  return Object.entries(node).flatMap(([key, child]) => leavesOf(child, [...path, key]));
}
