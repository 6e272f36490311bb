/**
 * What to do next with a rollout as a whole: which wave is open, whether its gate lets the next one open,
 * and when it is at an end. A pure function of the plan and of the fleet's progress; what happens to each
 * device is `nextDeviceMove`'s.
 */
import type { ApprovedPlan, Plan, Wave } from "../plan/plan.js";
import { endedIn, type FleetProgress, type WaveProgress, waveProgress } from "./fleet-progress.js";
import type { BundleFound, JournalEvent } from "./rollout.js";

export type RolloutMove =
  | { readonly do: "record"; readonly event: JournalEvent }
  /** Fetch what these URLs serve, and record it as `bundle-rechecked`. */
  | { readonly do: "recheck-bundle"; readonly wave: string; readonly urls: readonly string[] }
  /** Devices of this wave are open: ask `nextDeviceMove` about each, under these controls. */
  | { readonly do: "work"; readonly wave: Wave; readonly controls: Controls }
  | { readonly do: "wait"; readonly until: string }
  /** Until somebody resumes or cancels. */
  | { readonly do: "stand-by" }
  | { readonly do: "end" };

/** What holds for every device at this moment. */
export interface Controls {
  /** `stop`: nothing more is sent; each device comes to an end as it stands. */
  readonly mode: "go" | "paused" | "stop";
}

const RECHECK_ATTEMPTS = 5;
const RECHECK_PAUSE_SECONDS = 60;

export function nextRolloutMove(
  { plan, approval }: ApprovedPlan,
  fleet: FleetProgress,
  at: string,
): RolloutMove {
  const { also } = approval;
  if (!fleet.started) return record({ event: "started", approvedBy: approval.by, ...(also && { also }) });
  if (fleet.ended) return { do: "end" };
  for (const wave of plan.waves) {
    const progress = waveProgress(fleet, wave.name);
    if (progress.state === "passed") continue;
    if (progress.state === "closed") return record({ event: "ended", completed: false });
    if (progress.state === "open") return within(wave, progress, fleet, at);
    if (fleet.cancelled) return record({ event: "ended", completed: false });
    if (fleet.paused) return { do: "stand-by" };
    return beforeOpening(plan, wave, progress, at);
  }
  return record({ event: "ended", completed: plan.refusal === undefined });
}

export function controlsOf(fleet: FleetProgress): Controls {
  if (fleet.cancelled) return { mode: "stop" };
  return { mode: fleet.paused ? "paused" : "go" };
}

/** The devices fetch their own copy: what is served there must still be what was approved. */
function beforeOpening(plan: Plan, wave: Wave, { rechecks }: WaveProgress, at: string): RolloutMove {
  const urls = urlsToCheck(plan, wave);
  if (urls.length === 0) return record({ event: "wave-opened", wave: wave.name });
  if (!rechecks) return { do: "recheck-bundle", wave: wave.name, urls };
  if (rechecks.last.every((one) => isApproved(one, plan))) {
    return record({ event: "wave-opened", wave: wave.name });
  }
  const isReplaced = rechecks.last.some((one) => "sha256" in one && !isApproved(one, plan));
  if (isReplaced || rechecks.count >= RECHECK_ATTEMPTS) return record({ event: "ended", completed: false });
  const until = later(rechecks.at, RECHECK_PAUSE_SECONDS);
  return until <= at ? { do: "recheck-bundle", wave: wave.name, urls } : { do: "wait", until };
}

function isApproved(found: BundleFound, { bundle }: Plan): boolean {
  return "sha256" in found && found.sha256 === bundle?.sha256;
}

const IMPORT_FROM_URL = /\bimport url (https?:\/\/\S+)$/;

/** Every URL that a device of this wave is told to import from. */
function urlsToCheck({ undoes }: Plan, { devices }: Wave): readonly string[] {
  if (undoes !== undefined) return [];
  const found = new Set<string>();
  for (const { steps } of devices) {
    for (const { kind, action } of steps) {
      if (kind !== "import-bundle" || action.kind !== "exec") continue;
      const url = IMPORT_FROM_URL.exec(action.command)?.[1];
      if (url !== undefined) found.add(url);
    }
  }
  return [...found].sort();
}

function within(wave: Wave, progress: WaveProgress, fleet: FleetProgress, at: string): RolloutMove {
  if (endedIn(progress) < wave.devices.length) return { do: "work", wave, controls: controlsOf(fleet) };
  if (fleet.cancelled) return record({ event: "ended", completed: false });
  if (fleet.paused) return { do: "stand-by" };
  return atTheGate(wave, progress, at);
}

/** A device that was held proves as little as one that failed: both count against the gate. */
function atTheGate({ name, gate }: Wave, progress: WaveProgress, at: string): RolloutMove {
  const failures = progress.failed + progress.held;
  if (failures > gate.failuresAllowed) return record({ event: "gate-closed", wave: name, failures });
  const { lastEndAt } = progress;
  const until = lastEndAt === undefined ? at : later(lastEndAt, gate.soakSeconds);
  return until <= at ? record({ event: "gate-passed", wave: name, failures }) : { do: "wait", until };
}

const record = (event: JournalEvent): RolloutMove => ({ do: "record", event });
const later = (from: string, seconds: number) => new Date(Date.parse(from) + seconds * 1000).toISOString();
