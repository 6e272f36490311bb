/** What a rollout in the lab amounts to: the document that is laid beside the plan. */
import {
  type ApprovedPlan,
  type Assessment,
  advanceDevice,
  type DevicePlan,
  type DeviceProgress,
  deviceOf,
  type Evidence,
  type FieldNotice,
  type JournalEntry,
  type Plan,
  REHEARSAL_FORMAT,
  type Rehearsal,
  type RehearsedDevice,
  type RehearsedWave,
  referenceTo,
  rehearsalDigestOf,
  type SeparateApproval,
  type StopReason,
  UNTOUCHED,
  type Unlikeness,
  type Verdict,
} from "@reroot/core";
import type { Lab } from "@reroot/rehearsal";
import type { Unlike } from "../like/unlike.js";
import type { Looks } from "./looks.js";
import { type UnlikenessInputs, unlikenessOf } from "./unlikeness.js";

/** What a rehearsal was made from. */
export interface MadeFrom {
  readonly plan: Plan;
  /** Of the real devices. */
  readonly evidence: Evidence;
  readonly lab: Lab;
  readonly labNotice: FieldNotice;
  /** What the lab could not imitate. */
  readonly unlike: readonly Unlike[];
  /** Steps that need a yes of their own and are carried out as if it had been given. */
  readonly also: readonly SeparateApproval[];
  readonly at: Date;
  readonly madeWith: Rehearsal["madeWith"];
}

/** What came of it in the lab. */
export interface Seen {
  readonly approved: ApprovedPlan;
  readonly before: Assessment;
  readonly journal: readonly JournalEntry[];
  readonly ends: ReadonlyMap<string, DeviceEnd>;
  readonly looks: Looks;
}

/** How it ended for one device of the plan in the lab. */
export interface DeviceEnd {
  readonly devicePlan: DevicePlan;
  readonly progress: DeviceProgress;
  readonly reason?: StopReason;
}

export function endsIn(plan: Plan, journal: readonly JournalEntry[]): ReadonlyMap<string, DeviceEnd> {
  const ends = new Map<string, DeviceEnd>(
    devicesOf(plan).map((devicePlan) => [devicePlan.device, { devicePlan, progress: UNTOUCHED }]),
  );
  for (const entry of journal) {
    const name = deviceOf(entry);
    const end = name === undefined ? undefined : ends.get(name);
    if (name === undefined || !end) continue;
    const isStop = entry.event === "device-held" || entry.event === "device-failed";
    const progress = advanceDevice(end.progress, entry);
    ends.set(name, { ...end, progress, ...(isStop && { reason: entry.reason }) });
  }
  return ends;
}

export function rehearsalFrom(
  made: MadeFrom,
  seen: Seen,
  span: { readonly from: string; readonly to: string },
): Rehearsal {
  const { plan, lab, labNotice, at, also, madeWith } = made;
  const rehearsal: Rehearsal = {
    formatVersion: REHEARSAL_FORMAT,
    digest: "",
    planDigest: plan.digest,
    at: at.toISOString(),
    madeWith,
    lab: { name: `LAB ${lab.id}`, noticeDigest: referenceTo(labNotice).digest, ...span },
    also,
    waves: plan.waves.map((wave) => waveFrom(wave, seen)),
    devices: devicesFrom(made, seen),
  };
  return { ...rehearsal, digest: rehearsalDigestOf(rehearsal) };
}

/** Judged as outside: held, failed, or of another verdict than the gate asks for. */
function waveFrom({ name, devices, gate }: Plan["waves"][number], { journal, ends }: Seen): RehearsedWave {
  const states = devices.map(({ device }) => ends.get(device)?.progress.state);
  const short = journal.flatMap((entry) =>
    entry.event === "wave-assessed" && entry.wave === name ? entry.short : [],
  );
  const failures = states.filter((state) => state !== "done").length + short.length;
  return { wave: name, failures, gate: failures > gate.failuresAllowed ? "stays-shut" : "opens" };
}

function devicesFrom(made: MadeFrom, seen: Seen): readonly RehearsedDevice[] {
  const { plan, evidence, unlike } = made;
  const facts = new Map(evidence.devices.map((one) => [one.device, one.facts]));
  const told = new Map<string, Unlike[]>();
  for (const one of unlike) told.set(one.device, [...(told.get(one.device) ?? []), one]);
  const verdicts = new Map(seen.before.findings.map(({ device, verdict }) => [device, verdict]));
  return devicesOf(plan).map((devicePlan) => {
    const { device } = devicePlan;
    const known = facts.get(device);
    return deviceFrom(
      {
        plan,
        devicePlan,
        pools: evidence.pools,
        told: told.get(device) ?? [],
        ...(known && { facts: known }),
      },
      verdicts.get(device),
      seen,
    );
  });
}

/** What is gone in the lab and was seen of the device: another verdict follows from it, and nothing else. */
const TOLD_OF_THE_VERDICT: ReadonlySet<Unlike["kind"]> = new Set<Unlike["kind"]>([
  "server-seen-earlier",
  "call-home-trace",
  "report-trace",
]);

function deviceFrom(
  inputs: UnlikenessInputs,
  verdict: Verdict | undefined,
  { approved, ends, looks }: Seen,
): RehearsedDevice {
  const { devicePlan, told } = inputs;
  const { device, basedOn } = devicePlan;
  const isLike = verdict === basedOn.verdict || told.some(({ kind }) => TOLD_OF_THE_VERDICT.has(kind));
  const otherwise: readonly Unlikeness[] =
    isLike || verdict === undefined
      ? []
      : [
          {
            because: "verdict",
            detail: `it is ${verdict} here, and ${basedOn.verdict} in the plan`,
            facts: [],
          },
        ];
  const end = ends.get(device);
  const { state = "open" } = end?.progress ?? {};
  const ended = state === "done" || state === "held" || state === "failed" ? state : "not-reached";
  const seen = end ? looks.of(approved.plan, end.devicePlan, end.progress) : [];
  return {
    device,
    outcome: end && isLike && verdict !== undefined ? ended : "not-imitated",
    ...(end?.reason && { reason: end.reason }),
    looks: seen,
    unlike: [...unlikenessOf(inputs, seen[0]), ...otherwise],
  };
}

export function devicesOf({ waves }: Plan): readonly DevicePlan[] {
  return waves.flatMap(({ devices }) => devices);
}
