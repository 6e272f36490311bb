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
 * the last one was still good; where none is due on a known date, every moment from now on counts.
 */
function firstLoss({ served, at, facts, service }: Situation): string | undefined {
  if (served.requiredFrom === undefined || served.requiredFrom > at) return served.requiredFrom;
  const next = familyOf(service) === "smart-licensing" ? ifKnown(facts.licence)?.nextContactAt : undefined;
  return next !== undefined && next > served.requiredFrom ? next : at;
}
