/**
 * In what a lab's router differs from its device, as facts about which a rehearsal says nothing: what the lab cannot
 * imitate, and what the evidence does not say, so that the lab's router has what is usual.
 */
import {
  COMPARABLE_FACTS,
  type ComparableFact,
  type ComparableFacts,
  comparableFacts,
  type DeviceFacts,
  type DevicePlan,
  type Evidence,
  type Known,
  known,
  type Observation,
  observation,
  type Plan,
  UNTOUCHED,
  type Unlikeness,
} from "@reroot/core";
import { factName } from "../../words/rehearsal.js";
import { unknownReasonInWords } from "../../words/unknown-reason.js";
import { unlikeInWords } from "../../words/unlike.js";
import type { UnknownOfIt, Unlike } from "../like/unlike.js";

export interface UnlikenessInputs {
  readonly plan: Plan;
  readonly devicePlan: DevicePlan;
  /** Of the real device, as the audit found it. */
  readonly facts?: DeviceFacts;
  readonly pools: Evidence["pools"];
  /** What the lab could not imitate of this one. */
  readonly told: readonly Unlike[];
}

/** @param look what was seen of the lab's router before the first step. */
export function unlikenessOf(
  inputs: UnlikenessInputs,
  look: ComparableFacts | null | undefined,
): readonly Unlikeness[] {
  const { facts, told } = inputs;
  const first = [
    ...told.map((one) => ({ because: one.kind, detail: unlikeInWords(one), facts: factsConcerned(one) })),
    ...(facts ? notLearned(facts) : []),
  ];
  const concerned = new Set(first.flatMap((one) => one.facts));
  const further = otherwiseAtTheStart(inputs, look).filter(
    ({ facts: [fact] }) => fact && !concerned.has(fact),
  );
  return [...first, ...further];
}

/** Names, addresses and moments are no facts that are compared: a difference in them concerns none. */
function factsConcerned(unlike: Unlike): readonly ComparableFact[] {
  switch (unlike.kind) {
    case "other-platform":
      return ["platform"];
    case "not-known":
      return OF_UNKNOWN[unlike.fact];
    case "nothing-known":
      return COMPARABLE_FACTS;
    case "registration":
      return [
        "registration",
        "authorization",
        ...(unlike.status === "disabled" ? (["licence-mode"] as const) : []),
      ];
    case "server-of-its-own":
      return ["licence-transport"];
    default:
      return [];
  }
}

const OF_UNKNOWN: Readonly<Record<UnknownOfIt, readonly ComparableFact[]>> = {
  system: ["platform", "release"],
  trustPool: ["required-roots", "bundle-in-pool", "earlier-certificates", "other-certificates"],
  licence: ["licence-mode", "licence-transport", "registration", "authorization"],
  callHome: ["licence-transport"],
  transport: ["licence-transport"],
  "last-contact": [],
};

/** Asked of the device, and not answered so that it could be read: the lab's router answers. */
function notLearned(facts: DeviceFacts): readonly Unlikeness[] {
  return Object.entries(OF_READING).flatMap(([name, concerned]) => {
    const fact: Known<unknown> | undefined = facts[name as keyof typeof OF_READING];
    if (!fact || fact.known) return [];
    const { sentence } = unknownReasonInWords(fact.reason);
    return [{ because: "not-known", detail: sentence, facts: ["answers-to-reading", ...concerned] }];
  });
}

const OF_READING = {
  trustPoolPolicy: ["trust-pool-policy", "crl-check"],
  standby: ["standby"],
  commitHistory: [],
  configurationSessions: [],
  installRequest: [],
  userTasks: ["may-change"],
} as const satisfies Partial<Record<keyof DeviceFacts, readonly ComparableFact[]>>;

/** At the start a lab's router should be what the evidence says of its device; where it is not, it says nothing of it. */
function otherwiseAtTheStart(
  { plan, devicePlan, facts, pools }: UnlikenessInputs,
  look: ComparableFacts | null | undefined,
): readonly Unlikeness[] {
  if (!facts || !look) return [];
  const seen = asObserved(facts, pools);
  const real = comparableFacts({ plan, devicePlan, progress: UNTOUCHED, look: 0, seen });
  return FOUND_BY_AUDIT.flatMap((fact) => {
    const [is, inLab] = [real[fact], look[fact]];
    if (is === undefined || is === inLab) return [];
    const detail = `${factName(fact)}: ${is}; in the lab ${inLab ?? "not known"}`;
    return [{ because: "otherwise", detail, facts: [fact] }];
  });
}

const FOUND_BY_AUDIT: readonly ComparableFact[] = COMPARABLE_FACTS.filter(
  (fact) => fact !== "may-change" && fact !== "answers-to-reading" && fact !== "answer-to-step",
);

function asObserved(facts: DeviceFacts, pools: Evidence["pools"]): Observation {
  const { system, trustPool, licence, trustPoolPolicy: policy, standby } = facts;
  return observation("", "", [], {
    system,
    licence,
    policy,
    ...(trustPool.known && {
      pool: known({
        digest: trustPool.value,
        sha1: (pools[trustPool.value] ?? []).map(({ sha1 }) => sha1),
      }),
    }),
    ...(standby?.known && { standby: known(standby.value.state) }),
  });
}
