/**
 * Rule 2. Is anything missing without which every answer would be a guess, or does the evidence
 * contradict itself? Says what is missing; the words for people say how to learn it.
 */
import { ifKnown } from "../../evidence/known.js";
import type { Reason } from "../finding.js";
import { absentRoots, reason, rootAbsent, type Situation } from "../situation.js";
import type { Rule } from "./rule.js";

export const isItDetermined: Rule = (situation) => {
  const reasons = [
    ...unknownPool(situation),
    ...unknownUse(situation),
    ...unknownTime(situation),
    ...contradiction(situation),
  ];
  return reasons.length > 0 ? { verdict: "undetermined", reasons } : undefined;
};

function unknownPool({ pool, facts }: Situation): readonly Reason[] {
  if (!pool.known) return [reason({ code: "finding/unknown-pool", because: pool.reason })];
  return pool.value.doubtful.map(({ subject, sha1 }) =>
    reason({ code: "finding/unresolved-pool-entry", subject, sha1 }, facts.trustPool),
  );
}

function unknownUse({ usage }: Situation): readonly Reason[] {
  return usage.use === "unknown" ? [usage.reason] : [];
}

// Zones lie between 12 hours behind UTC and 14 ahead of it.
const WIDEST_ZONE_MS = 14 * 3_600_000;

/** A contact so near to the cut-over that the zone of its time, which nobody can tell, decides which came first. */
function unknownTime({ pool, contact, facts, servedAt }: Situation): readonly Reason[] {
  const zone = ifKnown(facts.licence)?.unknownZone;
  const isMissing = (ifKnown(pool)?.missing.length ?? 0) > 0;
  if (zone === undefined || contact?.at === undefined || !isMissing) return [];
  const cutOver = servedAt(contact.at).requiredFrom;
  const apart = Math.abs(Date.parse(contact.at) - Date.parse(cutOver ?? ""));
  if (!(apart <= WIDEST_ZONE_MS)) return [];
  const because = {
    code: "evidence/not-understood",
    command: "show license status",
    line: 1,
    text: `zone ${zone} of the last contact`,
  } as const;
  return [reason({ code: "finding/unknown-licence", because }, facts.licence)];
}

/** A contact that succeeded after the cut-over, with the root absent and verification not seen to be off. */
function contradiction(situation: Situation): readonly Reason[] {
  const { contact, servedAt, verificationOff, facts } = situation;
  if (contact?.result !== "succeeded" || contact.at === undefined) return [];
  const cutOver = servedAt(contact.at);
  if (!rootAbsent(situation) || verificationOff || cutOver.root !== "required") return [];
  const detail = { at: contact.at, cutOver: cutOver.requiredFrom ?? contact.at };
  const success = reason({ code: "finding/success-without-root", ...detail }, facts.licence);
  const unseen = facts.httpClient;
  const missing = unseen.known
    ? []
    : [reason({ code: "finding/unknown-verification", because: unseen.reason } as const)];
  return [success, ...absentRoots(situation), ...missing];
}
