// What `npm run check` runs: everything that must hold before a change is proposed. One line a step; a failing
// step shows what its tool said, and the steps after it run all the same.
//
//   npm run check                         all steps
//   npm run check -- types lint           these only
//   npm run check -- --without tests      all but these
//   npm run check -- --counts FILE        and writes { passed, failures } there
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { SetUpFailed, setUp } from "../bin/set-up.mjs";
import { takeOption, takeValue } from "./options.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));

/** @typedef {{ ok: boolean, said: string, note?: string }} Outcome */
/** @typedef {{ name: string, what: string, run: () => Promise<Outcome> }} Step */

/** @type {Step[]} */
const STEPS = [
  {
    name: "lint",
    what: "format and lint",
    run: () => tool("@biomejs/biome/bin/biome", "check", "--error-on-warnings"),
  },
  { name: "types", what: "types of what ships", run: () => tool("typescript/bin/tsc", "--build") },
  // After the build: what runs a built command imports it.
  {
    name: "layers",
    what: "who imports whom",
    run: () => tool("dependency-cruiser/bin/dependency-cruise.mjs", "packages"),
  },
  {
    name: "test-types",
    what: "types of tests and scripts",
    run: () => tool("typescript/bin/tsc", "-p", "tsconfig.tests.json"),
  },
  {
    name: "unused",
    what: "unused files, exports, packages",
    run: () => tool("knip/bin/knip.js", "--no-progress"),
  },
  { name: "tests", what: "unit, property, golden, tidy", run: runTests },
  {
    name: "rehearsal",
    what: "the main job in the lab",
    run: () => rehearse({ scenario: undefined, exitCode: 0 }),
  },
  {
    name: "rehearsal-tampered",
    what: "a broken bundle is refused",
    run: () => rehearse({ scenario: "tampered-bundle", exitCode: 1 }),
  },
];

try {
  // The build is one of the steps, and must be able to fail as one.
  await setUp("installed");
  process.exitCode = await check(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetUpFailed)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

/** @param {string[]} args @returns {Promise<number>} the exit code */
async function check(args) {
  const counts = takeValue(args, "--counts");
  const steps = chosen(args);
  const started = Date.now();
  const failed = [];
  for (const step of steps) {
    if (!(await runStep(step))) failed.push(step.name);
  }
  if (counts !== undefined) {
    fs.writeFileSync(counts, JSON.stringify({ passed: steps.length - failed.length, failures: failed }));
  }
  const time = seconds(Date.now() - started);
  if (failed.length === 0) console.log(`All ${steps.length} checks passed in ${time}.`);
  else console.log(`${failed.length} of ${steps.length} checks failed in ${time}: ${failed.join(", ")}`);
  return failed.length === 0 ? 0 : 1;
}

/** @param {string[]} args @returns {Step[]} */
function chosen(args) {
  const without = takeOption(args, "--without");
  const unknown = args.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(
      `No such step: ${unknown.join(", ")}. There are: ${STEPS.map(({ name }) => name).join(", ")}`,
    );
    process.exit(2);
  }
  return args.length === 0 ? STEPS : STEPS.filter(({ name }) => args.includes(name) !== without);
}

/** @param {Step} step */
async function runStep({ name, what, run }) {
  const title = `${name.padEnd(19)} ${what.padEnd(33)}`;
  if (process.stdout.isTTY) process.stdout.write(`...   ${title}\r`);
  const started = Date.now();
  const { ok, said, note } = await run();
  console.log(
    `${ok ? "ok   " : "FAIL "} ${title} ${seconds(Date.now() - started).padStart(8)}  ${note ?? ""}`.trimEnd(),
  );
  if (!ok) console.log(`${said.trimEnd().replace(/^/gm, "      ")}\n`);
  return ok;
}

/** @returns {Promise<Outcome>} */
async function runTests() {
  const report = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "reroot-check-")), "vitest.json");
  const outcome = await tool(
    "vitest/vitest.mjs",
    "run",
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${report}`,
  );
  const totals = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, "utf8")) : {};
  fs.rmSync(path.dirname(report), { recursive: true });
  const skipped = totals.numPendingTests > 0 ? `, ${totals.numPendingTests} skipped` : "";
  return {
    ...outcome,
    note: `${totals.numPassedTests ?? 0} passed, ${totals.numFailedTests ?? "?"} failed${skipped}`,
  };
}

/**
 * One rehearsal of the whole flow, judged by its exit code and by what it says of itself.
 * @param {{ scenario: string | undefined, exitCode: number }} expected @returns {Promise<Outcome>}
 */
async function rehearse({ scenario, exitCode }) {
  const options = scenario === undefined ? [] : ["--scenario", scenario];
  const ended = await start(["bin/reroot.mjs", "rehearse", "--json", ...options]);
  const result = lastObject(ended.stdout);
  const ok = ended.exitCode === exitCode && result?.ok === (exitCode === 0) && result.devices?.length > 0;
  return {
    ok,
    said: `exit code ${ended.exitCode}, expected ${exitCode}\n${ended.stderr}\n${ended.stdout}`,
    note: `${result?.devices?.length ?? 0} devices`,
  };
}

/** The JSON object at the end of an output. @param {string} text */
function lastObject(text) {
  const lines = text.split("\n");
  for (let first = lines.length - 1; first >= 0; first--) {
    if (!lines[first]?.startsWith("{")) continue;
    try {
      return JSON.parse(lines.slice(first).join("\n"));
    } catch {}
  }
  return undefined;
}

/** A tool that is installed here. @param {string} script in node_modules @param {string[]} args */
function tool(script, ...args) {
  return node(path.join("node_modules", script), ...args);
}

/** @param {string[]} command @returns {Promise<Outcome>} */
async function node(...command) {
  const { exitCode, stdout, stderr } = await start(command);
  return { ok: exitCode === 0, said: `${stdout}${stderr}` };
}

/**
 * @param {string[]} command
 * @returns {Promise<{ exitCode: number | null, stdout: string, stderr: string }>}
 */
function start(command) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

function seconds(/** @type {number} */ ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
