/** Rule 5. Does it work only because no certificate is verified: switched off, or sent over plain HTTP? */
import { absentRoots, cutOverReasons, rootAbsent, unverifiedReason } from "../situation.js";
import type { Rule } from "./rule.js";

export const isItMasked: Rule = (situation) => {
  if (!rootAbsent(situation) || !situation.verificationOff) return undefined;
  return {
    verdict: "masked",
    reasons: [unverifiedReason(situation), ...absentRoots(situation), ...cutOverReasons(situation)],
  };
};
