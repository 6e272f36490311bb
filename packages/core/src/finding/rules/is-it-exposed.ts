/** Rule 6. The root is absent, and it has not broken yet: when will it? */
import { ifKnown } from "../../evidence/known.js";
import { absentRoots, cutOverReasons, outOfDateRoots, rootAbsent, type Situation } from "../situation.js";
import { familyOf } from "../usage.js";
import type { Rule } from "./rule.js";

export const isItExposed: Rule = (situation) => {
  const failures = outOfDateRoots(situation);
  if (!rootAbsent(situation) && failures.length === 0) return undefined;
  return {
    verdict: "exposed",
    reasons: [...absentRoots(situation), ...failures, ...cutOverReasons(situation)],
    bitesAt: firstLoss(situation),
  };
};

/**
 * Ahead of the cut-over: the cut-over. After it: the first contact that was or is due since, because
 * the last one was still good. Where none is due on a known date: since the cut-over, as far as a reading from
 * before it can tell; of a device that was seen to work after it, every moment from now on counts.
 */
function firstLoss({ served, at, readAt, facts, service }: Situation): string | undefined {
  if (served.requiredFrom === undefined || served.requiredFrom > at) return served.requiredFrom;
  const next = familyOf(service) === "smart-licensing" ? ifKnown(facts.licence)?.nextContactAt : undefined;
  if (next !== undefined && next > served.requiredFrom) return next;
  return readAt < served.requiredFrom ? served.requiredFrom : at;
}
