/** Faults drawn from a seed: the same routers, plan and seed give the same faults at the same moments of lab time. */
import type { Fault, FaultKind, FaultSpec } from "../faults.js";
import type { FaultPlan, RouterSpec } from "../options.js";
import { type Random, seededRandom, seedFor } from "../random.js";

/** The faults of one router under a plan: none, or one with its window. Each router has a stream of its own. */
export function drawnFaults({ name }: Pick<RouterSpec, "name">, plan: FaultPlan, seed: number): FaultSpec[] {
  const random = seededRandom(seedFor(seed, `faults of ${name}`));
  if (random.next() >= plan.share) return [];
  const fault = EXAMPLES[random.pick(plan.kinds ?? FAULT_KINDS)](random);
  const span = Math.max(1, plan.until.getTime() - plan.from.getTime());
  const from = plan.from.getTime() + random.below(span);
  return [{ ...fault, from: new Date(from), until: new Date(from + plan.lastingMs) }];
}

const YEAR_MS = 365 * 86_400_000;

/** One fault of each kind, as a plan draws it. */
const EXAMPLES: { readonly [K in FaultKind]: (random: Random) => Extract<Fault, { kind: K }> } = {
  unreachable: () => ({ kind: "unreachable" }),
  "dns-down": () => ({ kind: "dns-down" }),
  "dns-no-such-name": () => ({ kind: "dns-no-such-name" }),
  "dns-slow": () => ({ kind: "dns-slow", delayMs: 200 }),
  "connect-refused": () => ({ kind: "connect-refused" }),
  "password-refused": () => ({ kind: "password-refused" }),
  "host-key-changed": () => ({ kind: "host-key-changed" }),
  "session-limit": () => ({ kind: "session-limit", sessions: 1 }),
  "commit-rejected": () => ({ kind: "commit-rejected", reason: "'sysdb' detected the 'warning' condition" }),
  "configuration-locked": () => ({ kind: "configuration-locked" }),
  "commit-conflict": () => ({ kind: "commit-conflict" }),
  "disk-full": () => ({ kind: "disk-full" }),
  "read-only-user": () => ({ kind: "read-only-user" }),
  "on-standby": () => ({ kind: "on-standby" }),
  slow: (random) => ({ kind: "slow", delayMs: 50 + random.below(200) }),
  "link-lost": () => ({ kind: "link-lost", command: "show crypto ca trustpool" }),
  "answer-lost": () => ({ kind: "answer-lost", command: "crypto ca trustpool import url" }),
  "output-cut": (random) => ({
    kind: "output-cut",
    command: "show crypto ca trustpool",
    afterBytes: 20 + random.below(400),
  }),
  "log-in-output": () => ({ kind: "log-in-output" }),
  "paging-forced": () => ({ kind: "paging-forced" }),
  "reload-in-command": () => ({
    kind: "reload-in-command",
    command: "crypto ca trustpool import url",
    downMs: 600_000,
  }),
  "clock-wrong": (random) => ({ kind: "clock-wrong", offsetMs: random.below(2) === 0 ? YEAR_MS : -YEAR_MS }),
  intercepted: () => ({ kind: "intercepted" }),
  "crl-unreachable": () => ({ kind: "crl-unreachable" }),
  "cloud-status": (random) => ({ kind: "cloud-status", status: random.below(2) === 0 ? 500 : 503 }),
  "standby-behind": () => ({ kind: "standby-behind" }),
  "standby-not-ready": () => ({ kind: "standby-not-ready" }),
  "install-in-progress": () => ({ kind: "install-in-progress" }),
  "cloud-empty": () => ({ kind: "cloud-empty" }),
  bundle: (random) => ({
    kind: "bundle",
    scenario: random.pick([
      "tampered",
      "without-required-root",
      "truncated",
      "wrong-content",
      "empty",
    ] as const),
  }),
};

export const FAULT_KINDS = Object.keys(EXAMPLES) as readonly FaultKind[];
