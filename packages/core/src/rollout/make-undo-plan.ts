/**
 * A plan that takes another one back, as far as that can be: for every device that something reached, the undo
 * that its plan promised. It is a plan like any other: it has a digest, and nothing of it is sent unapproved.
 */
import { digestOf } from "../canonical.js";
import type { CannotUndo } from "../plan/hold-reason.js";
import type { DevicePlan, HeldBack, Plan, PlannedBundle, Wave } from "../plan/plan.js";
import type { PlannedStep } from "../plan/step.js";
import { advanceDevice, type DeviceProgress, deviceOf, UNTOUCHED } from "./progress.js";
import type { JournalEntry } from "./rollout.js";

export interface UndoInputs {
  readonly plan: Plan;
  readonly journal: readonly JournalEntry[];
  readonly author: string;
  readonly at: Date;
}

/** Devices that nothing reached are not in it. */
export function makeUndoPlan({ plan, journal, author, at }: UndoInputs): Plan {
  const progress = progressOfAll(journal);
  const reached = plan.waves.flatMap(({ devices }) =>
    devices.filter(({ device }) => wasReached(progress.get(device))),
  );
  const bundle = earlierBundleOf(reached, plan);
  const decisions = reached.map((one) => undone(one, progress.get(one.device), bundle));
  const devices = new Map(decisions.flatMap((one) => ("plan" in one ? [[one.plan.device, one.plan]] : [])));
  const { formatVersion, notice, assessmentDigest, pace, approvers } = plan;
  const body: Omit<Plan, "digest"> = {
    formatVersion,
    parent: plan.digest,
    undoes: plan.digest,
    notice,
    assessmentDigest,
    author,
    createdAt: at.toISOString(),
    pace,
    ...(approvers && { approvers }),
    ...(bundle && { bundle }),
    pools: {},
    waves: plan.waves.flatMap((wave) => waveOf(wave, devices)),
    heldBack: decisions.flatMap((one) => ("heldBack" in one ? [one.heldBack] : [])),
    untouched: [],
  };
  return { ...body, digest: digestOf(body) };
}

function progressOfAll(journal: readonly JournalEntry[]): ReadonlyMap<string, DeviceProgress> {
  const progress = new Map<string, DeviceProgress>();
  for (const entry of journal) {
    const device = deviceOf(entry);
    if (device !== undefined) {
      progress.set(device, advanceDevice(progress.get(device) ?? UNTOUCHED, entry));
    }
  }
  return progress;
}

function wasReached(progress: DeviceProgress | undefined): boolean {
  return (progress?.sends ?? []).some(
    ({ outcome }) => outcome?.result !== "not-sent" && outcome?.result !== "held",
  );
}

/** A plan has one bundle: the first that an undo needs. */
function earlierBundleOf(
  reached: readonly DevicePlan[],
  { earlierBundles }: Plan,
): PlannedBundle | undefined {
  const needed = reached.flatMap(({ undo }) => ("bundle" in undo && undo.bundle ? [undo.bundle] : []))[0];
  return earlierBundles?.find(({ sha256 }) => sha256 === needed);
}

function undone(
  device: DevicePlan,
  progress: DeviceProgress | undefined,
  bundle: PlannedBundle | undefined,
): { readonly plan: DevicePlan } | { readonly heldBack: HeldBack } {
  const { undo, basedOn } = device;
  const hold = (because: CannotUndo) => ({
    heldBack: {
      device: device.device,
      verdict: basedOn.verdict,
      reason: { code: "plan/cannot-be-undone", because } as const,
    },
  });
  if (undo.kind === "none") {
    return hold(undo.because === "it-is-an-undo" ? "nothing-to-take-back" : undo.because);
  }
  if (undo.bundle !== undefined && undo.bundle !== bundle?.sha256) return hold("another-bundle");
  const steps = undo.steps.filter((step) => !isGone(step, device, progress));
  if (steps.length === 0) return hold(undo.cannotRestore ?? "nothing-to-take-back");
  return {
    plan: {
      ...device,
      basedOn: {
        pool: progress?.lastPool ?? basedOn.pool,
        verdict: basedOn.verdict,
        ...(basedOn.address !== undefined && { address: basedOn.address }),
      },
      because: [],
      steps,
      undo: { kind: "none", because: "it-is-an-undo" },
      cautions: [],
    },
  };
}

/** A file that the rollout itself was seen to have removed. */
function isGone(step: PlannedStep, { steps }: DevicePlan, progress: DeviceProgress | undefined): boolean {
  if (step.kind !== "remove-file") return false;
  return steps.some(
    (one, index) =>
      one.kind === "remove-file" && one.path === step.path && progress?.stepsMet.has(index) === true,
  );
}

function waveOf(wave: Wave, devices: ReadonlyMap<string, DevicePlan>): readonly Wave[] {
  const mine = wave.devices.flatMap(({ device }) => devices.get(device) ?? []);
  const { requiredVerdicts: _, ...gate } = wave.gate;
  return mine.length === 0 ? [] : [{ ...wave, devices: mine, gate }];
}
