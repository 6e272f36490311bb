/** Rule 1. Is the service known to be unused or exempt, or the device of another operating system? */
import { ifKnown } from "../../evidence/known.js";
import { reason } from "../situation.js";
import type { Rule } from "./rule.js";

export const isItApplicable: Rule = ({ notice, facts, usage }) => {
  const system = ifKnown(facts.system);
  const platforms = notice.products.map((product) => product.platform);
  if (system && platforms.every((platform) => platform !== null && platform !== system.os)) {
    const because = reason({ code: "finding/other-operating-system", os: system.os }, facts.system);
    return { verdict: "not-applicable", reasons: [because] };
  }
  return usage.use === "unused" ? { verdict: "not-applicable", reasons: [usage.reason] } : undefined;
};
