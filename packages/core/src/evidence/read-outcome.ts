/** How the reading of one device went, as its facts tell: for reading again what was not read. */
import type { DeviceEvidence } from "./evidence.js";
import type { Known, UnknownReason } from "./known.js";

export const READ_OUTCOMES = ["read", "unreachable", "failed", "not-read"] as const;

/**
 * `unreachable`: no connection came about. `failed`: the device refused us or a command, the session was
 * lost, or an output made no sense. `not-read`: nobody asked it anything, as after an audit that was stopped.
 */
export type ReadOutcome = (typeof READ_OUTCOMES)[number];

export function readOutcome({ facts }: Pick<DeviceEvidence, "facts">): ReadOutcome {
  const all: readonly Known<unknown>[] = Object.values(facts);
  const reasons = all.flatMap((fact) => (fact.known ? [] : [fact.reason.code]));
  if (reasons.includes("evidence/unreachable")) return "unreachable";
  if (reasons.some((code) => FAILURES.has(code))) return "failed";
  return reasons.length === all.length ? "not-read" : "read";
}

const FAILURES: ReadonlySet<UnknownReason["code"]> = new Set([
  "evidence/host-key-refused",
  "evidence/login-refused",
  "evidence/session-lost",
  "evidence/command-refused",
  "evidence/not-understood",
]);
