/** Reads a fault as JSON carries it. */

import { BUNDLE_SCENARIOS } from "./cloud/bundle-choices.js";
import type { FaultKind, FaultSpec } from "./faults.js";
import { dateOf, type Given, numberOf, objectOf, oneOf, onlyFields, textOf } from "./given.js";

type Parameter = "text" | "optional text" | "number" | "signed" | readonly (string | number)[];

/** What each kind needs to be told beside its window. */
const PARAMETERS: Readonly<Record<FaultKind, Readonly<Record<string, Parameter>>>> = {
  unreachable: {},
  "dns-down": {},
  "dns-no-such-name": {},
  "dns-slow": { delayMs: "number" },
  "connect-refused": {},
  "password-refused": {},
  "host-key-changed": {},
  "session-limit": { sessions: "number" },
  "commit-rejected": { reason: "text", statement: "optional text" },
  "configuration-locked": {},
  "commit-conflict": {},
  "disk-full": {},
  "read-only-user": {},
  "on-standby": {},
  slow: { delayMs: "number" },
  "link-lost": { command: "text" },
  "answer-lost": { command: "text" },
  "output-cut": { command: "text", afterBytes: "number" },
  "log-in-output": {},
  "paging-forced": {},
  "reload-in-command": { command: "text", downMs: "number" },
  "clock-wrong": { offsetMs: "signed" },
  intercepted: {},
  "crl-unreachable": {},
  "cloud-status": { status: [500, 503] },
  "standby-behind": {},
  "standby-not-ready": {},
  "install-in-progress": {},
  "cloud-empty": {},
  bundle: { scenario: BUNDLE_SCENARIOS },
};

export function faultKindOf(value: unknown): FaultKind {
  return oneOf(value, Object.keys(PARAMETERS) as FaultKind[], "kind");
}

/** @throws {RangeError} naming what is wrong. */
export function readFault(value: unknown): FaultSpec {
  const given = objectOf(value, "fault");
  const kind = faultKindOf(given.kind);
  const parameters = PARAMETERS[kind];
  onlyFields(given, ["kind", "from", "until", ...Object.keys(parameters)]);
  const told = Object.entries(parameters)
    .filter(([name, parameter]) => parameter !== "optional text" || given[name] !== undefined)
    .map(([name, parameter]) => [name, read(given, name, parameter)]);
  return {
    // The table above is what ties each kind to its parameters.
    ...({ kind, ...Object.fromEntries(told) } as FaultSpec),
    ...(given.from === undefined ? {} : { from: dateOf(given.from, "from") }),
    ...(given.until === undefined ? {} : { until: dateOf(given.until, "until") }),
  };
}

function read(given: Given, name: string, parameter: Parameter): string | number {
  const value = given[name];
  if (parameter === "text" || parameter === "optional text") return textOf(value, name);
  if (parameter === "number") return numberOf(value, name);
  if (parameter === "signed") return Math.sign(Number(value)) * numberOf(Math.abs(Number(value)), name);
  return oneOf(value, parameter, name);
}
