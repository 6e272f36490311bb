/** Rule 5. Does it work only because certificate verification is switched off? */
import { absentRoots, cutOverReasons, reason, rootAbsent } from "../situation.js";
import type { Rule } from "./rule.js";

export const isItMasked: Rule = (situation) => {
  if (!rootAbsent(situation) || !situation.verificationOff) return undefined;
  const off = reason({ code: "finding/verification-off" }, situation.facts.httpClient);
  return {
    verdict: "masked",
    reasons: [off, ...absentRoots(situation), ...cutOverReasons(situation)],
  };
};
