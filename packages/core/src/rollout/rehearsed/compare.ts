/** Facts of a real router against those that were rehearsed, and which differences are explained. */
import {
  COMPARABLE_FACTS,
  type ComparableFact,
  type ComparableFacts,
  type Difference,
  type WhyExplained,
} from "./difference.js";
import type { RehearsedDevice } from "./rehearsal.js";

/**
 * @param look the step that comes next; as many as there are steps: the end.
 * @param accepted differences that somebody accepted in this rollout.
 */
export function differencesFrom(
  { looks, unlike }: RehearsedDevice,
  look: number,
  found: ComparableFacts,
  accepted: readonly Difference[],
): readonly Difference[] {
  const rehearsed = looks[look] ?? {};
  const notImitated = new Set(unlike.flatMap(({ facts }) => facts));
  return COMPARABLE_FACTS.flatMap((fact) => {
    const [was, is] = [rehearsed[fact], found[fact]];
    if (was === is) return [];
    const difference: Difference = {
      fact,
      ...(was !== undefined && { rehearsed: was }),
      ...(is !== undefined && { found: is }),
    };
    const explained = explanationOf(difference, notImitated, accepted);
    return [{ ...difference, ...(explained && { explained }) }];
  });
}

function explanationOf(
  difference: Difference,
  notImitated: ReadonlySet<ComparableFact>,
  accepted: readonly Difference[],
): WhyExplained | undefined {
  if (notImitated.has(difference.fact)) return "not-imitated";
  if (difference.fact === "answer-to-step" && difference.found === undefined) return "answer-not-seen";
  return accepted.some((one) => isSame(one, difference)) ? "accepted" : undefined;
}

function isSame(one: Difference, other: Difference): boolean {
  return one.fact === other.fact && one.rehearsed === other.rehearsed && one.found === other.found;
}
