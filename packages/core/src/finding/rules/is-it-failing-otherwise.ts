/**
 * Rule 4. Is the service broken now for a reason that the missing root does not explain? Where the
 * root is absent too, both must be mended, and the finding says so.
 */
import { causeSeen, verificationError } from "../failure-cause.js";
import type { FailureCause } from "../finding.js";
import {
  absentRoots,
  cutOverReasons,
  failedContact,
  heldRoots,
  loggedError,
  reason,
  rootAbsent,
} from "../situation.js";
import type { Rule } from "./rule.js";

export const isItFailingOtherwise: Rule = (situation) => {
  const { facts, contact } = situation;
  if (contact?.result !== "failed") return undefined;
  const cause: FailureCause = causeSeen(situation) ?? "unexplained";
  const text = contact.text === undefined ? {} : { text: contact.text };
  const error = contact.at === undefined ? undefined : verificationError(facts, contact.at);
  return {
    verdict: "failing-otherwise",
    alsoNeedsRoot: rootAbsent(situation),
    reasons: [
      reason({ code: "finding/cause", cause, ...text }, facts.licence),
      ...failedContact(situation),
      ...loggedError(situation, error),
      ...(rootAbsent(situation) ? absentRoots(situation) : heldRoots(situation)),
      ...cutOverReasons(situation),
    ],
    bitesAt: contact.at ?? situation.served.requiredFrom,
  };
};
