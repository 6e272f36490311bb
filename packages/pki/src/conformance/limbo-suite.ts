/** Runs a whole file in the limbo format, `.json` or `.json.gz`. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { answerLimbo } from "./limbo-case.js";
import { type LimboCase, readLimboCase } from "./limbo-format.js";
import { type ConformanceReport, reportOn } from "./report.js";

/** Reads the cases. Throws when the file is not in the format, or does not say what is expected. */
export function readLimboCases(file: string): readonly LimboCase[] {
  const bytes = readFileSync(file);
  const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = (isZipped ? gunzipSync(bytes) : bytes).toString("utf8");
  const suite: unknown = JSON.parse(text.replace(/^\ufeff/, ""));
  const cases =
    typeof suite === "object" && suite !== null && "testcases" in suite ? suite.testcases : undefined;
  if (!Array.isArray(cases)) throw new Error(`${file} has no "testcases": it is not in the limbo format`);
  return cases.map((given, index) => readLimboCase(given, index + 1));
}

export function runLimbo(cases: readonly LimboCase[]): ConformanceReport {
  return reportOn(
    cases.map(({ id, expected_result, conflicts_with: _, ...question }) => {
      const { actual, reason } = answerLimbo(question);
      return { id, expected: expected_result, actual, reason };
    }),
  );
}
