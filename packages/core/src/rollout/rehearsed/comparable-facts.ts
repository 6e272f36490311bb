/**
 * An observation as facts that a router and its stand-in in a lab have in common. The same code reads both: each is
 * looked at by its own plan, so that certificates are told by the part they play and never by a fingerprint, which
 * stand-ins do not share. Times, addresses, numbers of commits and sessions, and the last contact are not among the
 * facts: they are other ones an hour later.
 */
import type { Known } from "../../evidence/known.js";
import type { DevicePlan, Plan } from "../../plan/plan.js";
import type { Observation, ObservedFact } from "../observation.js";
import type { DeviceProgress } from "../progress.js";
import type { ComparableFact, ComparableFacts } from "./difference.js";

/**
 * What is read for them, besides what a step asks for. The newest commit is not: a router on which nothing was ever
 * committed has none, and a lab's router is such a one.
 */
export const READ_TO_COMPARE: readonly ObservedFact[] = [
  "system",
  "clock",
  "pool",
  "licence",
  "policy",
  "configurationLock",
  "install",
  "standby",
  "mayChange",
];

export interface Compared {
  readonly plan: Pick<Plan, "pools" | "bundle">;
  readonly devicePlan: DevicePlan;
  readonly progress: DeviceProgress;
  /** The step that comes next; as many as there are steps: the end. */
  readonly look: number;
  readonly seen: Observation;
}

export function comparableFacts(compared: Compared): ComparableFacts {
  const { seen } = compared;
  const facts: Partial<Record<ComparableFact, string | undefined>> = {
    platform: value(seen.system, ({ platform }) => platform ?? "not told"),
    release: value(seen.system, ({ release }) => release),
    ...poolFacts(compared),
    "trust-pool-policy": value(seen.policy, ({ bundleUrl }) => bundleUrl ?? "no URL"),
    "crl-check": value(seen.policy, ({ crl }) => crl),
    "licence-mode": value(seen.licence, ({ mode }) => mode),
    "licence-transport": value(seen.licence, ({ transport }) => transport ?? "none"),
    registration: value(seen.licence, ({ registration }) => registration.status),
    authorization: value(seen.licence, ({ authorization }) => authorization?.status ?? "none"),
    standby: value(seen.standby, (state) => state),
    "may-change": value(seen.mayChange, ({ may }) => (may ? "yes" : "no")),
    "answers-to-reading": unanswered(seen),
    "answer-to-step": answerToStep(compared),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, one]) => one !== undefined));
}

/** Undefined where it is not known: that it is not is one fact of its own, for all of them. */
function value<T>(fact: Known<T>, of: (value: T) => string): string | undefined {
  return fact.known ? of(fact.value) : undefined;
}

function poolFacts({ plan, devicePlan, seen }: Compared): ComparableFacts {
  if (!seen.pool.known) return {};
  const held = new Set(seen.pool.value.sha1);
  const earlier = plan.pools[devicePlan.basedOn.pool] ?? [];
  const bundle = (plan.bundle?.certificates ?? []).map(({ sha1 }) => sha1);
  const ours = new Set([...earlier, ...bundle]);
  const roots = devicePlan.steps.flatMap((step) =>
    step.kind === "import-bundle" ? step.requiredRoots.map(({ sha1 }) => sha1) : [],
  );
  return {
    ...(roots.length > 0 && { "required-roots": allOf(roots, held) ? "held" : "lacking" }),
    "bundle-in-pool": allOf(bundle, held) ? "whole" : "not whole",
    "earlier-certificates": allOf(earlier, held) ? "all there" : "some gone",
    "other-certificates": [...held].every((sha1) => ours.has(sha1)) ? "none" : "some",
  };
}

function allOf(wanted: readonly string[], held: ReadonlySet<string>): boolean {
  return wanted.every((sha1) => held.has(sha1));
}

/** Which of the questions that were asked had no answer that could be read, and why. */
function unanswered(seen: Observation): string {
  const silent = READ_TO_COMPARE.flatMap((fact) => {
    const one: Known<unknown> = seen[fact];
    if (one.known || one.reason.code === "evidence/not-read" || !seen.wanted.includes(fact)) return [];
    return [`${fact}: ${one.reason.code.replace("evidence/", "")}`];
  });
  return silent.length === 0 ? "all" : `not ${silent.join(", ")}`;
}

/** What came of the step before this look. That our own controller stopped in between is no answer of the device. */
function answerToStep({ look, progress }: Compared): string | undefined {
  const step = look - 1;
  if (step < 0 || progress.stepsSkipped.has(step)) return undefined;
  const sends = progress.sends.filter((send) => send.step === step);
  if (sends.length === 0) return "was not sent: its effect was there";
  const outcome = sends.at(-1)?.outcome;
  if (!outcome) return undefined;
  return "because" in outcome && outcome.because ? `${outcome.result}: ${outcome.because}` : outcome.result;
}
