/**
 * Rule 3. Is the service broken now because the chain that is served needs a root that the pool
 * lacks? Only where no cause upstream of the handshake is seen.
 */
import { ifKnown } from "../../evidence/known.js";
import { causeSeen, errorAtContact, verificationError } from "../failure-cause.js";
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
  const fails = contact?.result === "failed" ? failedSinceCutOver(situation) : failsUnreported(situation);
  if (!fails) return undefined;
  if (causeSeen(situation)) return undefined;
  const error =
    (contact && errorAtContact(facts, contact)) ?? verificationError(facts, served.requiredFrom ?? at);
  return {
    verdict: "failing",
    basis: error ? "observed" : "inferred",
    reasons: [
      ...failedContact(situation),
      ...loggedError(situation, error),
      ...absentRoots(situation),
      ...cutOverReasons(situation),
    ],
    bitesAt: [served.requiredFrom, contact?.at].filter((date) => date !== undefined).sort()[0],
  };
};

/** A server that moved unseen, earlier than announced: what failed at a certificate before the first sight failed for it. */
function failedSinceCutOver({ contact, servedAt, at }: Situation): boolean {
  return contact?.result === "failed" && servedAt(contact.at ?? at).root !== "retired";
}

/**
 * Smart Call Home prints no failed contact, it only counts and logs its failures. Counters without one, a
 * message sent since the cut-over, or a log that is whole or reaches back beyond it and shows none: then
 * nothing has failed. Where none of that is known, the failure that must come is taken to have come.
 */
function failsUnreported({ service, facts, contact, served, at }: Situation): boolean {
  if (familyOf(service) === "smart-licensing") return false;
  const from = served.requiredFrom ?? at;
  if (contact?.at !== undefined && contact.at > from) return false;
  if (facts.callHomeStatistics && ifKnown(facts.callHomeStatistics)?.failed === 0) return false;
  const log = ifKnown(facts.log);
  if (log?.isWhole) return false;
  return log?.oldestAt === undefined || log.oldestAt > from || verificationError(facts, from) !== undefined;
}
