/**
 * What must be so before anything is sent to a device. A device that is otherwise is held, never pushed
 * through: somebody else is at work on it, or it is not as the plan found it.
 */
import { ifKnown, type Known } from "../evidence/known.js";
import type { DevicePlan } from "../plan/plan.js";
import type { PlannedStep } from "../plan/step.js";
import type { Observation, ObservedFact } from "./observation.js";
import type { StopReason } from "./stop-reason.js";

/** Looked at before the first command, and before each one that changes the device. */
export const PRE_CHECKED: readonly ObservedFact[] = [
  "clock",
  "pool",
  "licence",
  "policy",
  "newestCommit",
  "configurationLock",
  "install",
  "standby",
  "mayChange",
];

/** @param isUntouched nothing was ever sent to the device in this rollout. */
export function heldBecause(
  { basedOn }: DevicePlan,
  step: PlannedStep,
  seen: Observation,
  isUntouched: "untouched" | "touched",
): StopReason | undefined {
  const found = isUntouched === "untouched" ? changedSince(basedOn, seen) : undefined;
  return (
    found ??
    notAtRest(seen) ??
    withoutRights(seen) ??
    withoutSpace(step, seen) ??
    notLearned(seen, basedOn.commitId === undefined ? AT_REST : [...AT_REST, "newestCommit"])
  );
}

function changedSince(basedOn: DevicePlan["basedOn"], seen: Observation): StopReason | undefined {
  const found = ifKnown(seen.pool)?.digest;
  if (found !== undefined && found !== basedOn.pool) {
    return { code: "rollout/device-changed", expected: basedOn.pool, found };
  }
  const commit = ifKnown(seen.newestCommit)?.id;
  const { commitId } = basedOn;
  if (commit === undefined || commitId === undefined || commit === commitId) return undefined;
  return { code: "rollout/foreign-commit", expected: commitId, found: commit };
}

function notAtRest({ configurationLock, install, standby }: Observation): StopReason | undefined {
  const lock = ifKnown(configurationLock);
  if (lock?.held) return { code: "rollout/configuration-locked", by: lock.by };
  if (ifKnown(install) === "in-progress") return { code: "rollout/install-in-progress" };
  if (ifKnown(standby) === "not-ready") return { code: "rollout/standby-not-ready" };
  return undefined;
}

function withoutRights({ mayChange }: Observation): StopReason | undefined {
  const rights = ifKnown(mayChange);
  return rights && !rights.may ? { code: "rollout/may-not-change", lacking: rights.lacking } : undefined;
}

/** A file being written and a file system that is full to the brim are both unkind: half as much again. */
const SPACE_FACTOR = 1.5;

function withoutSpace({ action }: PlannedStep, { storage }: Observation): StopReason | undefined {
  if (action.kind !== "copy-file") return undefined;
  const place = ifKnown(storage)?.find(({ path }) => action.path.startsWith(path));
  const needed = Math.ceil(action.bytes * SPACE_FACTOR);
  if (!place || place.freeBytes >= needed) return undefined;
  return { code: "rollout/no-space", path: place.path, needed, free: place.freeBytes };
}

const AT_REST: readonly ObservedFact[] = ["configurationLock", "install", "standby", "mayChange"];

/** Asked, and no answer that could be read: nobody knows whether it is safe. Where nobody asks, nothing is claimed. */
function notLearned(seen: Observation, facts: readonly ObservedFact[]): StopReason | undefined {
  for (const fact of facts) {
    const one: Known<unknown> = seen[fact];
    if (one.known || one.reason.code === "evidence/not-read") continue;
    return { code: "rollout/check-unknown", fact, because: one.reason };
  }
  return undefined;
}
