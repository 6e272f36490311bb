/** Runs clients that the machine has. Those of Debian's Python are looked for with Debian's own interpreter. */
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export interface Ran {
  readonly out: string;
  readonly err: string;
  readonly status: number | null;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Debian's packages are not seen by another Python that comes first in PATH. */
const PYTHON = "/usr/bin/python3";

export function hasProgram(name: string): boolean {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.some((folder) => fs.existsSync(path.join(folder, name)));
}

export function hasPythonModule(name: string): boolean {
  return spawnSync(PYTHON, ["-W", "ignore", "-c", `import ${name}`]).status === 0;
}

/** A script beside these tests, with JSON in and JSON out. */
export async function runPython(script: string, input: unknown): Promise<unknown> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const ran = await run(PYTHON, ["-W", "ignore", file], { input: JSON.stringify(input) });
  if (ran.status !== 0) throw new Error(`${script} ended with ${ran.status}\n${ran.err}\n${ran.out}`);
  return JSON.parse(ran.out);
}

export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = spawn(program, args, {
    env: { ...process.env, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    timeout: 240_000,
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  // A client may be gone before it has read all of its input.
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ out, err, status }));
  });
}
