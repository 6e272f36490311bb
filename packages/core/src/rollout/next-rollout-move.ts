/**
 * What to do next with a rollout as a whole: which wave is open, whether its gate lets the next one open,
 * and when it is at an end. A pure function of the plan and of the fleet's progress; what happens to each
 * device is `nextDeviceMove`'s.
 */
import type { Verdict } from "../finding/finding.js";
import type { ApprovedPlan, Plan, Wave } from "../plan/plan.js";
import { importUrlOf } from "../plan/step.js";
import { nextOpening } from "../plan/window.js";
import { endedIn, type FleetProgress, type WaveProgress, waveProgress } from "./fleet-progress.js";
import type { RehearsalReference } from "./rehearsed/rehearsal.js";
import type { BundleFound, EndedEarly, JournalEvent } from "./rollout.js";

export type RolloutMove =
  | { readonly do: "record"; readonly event: JournalEvent }
  /** Fetch what these URLs serve, and record it as `bundle-rechecked`. */
  | { readonly do: "recheck-bundle"; readonly wave: string; readonly urls: readonly string[] }
  /** Read and judge these devices again, and record it as `wave-assessed`. */
  | { readonly do: "assess-wave"; readonly wave: Wave; readonly required: readonly Verdict[] }
  /** Devices of this wave are open: ask `nextDeviceMove` about each, under these controls. */
  | { readonly do: "work"; readonly wave: Wave; readonly controls: Controls }
  | { readonly do: "wait"; readonly until: string }
  /** Until somebody resumes or cancels. */
  | { readonly do: "stand-by" }
  | { readonly do: "end" };

/** What holds for every device of a wave at this moment. */
export interface Controls {
  /** `stop`: nothing more is sent; each device comes to an end as it stands. */
  readonly mode: "go" | "paused" | "stop";
  /** Where it is shut, no device is begun; those that were begun come to their end. */
  readonly window: "open" | "over" | { readonly opensAt: string };
}

const RECHECK_ATTEMPTS = 5;
const RECHECK_PAUSE_SECONDS = 60;
const RECHECK_HOLDS_SECONDS = 900;

export function nextRolloutMove(
  { plan, approval, rehearsal }: ApprovedPlan & { readonly rehearsal?: RehearsalReference },
  fleet: FleetProgress,
  at: string,
): RolloutMove {
  const { also } = approval;
  if (!fleet.started) return record({ event: "started", approvedBy: approval.by, ...(also && { also }) });
  if (fleet.ended) return { do: "end" };
  if (rehearsal && fleet.rehearsal !== rehearsal.digest) {
    return record({ event: "rehearsal-required", rehearsal: rehearsal.digest, madeAt: rehearsal.at });
  }
  for (const wave of plan.waves) {
    const progress = waveProgress(fleet, wave.name);
    if (progress.state === "passed") continue;
    if (progress.state === "closed") return laterWave(plan, fleet, at) ?? endedEarly("gate-closed");
    if (progress.state === "open") {
      return within(wave, progress, fleet, at) ?? laterWave(plan, fleet, at) ?? endedEarly("cancelled");
    }
    if (fleet.cancelled) return endedEarly("cancelled");
    if (fleet.paused) return { do: "stand-by" };
    return beforeOpening(plan, wave, progress, at);
  }
  return plan.refusal === undefined ? record({ event: "ended", completed: true }) : endedEarly("refused");
}

export function controlsOf(fleet: FleetProgress, wave: Wave, at: string): Controls {
  const mode = fleet.cancelled ? "stop" : fleet.paused ? "paused" : "go";
  return { mode, window: windowAt(wave, at) };
}

export function windowAt({ windows = [] }: Wave, at: string): Controls["window"] {
  const opensAt = nextOpening(windows, at);
  if (opensAt === undefined) return "over";
  return opensAt <= at ? "open" : { opensAt };
}

function beforeOpening(plan: Plan, wave: Wave, progress: WaveProgress, at: string): RolloutMove {
  const opensAt = nextOpening(wave.windows ?? [], at);
  if (opensAt === undefined) return endedEarly("window-over");
  if (opensAt <= at) return beforeTheFirst(plan, wave, progress, at);
  if (progress.waitsUntil === opensAt) return { do: "wait", until: opensAt };
  return record({ event: "wave-waiting", wave: wave.name, until: opensAt });
}

