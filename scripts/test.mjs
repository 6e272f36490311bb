// What `npm test` runs: sets the clone up, then every fast suite. Needs Node and npm, and nothing else.
//
//   npm test                                  all of it
//   npm test -- packages/devices              what lies there; anything that vitest understands
//   npm test -- --seed 42 packages/devices    property tests with the seed that a failure printed
//   npm run test:fuzz [-- --runs 5000]        the property tests alone, many more cases, a new seed
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { SetUpFailed, setUp } from "../bin/set-up.mjs";
import { takeOption, takeValue } from "./options.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));

try {
  await setUp();
  process.exitCode = runTests(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetUpFailed)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

/** @param {string[]} args */
function runTests(args) {
  const fuzz = takeOption(args, "--fuzz");
  const seed = takeValue(args, "--seed");
  const runs = takeValue(args, "--runs") ?? (fuzz ? "2000" : undefined);
  const files = fuzz ? propertyTests(path.join(root, "packages")) : [];
  if (fuzz && files.length === 0) throw new Error("no test uses fast-check");
  console.log(fuzz ? `Property tests, ${runs} cases each, in ${files.length} files` : "Running the tests");
  const readsSamples = !args.includes("--config");
  if (readsSamples && !fs.existsSync(path.join(root, "..", "shared", "data"))) {
    console.log("The public samples (../shared/data) are not here: the tests that read them are skipped.");
  }
  const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
  const env = { ...process.env, ...(seed && { REROOT_SEED: seed }), ...(runs && { REROOT_RUNS: runs }) };
  return (
    spawnSync(process.execPath, [vitest, "run", ...args, ...files], { cwd: root, env, stdio: "inherit" })
      .status ?? 1
  );
}

/** Test files that use fast-check. @param {string} folder @returns {string[]} */
function propertyTests(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return /^(dist|node_modules)$/.test(entry.name) ? [] : propertyTests(full);
    const isOne = entry.name.endsWith(".test.ts") && fs.readFileSync(full, "utf8").includes('"fast-check"');
    return isOne ? [path.relative(root, full)] : [];
  });
}
