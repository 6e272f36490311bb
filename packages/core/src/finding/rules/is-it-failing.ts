/**
 * Rule 3. Is the service broken now because the chain that is served needs a root that the pool
 * lacks? Only where no cause upstream of the handshake is seen.
 */
import { ifKnown } from "../../evidence/known.js";
import { causeSeen, verificationError } from "../failure-cause.js";
import {
  absentRoots,
  cutOverReasons,
  failedContact,
  loggedError,
  rootAbsent,
  type Situation,
} from "../situation.js";
import { familyOf } from "../usage.js";
import type { Rule } from "./rule.js";

export const isItFailing: Rule = (situation) => {
  const { facts, contact, at, served } = situation;
  if (!rootAbsent(situation) || situation.verificationOff || served.root !== "required") return undefined;
  if (contact ? !failedSinceCutOver(situation) : !failsUnreported(situation)) return undefined;
  if (causeSeen(situation)) return undefined;
  const error = verificationError(facts, served.requiredFrom ?? at);
  return {
    verdict: "failing",
    basis: error ? "observed" : "inferred",
    reasons: [
      ...failedContact(situation),
      ...loggedError(situation, error),
      ...absentRoots(situation),
      ...cutOverReasons(situation),
    ],
    bitesAt: served.requiredFrom,
  };
};

function failedSinceCutOver({ contact, servedAt, at }: Situation): boolean {
  return contact?.result === "failed" && servedAt(contact.at ?? at).root === "required";
}

/**
 * Smart Call Home reports no contacts, it only logs its failures. A log that reaches back beyond the
 * cut-over without one says that nothing was tried; one that does not reach so far cannot say.
 */
function failsUnreported({ service, facts, served, at }: Situation): boolean {
  if (familyOf(service) === "smart-licensing") return false;
  const from = served.requiredFrom ?? at;
  const oldest = ifKnown(facts.log)?.oldestAt;
  return oldest === undefined || oldest > from || verificationError(facts, from) !== undefined;
}
