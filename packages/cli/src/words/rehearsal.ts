/** Rehearsals of plans: what was found otherwise than in the lab, and why a rehearsal is none to go by. */
import type {
  ComparableFact,
  ComparedProof,
  DeviceProof,
  Difference,
  RehearsalFailure,
  RehearsedOutcome,
  SeparateApproval,
} from "@reroot/core";
import { joined } from "./count.js";
import { minute } from "./dates.js";
import { unknownCode, type Words } from "./words.js";

const FACTS: Readonly<Record<ComparableFact, string>> = {
  platform: "platform",
  release: "release",
  "required-roots": "required roots in its trust pool",
  "bundle-in-pool": "approved bundle in its trust pool",
  "earlier-certificates": "certificates that it held before",
  "other-certificates": "certificates that are neither of the bundle nor were there before",
  "trust-pool-policy": "bundle URL in its trust pool policy",
  "crl-check": "check of revocation lists",
  "licence-mode": "licensing",
  "licence-transport": "transport of licensing",
  registration: "registration",
  authorization: "authorization",
  standby: "standby route processor",
  "may-change": "whether this user may change it",
  "answers-to-reading": "which readings it answers",
  "answer-to-step": "its answer to the step before",
};

export function factName(fact: ComparableFact): string {
  return FACTS[fact];
}

/** `release: 7.5.2 instead of 7.3.2`. */
function differenceInWords({ fact, rehearsed, found }: Difference): string {
  return `${FACTS[fact]}: ${found ?? "not known"} instead of ${rehearsed ?? "not known"}`;
}

export function differencesInWords(differences: readonly Difference[]): string {
  return differences.map(differenceInWords).join("; ");
}

/** How devices compared with their rehearsal, as a proof has it: `2 as rehearsed, 1 with differences accepted`. */
export function comparedInShort(devices: readonly DeviceProof[]): string {
  const counts = Object.entries(COMPARED).flatMap(([compared, words]) => {
    const number = devices.filter(({ rehearsed }) => rehearsed === compared).length;
    return number === 0 ? [] : [`${number} ${words}`];
  });
  return counts.length === 0 ? "no device was compared" : joined(counts);
}

const COMPARED: Readonly<Record<ComparedProof, string>> = {
  "as-rehearsed": "as rehearsed",
  explained: "as rehearsed but for what the lab does not imitate",
  accepted: "with differences accepted",
  unlike: "stopped for a difference",
};

export function rehearsedOutcomeInWords(outcome: RehearsedOutcome): string {
  switch (outcome) {
    case "done":
      return "the plan did what it should";
    case "held":
      return "there it was held before anything was sent";
    case "failed":
      return "there it was stopped after something was sent";
    case "not-reached":
      return "its turn did not come there";
    case "not-imitated":
      return "the lab had no router like it";
    default:
      return unknownCode(outcome);
  }
}

export function rehearsalFailureInWords(failure: RehearsalFailure): Words {
  switch (failure.code) {
    case "rehearsal/unknown-format":
      return { sentence: "it is not a rehearsal that this Reroot reads", advice: AGAIN };
    case "rehearsal/malformed":
      return {
        sentence: `a part of it is not what it must be: ${failure.part}`,
        advice: AGAIN,
      };
    case "rehearsal/altered":
      return {
        sentence: `the rehearsal was changed after it was made: it states ${failure.stated} and amounts to ${failure.computed}`,
        advice: AGAIN,
      };
    case "rehearsal/other-plan":
      return {
        sentence: `another plan was rehearsed: ${failure.rehearsed}, and this is ${failure.plan}`,
        advice: AGAIN,
      };
    case "rehearsal/too-old":
      return {
        sentence: `the rehearsal was made ${minute(failure.madeAt)}, longer than ${hours(failure.maxAgeSeconds)} ago`,
        advice: AGAIN,
      };
    case "rehearsal/other-approvals":
      return {
        sentence: `it was rehearsed with ${yesTo(failure.rehearsed)}, and approved with ${yesTo(failure.approved)}`,
        advice:
          "Rehearse what was approved: `reroot rehearse --plan PLAN`, with the same `--also` as the approval.",
      };
    default:
      return unknownCode(failure);
  }
}

const AGAIN = "Nothing was sent. Rehearse this plan again: `reroot rehearse --plan PLAN`.";

export function hours(seconds: number): string {
  const whole = Math.round(seconds / 3600);
  return whole % 24 === 0 && whole > 24 ? `${whole / 24} days` : `${whole} hours`;
}

function yesTo(also: readonly SeparateApproval[]): string {
  return also.length === 0 ? "no step that needs a yes of its own" : joined([...also]);
}