/** The devices fetch their own copy: what is served there must still be what was approved. */
function beforeTheFirst(plan: Plan, wave: Wave, { rechecks }: WaveProgress, at: string): RolloutMove {
  const urls = urlsToCheck(plan, wave);
  if (urls.length === 0) return record({ event: "wave-opened", wave: wave.name });
  const recheck = { do: "recheck-bundle", wave: wave.name, urls } as const;
  if (!rechecks || isStale(rechecks.at, at)) return recheck;
  if (rechecks.last.every((one) => isApproved(one, plan))) {
    return record({ event: "wave-opened", wave: wave.name });
  }
  if (rechecks.last.some((one) => "sha256" in one && !isApproved(one, plan))) {
    return endedEarly("bundle-replaced");
  }
  if (rechecks.count >= RECHECK_ATTEMPTS) return endedEarly("bundle-unavailable");
  const until = later(rechecks.at, RECHECK_PAUSE_SECONDS);
  return until <= at ? recheck : { do: "wait", until };
}

/** What was served before a pause or a night is not what is served now. */
function isStale(checkedAt: string, at: string): boolean {
  return later(checkedAt, RECHECK_HOLDS_SECONDS) < at;
}

function isApproved(found: BundleFound, { bundle }: Plan): boolean {
  return "sha256" in found && found.sha256 === bundle?.sha256;
}

/** Every URL that a device of this wave is told to import from. */
function urlsToCheck({ undoes }: Plan, { devices }: Wave): readonly string[] {
  if (undoes !== undefined) return [];
  const urls = devices.flatMap(({ steps }) => steps.flatMap((step) => importUrlOf(step) ?? []));
  return [...new Set(urls)].sort();
}

/** Undefined where it was cancelled, and all its devices are at their end. */
function within(
  wave: Wave,
  progress: WaveProgress,
  fleet: FleetProgress,
  at: string,
): RolloutMove | undefined {
  if (endedIn(progress) < wave.devices.length) return workOn(wave, fleet, at);
  if (fleet.cancelled) return undefined;
  if (fleet.paused) return { do: "stand-by" };
  return atTheGate(wave, progress, at);
}

/** A device that is tried again opens its wave anew: whoever is under way in a later one is not forgotten. */
function laterWave({ waves }: Plan, fleet: FleetProgress, at: string): RolloutMove | undefined {
  const wave = waves.find((one) => {
    const progress = waveProgress(fleet, one.name);
    return progress.state === "open" && endedIn(progress) < one.devices.length;
  });
  return wave && workOn(wave, fleet, at);
}

function workOn(wave: Wave, fleet: FleetProgress, at: string): RolloutMove {
  return { do: "work", wave, controls: controlsOf(fleet, wave, at) };
}

/** A device that was held proves as little as one that failed: both count against the gate. */
function atTheGate(wave: Wave, progress: WaveProgress, at: string): RolloutMove {
  const { failuresAllowed, soakSeconds, requiredVerdicts } = wave.gate;
  const failures = progress.failed + progress.held + (progress.short ?? 0);
  const gate = { wave: wave.name, failures };
  if (failures > failuresAllowed) return record({ event: "gate-closed", ...gate });
  const { lastEndAt } = progress;
  const until = lastEndAt === undefined ? at : later(lastEndAt, soakSeconds);
  if (until > at) return { do: "wait", until };
  const isToAssess = requiredVerdicts !== undefined && progress.short === undefined && progress.done > 0;
  return isToAssess
    ? { do: "assess-wave", wave, required: requiredVerdicts }
    : record({ event: "gate-passed", ...gate });
}

function endedEarly(because: EndedEarly): RolloutMove {
  return record({ event: "ended", completed: false, because });
}

const record = (event: JournalEvent): RolloutMove => ({ do: "record", event });
const later = (from: string, seconds: number) => new Date(Date.parse(from) + seconds * 1000).toISOString();
