/**
 * Whether a device may go on where its plan was rehearsed: before each step and at the end what is seen is compared
 * with what was seen in the lab. Differences are journalled first; those that nothing explains stop the device.
 */

import type { DevicePlan, Plan } from "../../plan/plan.js";
import { DEFAULT_REHEARSAL_AGE_SECONDS } from "../../plan/policy.js";
import type { Observation } from "../observation.js";
import type { DeviceProgress } from "../progress.js";
import type { JournalEvent } from "../rollout.js";
import type { StopReason } from "../stop-reason.js";
import { comparableFacts } from "./comparable-facts.js";
import { differencesFrom } from "./compare.js";
import type { DeviceRehearsal } from "./rehearsal.js";

export interface RehearsedLook {
  readonly plan: Plan;
  readonly devicePlan: DevicePlan;
  readonly rehearsed: DeviceRehearsal;
  readonly progress: DeviceProgress;
  readonly look: number;
  readonly seen: Observation;
  /** Now, on the controller's clock. */
  readonly at: string;
  readonly isUntouched: "untouched" | "touched";
}

/** What speaks against going on, or the comparison that is to be journalled first; undefined: go on. */
export type RehearsalObjection =
  | { readonly stop: StopReason }
  | { readonly record: Extract<JournalEvent, { event: "compared-with-rehearsal" }> };

export function rehearsalObjection(about: RehearsedLook): RehearsalObjection | undefined {
  const { progress, rehearsed, look, isUntouched } = about;
  const unfit = isUntouched === "untouched" ? unfitRehearsal(about) : undefined;
  if (unfit) return { stop: unfit };
  if (!progress.looksCompared.has(look)) return { record: comparison(about) };
  const { differences } = progress;
  if (differences.length === 0) return undefined;
  return { stop: { code: "rollout/unlike-rehearsal", rehearsal: rehearsed.rehearsal, differences } };
}

function unfitRehearsal({ rehearsed, plan, at }: RehearsedLook): StopReason | undefined {
  const { outcome } = rehearsed.device;
  if (outcome !== "done") return { code: "rollout/not-rehearsed", because: outcome };
  const maxAgeSeconds = maxRehearsalAgeOf(plan);
  if (!isTooOld(rehearsed.at, maxAgeSeconds, at)) return undefined;
  return { code: "rollout/rehearsal-too-old", madeAt: rehearsed.at, maxAgeSeconds };
}

function comparison({ plan, devicePlan, rehearsed, progress, look, seen }: RehearsedLook) {
  const found = comparableFacts({ plan, devicePlan, progress, look, seen });
  const differences = differencesFrom(rehearsed.device, look, found, progress.differencesAccepted);
  const { device } = devicePlan;
  return {
    event: "compared-with-rehearsal",
    device,
    rehearsal: rehearsed.rehearsal,
    step: look,
    differences,
  } as const;
}

export function maxRehearsalAgeOf({ rehearsal }: Pick<Plan, "rehearsal">): number {
  return rehearsal?.maxAgeSeconds ?? DEFAULT_REHEARSAL_AGE_SECONDS;
}

export function isTooOld(madeAt: string, maxAgeSeconds: number, at: string): boolean {
  return Date.parse(at) - Date.parse(madeAt) > maxAgeSeconds * 1000;
}
