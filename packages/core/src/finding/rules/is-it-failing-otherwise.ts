/**
 * Rule 4. Is the service broken now for a reason that the missing root does not explain? Where the
 * root is absent too, both must be mended, and the finding says so.
 */
import type { DeviceFacts } from "../../evidence/evidence.js";
import { ifKnown } from "../../evidence/known.js";
import { CLOCK_TOLERANCE_SECONDS, causeSeen, errorAtContact, shownAnother } from "../failure-cause.js";
import type { FailureCause } from "../finding.js";
import { lastSuccessOf } from "../last-success.js";
import {
  absentRoots,
  cutOverReasons,
  failedContact,
  heldRoots,
  loggedError,
  outOfDateRoots,
  rootAbsent,
} from "../situation.js";
import type { Rule } from "./rule.js";

export const isItFailingOtherwise: Rule = (situation) => {
  const { facts, contact } = situation;
  if (contact?.result !== "failed") return undefined;
  const text = contact.text === undefined ? {} : { text: contact.text };
  const error = errorAtContact(facts, contact);
  const refused: FailureCause = shownAnother(situation) ? "interception" : "refused-certificate";
  const cause = causeSeen(situation) ?? (error && !rootAbsent(situation) ? refused : "unexplained");
  return {
    verdict: "failing-otherwise",
    alsoNeedsRoot: rootAbsent(situation),
    reasons: [
      { code: "finding/cause", cause, ...text, shownBy: contact.shownBy },
      ...failedContact(situation),
      ...loggedError(situation, error),
      ...(rootAbsent(situation) ? absentRoots(situation) : heldRoots(situation)),
      ...outOfDateRoots(situation),
      ...cutOverReasons(situation),
    ],
    bitesAt: failingSince(contact.at, facts) ?? situation.served.requiredFrom,
  };
};

/** The first failure that the log still tells of, after the last success; else the last one. */
function failingSince(contactAt: string | undefined, facts: DeviceFacts): string | undefined {
  if (contactAt === undefined) return undefined;
  const licence = ifKnown(facts.licence);
  const succeededAt = licence && lastSuccessOf(licence);
  const first = (ifKnown(facts.log)?.messages ?? []).find(
    ({ mnemonic, at }) =>
      FAILURE.test(mnemonic) &&
      at !== undefined &&
      at < contactAt &&
      succeededAt !== undefined &&
      at > succeededAt,
  );
  return byOurClock(first?.at ?? contactAt, facts);
}

const FAILURE = /COMM_FAILED|RENEW_FAILED|REG_FAILED|CERT_VERIFY/;

/** A device's dates are those of its clock; far off, they are no dates for anybody else. */
function byOurClock(deviceTime: string, { clock }: DeviceFacts): string {
  const aheadSeconds = ifKnown(clock)?.aheadSeconds ?? 0;
  if (Math.abs(aheadSeconds) <= CLOCK_TOLERANCE_SECONDS) return deviceTime;
  return new Date(Date.parse(deviceTime) - aheadSeconds * 1000).toISOString();
}
