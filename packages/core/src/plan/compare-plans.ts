/** Two plans set against each other: what would be sent otherwise, to whom, when, and under which rules. */
import { canonicalJson } from "../canonical.js";
import type { DevicePlan, Plan } from "./plan.js";
import { linesOf } from "./step.js";

export interface PlanComparison {
  /** Rules and facts of the whole plan that differ. */
  readonly settings: readonly SettingChanged[];
  readonly devices: readonly DeviceChanged[];
}

export type Setting =
  | "notice"
  | "assessment"
  | "bundle"
  | "pace"
  | "approvers"
  | "rehearsal"
  | "gates"
  | "windows"
  | "refusal";

export interface SettingChanged {
  readonly setting: Setting;
  readonly before: string;
  readonly after: string;
}

export interface DeviceChanged {
  readonly device: string;
  readonly before: DeviceInPlan;
  readonly after: DeviceInPlan;
}

/** `absent`: the plan does not name it. */
export type DeviceInPlan =
  | { readonly place: "absent" }
  | { readonly place: "untouched" }
  | { readonly place: "held-back"; readonly because: string }
  | {
      readonly place: "wave";
      readonly wave: string;
      readonly remedy: string;
      readonly lines: readonly string[];
    };

export function comparePlans(before: Plan, after: Plan): PlanComparison {
  const [earlier, later] = [placesIn(before), placesIn(after)];
  const devices = [...new Set([...earlier.keys(), ...later.keys()])].flatMap((device) => {
    const [was, is] = [earlier.get(device) ?? ABSENT, later.get(device) ?? ABSENT];
    return canonicalJson(was) === canonicalJson(is) ? [] : [{ device, before: was, after: is }];
  });
  return { settings: settingsChanged(before, after), devices };
}

const ABSENT: DeviceInPlan = { place: "absent" };

function placesIn({ waves, heldBack, untouched }: Plan): ReadonlyMap<string, DeviceInPlan> {
  return new Map<string, DeviceInPlan>([
    ...untouched.map(({ device }) => [device, { place: "untouched" }] as const),
    ...heldBack.map(({ device, reason }) => [device, { place: "held-back", because: reason.code }] as const),
    ...waves.flatMap(({ name, devices }) => devices.map((one) => [one.device, inWave(name, one)] as const)),
  ]);
}

function inWave(wave: string, { remedy, steps }: DevicePlan): DeviceInPlan {
  return { place: "wave", wave, remedy, lines: steps.flatMap(({ action }) => linesOf(action)) };
}

function settingsChanged(before: Plan, after: Plan): readonly SettingChanged[] {
  const [earlier, later] = [settingsOf(before), settingsOf(after)];
  const names = Object.keys(earlier) as Setting[];
  return names.flatMap((setting) => {
    const [was, is] = [earlier[setting], later[setting]];
    return was === is ? [] : [{ setting, before: was, after: is }];
  });
}

function settingsOf(plan: Plan): Readonly<Record<Setting, string>> {
  const { notice, assessmentDigest, bundle, pace, approvers, rehearsal, refusal, waves } = plan;
  const each = (of: (wave: Plan["waves"][number]) => unknown) =>
    [...new Set(waves.map((wave) => canonicalJson(of(wave) ?? [])))].join(" ");
  return {
    notice: `${notice.id} ${notice.revision} ${notice.digest}`,
    assessment: assessmentDigest,
    bundle: bundle ? `${bundle.name} ${bundle.version} ${bundle.sha256} ${bundle.url}` : "none",
    pace: canonicalJson(pace),
    approvers: canonicalJson(approvers ?? {}),
    rehearsal: canonicalJson(rehearsal ?? {}),
    gates: each(({ gate }) => gate),
    windows: each(({ windows }) => windows),
    refusal: refusal?.code ?? "none",
  };
}
