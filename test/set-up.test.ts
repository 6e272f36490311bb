/**
 * The command's own set-up, on a miniature repository whose npm and compiler only leave traces: when each of
 * them runs, when not, and what is said when one fails. With the real ones: test/clone.
 */
import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { root } from "./repository.js";

/** Installs a compiler that copies sources to dist/, and writes down that it ran; so does the compiler. */
const NPM = `
const fs = require("node:fs");
fs.appendFileSync("trace", "npm " + process.argv.slice(2, 3) + "\\n");
if (fs.existsSync("npm-fails")) { console.log("npm error code E404"); process.exit(1); }
fs.rmSync("node_modules", { recursive: true, force: true });
fs.mkdirSync("node_modules/typescript/bin", { recursive: true });
fs.copyFileSync("compiler.js", "node_modules/typescript/bin/tsc");
fs.copyFileSync("package-lock.json", "node_modules/.package-lock.json");
setTimeout(() => {}, 300);
`;
const COMPILER = `
const fs = require("node:fs");
fs.appendFileSync("trace", "tsc\\n");
for (const name of fs.readdirSync("packages/cli/src")) {
  fs.mkdirSync("packages/cli/dist", { recursive: true });
  fs.copyFileSync("packages/cli/src/" + name, "packages/cli/dist/" + name.replace(".ts", ".js"));
}
`;
const MAIN =
  "export async function main(argv) { console.log(JSON.stringify({ argv, cwd: process.cwd() })); return 7; }";

let clone: string;

beforeEach(() => {
  clone = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "reroot set-up ")));
  fs.cpSync(path.join(root, "bin"), path.join(clone, "bin"), { recursive: true });
  write("package.json", '{ "type": "module", "engines": { "node": ">=20.19" } }');
  write("package-lock.json", '{ "packages": { "node_modules/typescript": { "version": "1.0.0" } } }');
  write("packages/cli/package.json", '{ "type": "module" }');
  write("packages/cli/src/index.ts", "");
  write("packages/cli/src/main.ts", MAIN);
  write("tools/npm-cli.js", NPM);
  write("tools/package.json", '{ "type": "commonjs" }');
  write("compiler.js", COMPILER);
});

afterEach(() => fs.rmSync(clone, { recursive: true, force: true }));

describe("the first run", () => {
  it("installs, builds, and hands over, with a clean stdout", async () => {
    const ran = await reroot(["audit", "--json"]);
    expect(JSON.parse(ran.stdout)).toEqual({ argv: ["audit", "--json"], cwd: clone });
    expect(ran.exitCode).toBe(7);
    expect(ran.stderr).toMatch(/installing packages\.\.\.\n.*done in[\s\S]*building\.\.\.\n.*done in/);
    expect(trace()).toEqual(["npm ci", "tsc"]);
  });

  it("is done once when two start together", async () => {
    const both = await Promise.all([reroot(["one"]), reroot(["two"])]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([7, 7]);
    expect(trace()).toEqual(["npm ci", "tsc"]);
  });

  it("takes over from one that died", async () => {
    fs.mkdirSync(path.join(clone, ".reroot/set-up.lock"), { recursive: true });
    const ran = await reroot([]);
    expect(ran.stderr).toMatch(/waiting/);
    expect(ran.exitCode).toBe(7);
  });

  it("takes what was installed by hand", async () => {
    write("node_modules/typescript/bin/tsc", COMPILER);
    write("node_modules/.package-lock.json", fs.readFileSync(path.join(clone, "package-lock.json"), "utf8"));
    await reroot([]);
    expect(trace()).toEqual(["tsc"]);
  });

  it("shows how npm failed and what to do, and exits with 2", async () => {
    write("npm-fails", "");
    const ran = await reroot(["audit", "--json"]);
    expect(ran).toMatchObject({ exitCode: 2, stdout: "" });
    expect(ran.stderr).toMatch(/npm error code E404/);
    expect(ran.stderr).toMatch(/proxy/);
    expect(ran.stderr).toContain(path.join(clone, ".reroot", "install.log"));
  });

  it("says which Node is needed, before anything else", async () => {
    write("package.json", '{ "type": "module", "engines": { "node": ">=99.1" } }');
    const ran = await reroot([]);
    expect(ran).toMatchObject({ exitCode: 2, stdout: "" });
    expect(ran.stderr).toMatch(/needs Node >=99\.1; this is Node \d+/);
    expect(trace()).toEqual([]);
  });
});

describe("a later run", () => {
  beforeEach(async () => {
    await reroot([]);
    fs.rmSync(path.join(clone, "trace"));
  });

  it("neither installs nor builds, and says nothing", async () => {
    expect((await reroot([])).stderr).toBe("");
    expect(trace()).toEqual([]);
  });

  it("builds when a source was changed", async () => {
    write("packages/cli/src/main.ts", `${MAIN} // changed`);
    await reroot([]);
    expect(trace()).toEqual(["tsc"]);
  });

  it("builds when a source went away", async () => {
    fs.rmSync(path.join(clone, "packages/cli/src/index.ts"));
    await reroot([]);
    expect(trace()).toEqual(["tsc"]);
  });

  it("does not build for a test", async () => {
    write("packages/cli/src/main.test.ts", "");
    await reroot([]);
    expect(trace()).toEqual([]);
  });

  it("installs when the lock was changed", async () => {
    write("package-lock.json", '{ "packages": { "node_modules/typescript": { "version": "1.0.1" } } }');
    await reroot([]);
    expect(trace()).toEqual(["npm ci", "tsc"]);
  });

  it("stands where its caller stands, although npm changed to the clone", async () => {
    const byNpm = { npm_package_json: path.join(clone, "package.json"), INIT_CWD: os.tmpdir() };
    const ran = await reroot([], byNpm);
    expect(JSON.parse(ran.stdout).cwd).toBe(fs.realpathSync(os.tmpdir()));
  });

  it("ignores the caller of another project's script", async () => {
    const byNpm = { npm_package_json: path.join(os.tmpdir(), "package.json"), INIT_CWD: os.tmpdir() };
    const ran = await reroot([], byNpm);
    expect(JSON.parse(ran.stdout).cwd).toBe(clone);
  });
});

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function reroot(argv: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const foreign = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD)/i.test(name));
  const npm = { npm_execpath: path.join(clone, "tools/npm-cli.js") };
  const env = { ...Object.fromEntries(foreign), ...npm, ...more };
  return ended(spawn(process.execPath, [path.join(clone, "bin/reroot.mjs"), ...argv], { cwd: clone, env }));
}

function ended(child: ChildProcess): Promise<Ended> {
  const said = { stdout: "", stderr: "" };
  child.stdout?.on("data", (text) => (said.stdout += text));
  child.stderr?.on("data", (text) => (said.stderr += text));
  return new Promise((resolve) => child.once("close", (exitCode) => resolve({ exitCode, ...said })));
}

/** What npm and the compiler wrote down, in order. */
function trace(): string[] {
  const file = path.join(clone, "trace");
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim().split("\n") : [];
}

function write(file: string, text: string): void {
  const full = path.join(clone, file);
  fs.mkdirSync(path.dirname(full), { recursive: true });
  fs.writeFileSync(full, text);
}
