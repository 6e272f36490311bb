/** What every rule is: a question about a situation, answered with a verdict or not at all. */
import type { Reason, ServiceFinding, Verdict, Warning } from "../finding.js";
import type { Situation } from "../situation.js";

export type Rule = (situation: Situation) => RuleAnswer | undefined;

export interface RuleAnswer {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly warnings?: readonly Warning[];
  readonly basis?: ServiceFinding["basis"];
  readonly alsoNeedsRoot?: boolean;
  readonly bitesAt?: string | undefined;
}
