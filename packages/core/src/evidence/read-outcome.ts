/** How the reading of one device went, as its facts tell: for reading again what was not read. */
import type { DeviceEvidence, DeviceFacts } from "./evidence.js";
import type { Known, UnknownReason } from "./known.js";

export const READ_OUTCOMES = ["read", "unreachable", "failed", "not-read"] as const;

/**
 * `unreachable`: no connection came about. `failed`: the device refused us or a command, the session was
 * lost, or an output made no sense. `not-read`: nobody asked it anything, as after an audit that was stopped.
 */
export type ReadOutcome = (typeof READ_OUTCOMES)[number];

export function readOutcome({ facts }: Pick<DeviceEvidence, "facts">): ReadOutcome {
  const all = Object.entries(facts) as [keyof DeviceFacts, Known<unknown>][];
  const unknown = all.flatMap(([name, fact]) => (fact.known ? [] : [{ name, code: fact.reason.code }]));
  if (unknown.some(({ code }) => code === "evidence/unreachable")) return "unreachable";
  if (unknown.some(({ name, code }) => FAILURES.has(code) && !isAnswer(name, code))) return "failed";
  return unknown.length === all.length ? "not-read" : "read";
}

/** That a release has no such command is its answer, where no rule asks for the fact: reading again would change nothing. */
function isAnswer(name: keyof DeviceFacts, code: UnknownReason["code"]): boolean {
  return code === "evidence/command-refused" && !DECISIVE.has(name);
}

const DECISIVE: ReadonlySet<keyof DeviceFacts> = new Set<keyof DeviceFacts>([
  "system",
  "clock",
  "trustPool",
  "trustPoolPolicy",
  "licence",
  "callHome",
  "httpClient",
  "nameResolution",
  "log",
]);

const FAILURES: ReadonlySet<UnknownReason["code"]> = new Set([
  "evidence/host-key-refused",
  "evidence/login-refused",
  "evidence/session-lost",
  "evidence/on-standby",
  "evidence/command-refused",
  "evidence/not-understood",
]);
