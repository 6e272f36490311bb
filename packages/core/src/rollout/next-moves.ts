/**
 * From plan, journal and latest observations to the next moves: a pure function, so that a file, a
 * database or a property test can drive a rollout, stop anywhere, and come to the same end.
 */
import type { ApprovedPlan, Wave } from "../plan/plan.js";
import { type Move, nextDeviceMove } from "./next-device-move.js";
import { gateOf, type Progress, progressOf } from "./progress.js";
import type { JournalEntry, JournalEvent, Observation } from "./rollout.js";

/** What is true at this moment and stands in no journal. */
export interface Live {
  /** Observations of this run, by device; empty after a restart, so that everything is looked at again. */
  readonly latest: ReadonlyMap<string, Observation>;
  /** Devices with an intent that is being carried out by this run. */
  readonly busy: ReadonlySet<string>;
  readonly at: string;
}

/** Empty when the rollout has ended, or when everything that may go on is already going on. */
export function nextMoves(
  { plan, approval }: ApprovedPlan,
  journal: readonly JournalEntry[],
  live: Live,
): readonly Move[] {
  if (journal.length === 0) return record({ event: "started", approvedBy: approval.by });
  if (journal.at(-1)?.event === "ended") return [];
  for (const wave of plan.waves) {
    const gate = gateOf(wave, journal);
    if (gate === "passed") continue;
    if (gate === "closed") return record({ event: "ended", completed: false });
    if (gate === "shut") return record({ event: "wave-opened", wave: wave.name });
    return movesWithin(wave, plan.concurrency, progressOf(journal), live);
  }
  return record({ event: "ended", completed: plan.refusal === undefined });
}

function movesWithin(wave: Wave, concurrency: number, progress: Progress, live: Live): readonly Move[] {
  const open = wave.devices.filter(({ device }) => progress(device).state === "open");
  if (open.length === 0) return atTheGate(wave, progress, live.at);
  const idle = open.filter(({ device }) => !live.busy.has(device));
  const moves = idle.map((device) =>
    nextDeviceMove(device, progress(device.device), live.latest.get(device.device), live.at),
  );
  const free = Math.max(0, concurrency - live.busy.size);
  const acts = moves.filter((move) => move.do === "act").slice(0, free);
  return [...moves.filter((move) => move.do !== "act"), ...acts];
}

/** A device that was held proves as little as one that failed: both count against the gate. */
function atTheGate({ name, devices, gate }: Wave, progress: Progress, at: string): readonly Move[] {
  const ends = devices.map(({ device }) => progress(device));
  const failures = ends.filter(({ state }) => state !== "done").length;
  if (failures > gate.failuresAllowed) return record({ event: "gate-closed", wave: name, failures });
  const lastEnd = Math.max(0, ...ends.map(({ endedAt }) => Date.parse(endedAt ?? at)));
  const until = new Date(lastEnd + gate.soakSeconds * 1000).toISOString();
  return until <= at ? record({ event: "gate-passed", wave: name, failures }) : [{ do: "wait", until }];
}

const record = (event: JournalEvent): readonly Move[] => [{ do: "record", event }];
