/** Runs a whole file in the limbo format, `.json` or `.json.gz`. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { answerLimbo, type LimboQuestion } from "./limbo-case.js";
import { type ConformanceReport, reportOn } from "./report.js";

export interface LimboCase extends LimboQuestion {
  readonly id: string;
  readonly expected_result: "SUCCESS" | "FAILURE";
  readonly conflicts_with: readonly string[];
}

/** Reads the cases. Fields with a default in the format's schema may be missing. Throws when it is no such file. */
export function readLimboCases(file: string): readonly LimboCase[] {
  const bytes = readFileSync(file);
  const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const suite: unknown = JSON.parse((isZipped ? gunzipSync(bytes) : bytes).toString("utf8"));
  const cases =
    typeof suite === "object" && suite !== null && "testcases" in suite ? suite.testcases : undefined;
  if (!Array.isArray(cases)) throw new Error(`${file} has no "testcases": it is not in the limbo format`);
  return cases.map(withDefaults);
}

/** A field that is missing or null has the default of the schema. */
function withDefaults(given: Record<string, unknown>, index: number): LimboCase {
  const stated = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  const complete = { ...defaults, ...(stated as Partial<LimboCase>) } as LimboCase;
  const { id, expected_result } = complete;
  if (typeof id === "string" && (expected_result === "SUCCESS" || expected_result === "FAILURE"))
    return complete;
  throw new Error(`test case ${index + 1} has no "id" or no "expected_result" of SUCCESS or FAILURE`);
}

export function runLimbo(cases: readonly LimboCase[]): ConformanceReport {
  return reportOn(
    cases.map(({ id, expected_result, conflicts_with: _, ...question }) => {
      const { actual, reason } = answerLimbo(question);
      return { id, expected: expected_result, actual, reason };
    }),
  );
}

const defaults = {
  validation_kind: "SERVER",
  trusted_certs: [],
  untrusted_intermediates: [],
  peer_certificate: "",
  validation_time: null,
  signature_algorithms: [],
  key_usage: [],
  extended_key_usage: [],
  expected_peer_name: null,
  expected_peer_names: [],
  max_chain_depth: null,
  crls: [],
  conflicts_with: [],
} as const;
