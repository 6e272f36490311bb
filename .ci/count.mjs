// Adds up what the runners of .ci/run reported, and ends with `N passed, N failed`. A test that was skipped
// without standing in allowed-skips.txt has failed; so has a runner that left no report, or that ended badly
// although each of its tests passed.
import fs from "node:fs";
import path from "node:path";

/** @typedef {{ passed: number, failures: string[] }} Count */

const reports = process.argv[2] ?? ".";
const allowedSkips = new Set(
  fs
    .readFileSync(new URL("allowed-skips.txt", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#")),
);

const runs = fs
  .readdirSync(reports)
  .filter((file) => file.endsWith(".exit"))
  .map((file) => countOfRun(file.replace(/\.exit$/, "")));
const passed = runs.reduce((sum, run) => sum + run.passed, 0);
const failed = runs.reduce((sum, run) => sum + run.failures.length, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/** @param {string} name @returns {Count} */
function countOfRun(name) {
  const exitCode = fs.readFileSync(path.join(reports, `${name}.exit`), "utf8").trim();
  const report = path.join(reports, `${name}.json`);
  const count = fs.existsSync(report)
    ? countOf(JSON.parse(fs.readFileSync(report, "utf8")))
    : { passed: 0, failures: ["left no report"] };
  if (exitCode !== "0" && count.failures.length === 0)
    count.failures.push(`ended with exit code ${exitCode}`);
  console.log(`${name}: ${count.passed} passed, ${count.failures.length} failed`);
  for (const failure of count.failures) console.log(`  ${failure}`);
  return count;
}

/**
 * A report of vitest, or of `npm run check`.
 * @param {any} report @returns {Count}
 */
function countOf(report) {
  if (report.testResults === undefined) return report;
  /** @type {Count} */
  const count = { passed: 0, failures: [] };
  for (const file of report.testResults) {
    if (file.status === "failed" && file.assertionResults.length === 0) {
      count.failures.push(`${file.name}: ${file.message}`);
    }
    for (const test of file.assertionResults) {
      if (test.status === "passed") count.passed += 1;
      else if (test.status === "failed") count.failures.push(test.fullName);
      else if (!allowedSkips.has(test.fullName)) count.failures.push(`${test.fullName} (${test.status})`);
    }
  }
  return count;
}
