/**
 * Rule 7. The root is held and within its dates, and nothing has failed since: all rules before
 * this one have passed.
 */

import { ifKnown } from "../../evidence/known.js";
import type { Reason, Warning } from "../finding.js";
import { cutOverReasons, heldRoots, type Situation } from "../situation.js";
import type { Rule } from "./rule.js";

export const isItProtected: Rule = (situation) => {
  const reasons: readonly Reason[] = [...heldRoots(situation), ...cutOverReasons(situation)];
  return { verdict: "protected", reasons, warnings: warnings(situation) };
};

function warnings(situation: Situation): readonly Warning[] {
  const { pool, inClear, verificationOff, contact, served, at, endpoint, facts } = situation;
  const found: Warning[] = [];
  if (inClear) found.push({ code: "warning/plain-http", endpoint: endpoint.host });
  else if (verificationOff) found.push({ code: "warning/verification-off" });
  else if (!facts.httpClient.known) found.push({ code: "warning/verification-unknown" });
  for (const { root } of ifKnown(pool)?.expiring ?? []) {
    found.push({ code: "warning/pool-entry-expires", subject: root.subject, notAfter: root.notAfter });
  }
  const { requiredFrom } = served;
  if (served.root === "required" && requiredFrom !== undefined && requiredFrom <= at) {
    if (contact?.at !== undefined && contact.at < requiredFrom) {
      found.push({ code: "warning/no-contact-since-cut-over", cutOver: requiredFrom });
    }
  }
  return found;
}
