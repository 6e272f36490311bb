/** The repository as its own tests see it: files and their texts. Knows neither git nor any package. */
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../", import.meta.url));

const NOT_OURS = new Set(["node_modules", "dist", "coverage", ".git", ".reroot"]);

/** Every file of the project, relative to its root; what is installed, built or recorded is left out. */
export function projectFiles(folder = ""): string[] {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    // Whatever it is: in a linked worktree of git, .git is a file.
    if (NOT_OURS.has(entry.name)) return [];
    return entry.isDirectory() ? projectFiles(file) : [file];
  });
}

export function textOf(file: string): string {
  return fs.readFileSync(path.join(root, file), "utf8");
}

export function exists(file: string): boolean {
  return fs.existsSync(path.join(root, file));
}

/** Names of the folders in a folder; none where the folder is not there. */
export function foldersIn(folder: string): string[] {
  if (!exists(folder)) return [];
  const entries = fs.readdirSync(path.join(root, folder), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Where a pattern occurs: `file:line: text`, for a message that can be clicked. */
export function linesMatching(file: string, pattern: RegExp): string[] {
  const lines = textOf(file).split("\n");
  return lines.flatMap((line, index) =>
    pattern.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 160)}`] : [],
  );
}
