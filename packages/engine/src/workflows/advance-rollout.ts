/**
 * Moves a rollout on as a whole: opens waves, begins devices as the plan's pace allows, judges gates, ends. Core's
 * machine decides from the fleet's progress, which the journal's transactions keep up to date.
 */
import { deviceProgressOf, nextRolloutMove, type RolloutMove } from "@reroot/core";
import { lostOr } from "../failure.js";
import { schedule } from "../rollouts/schedule.js";
import { type Job, jobOf } from "./jobs.js";
import type { Room } from "./room.js";

export type RolloutAdvance =
  | { readonly next: "end" }
  /** Until a moment of the rollout's time, or until something is heard. */
  | { readonly next: "wait"; readonly until: string }
  | { readonly next: "listen" };

export async function advanceRollout(room: Room, rollout: string): Promise<RolloutAdvance> {
  const job = await jobOf(room, rollout);
  for (;;) {
    const at = room.time.now().toISOString();
    const { fleet, rehearsal } = await fleetNow(room, rollout);
    const required = rehearsal === null ? {} : { rehearsal: JSON.parse(rehearsal) };
    const move = nextRolloutMove({ ...job.approved, ...required }, JSON.parse(fleet), at);
    switch (move.do) {
      case "end":
        return { next: "end" };
      case "stand-by":
        return { next: "listen" };
      case "wait":
        return { next: "wait", until: move.until };
      case "record":
        await room.journal.append({ rollout, at, events: [move.event], basis: { fleet } });
        break;
      case "recheck-bundle":
        await recheck(room, { rollout, fleet }, job, move);
        break;
      case "assess-wave":
        await assess(room, { rollout, fleet }, job, move);
        break;
      case "work":
        return work(room, rollout, job, move.wave.name);
    }
  }
}

/** Reading it also says that whoever wakes us from now on has something new to tell. */
async function fleetNow(
  { pool }: Room,
  rollout: string,
): Promise<{ readonly fleet: string; readonly rehearsal: string | null }> {
  const { rows } = await pool
    .query("update reroot.rollouts set woken = false where id = $1 returning fleet, rehearsal", [rollout])
    .catch(lostOr);
  return rows[0];
}

async function work(room: Room, rollout: string, { approved }: Job, wave: string): Promise<RolloutAdvance> {
  const { pool, client, time } = room;
  const { pace } = approved.plan;
  const { begun, nextStartAt } = await schedule({ pool, client, rollout, wave, pace, now: time.now() });
  for (const device of begun) room.leaps?.expect(device);
  return nextStartAt ? { next: "wait", until: nextStartAt.toISOString() } : { next: "listen" };
}

interface Turn {
  readonly rollout: string;
  readonly fleet: string;
}

/** The devices that were changed, read and judged again. */
async function assess(
  room: Room,
  { rollout, fleet }: Turn,
  job: Job,
  { wave, required }: Extract<RolloutMove, { do: "assess-wave" }>,
): Promise<void> {
  if (!job.assessDevices) throw new Error(`the gate after ${wave.name} asks for verdicts, and nobody judges`);
  const changed = [];
  for (const { device } of wave.devices) {
    const { state } = deviceProgressOf(device, await room.journal.ofDevice(rollout, device));
    if (state === "done") changed.push(device);
  }
  const found = await job.assessDevices(changed);
  const short = found.filter(({ verdict }) => !required.includes(verdict));
  const at = room.time.now().toISOString();
  const events = [{ event: "wave-assessed", wave: wave.name, short }] as const;
  await room.journal.append({ rollout, at, events, basis: { fleet } });
}

async function recheck(
  room: Room,
  { rollout, fleet }: Turn,
  job: Job,
  { wave, urls }: { readonly wave: string; readonly urls: readonly string[] },
): Promise<void> {
  const found = await Promise.all(urls.map(async (url) => ({ url, ...(await job.recheckBundle(url)) })));
  const at = room.time.now().toISOString();
  await room.journal.append({
    rollout,
    at,
    events: [{ event: "bundle-rechecked", wave, found }],
    basis: { fleet },
  });
}
