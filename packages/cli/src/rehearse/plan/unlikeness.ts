/**
 * In what a lab's router differs from its device, as facts about which a rehearsal says nothing: what the lab cannot
 * imitate, and what the evidence does not say, so that the lab's router has what is usual.
 */
import {
  COMPARABLE_FACTS,
  type ComparableFact,
  type DeviceFacts,
  ifKnown,
  type Known,
  type Unlikeness,
} from "@reroot/core";
import { unknownReasonInWords } from "../../words/unknown-reason.js";
import { unlikeInWords } from "../../words/unlike.js";
import type { UnknownOfIt, Unlike } from "../like/unlike.js";

export function unlikenessOf(
  unlike: readonly Unlike[],
  facts: DeviceFacts | undefined,
): readonly Unlikeness[] {
  return [
    ...unlike.map((one) => ({
      because: one.kind,
      detail: unlikeInWords(one),
      facts: factsConcerned(one),
    })),
    ...(facts ? [...notLearned(facts), ...authorizationUnlike(facts)] : []),
  ];
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

/** A lab's agent comes up in order, out of compliance, in evaluation or reserved, and in no other state. */
const IMITATED: ReadonlySet<string> = new Set([
  "authorized",
  "out-of-compliance",
  "evaluation",
  "reserved",
  "none",
]);

function authorizationUnlike({ licence }: DeviceFacts): readonly Unlikeness[] {
  const status = ifKnown(licence)?.authorization?.status;
  if (status === undefined || IMITATED.has(status)) return [];
  return [
    {
      because: "authorization",
      detail: `its authorization is ${status}, which no agent of the lab comes up with`,
      facts: ["authorization"],
    },
  ];
}
