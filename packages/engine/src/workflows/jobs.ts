/** The approved plans that this process works on, read once: a plan does not change. */
import {
  type Approval,
  type ApprovedPlan,
  JOURNAL_FORMAT,
  type JournalEntry,
  type JournalEvent,
  type Plan,
} from "@reroot/core";
import { lostOr } from "../failure.js";
import type { RolloutWorld, Room } from "./room.js";

export interface Job extends RolloutWorld {
  readonly approved: ApprovedPlan;
  /** An entry as it will be, before it has its number. */
  provisional(event: JournalEvent, at: string): JournalEntry;
}

const jobs = new WeakMap<Room, Map<string, Promise<Job>>>();

export function jobOf(room: Room, rollout: string): Promise<Job> {
  const known = jobs.get(room) ?? new Map<string, Promise<Job>>();
  jobs.set(room, known);
  const found = known.get(rollout) ?? readJob(room, rollout);
  known.set(rollout, found);
  found.catch(() => known.delete(rollout));
  return found;
}

async function readJob({ pool, worldFor }: Room, rollout: string): Promise<Job> {
  const { rows } = await pool
    .query("select plan, approval, context from reroot.rollouts where id = $1", [rollout])
    .catch(lostOr);
  if (rows.length === 0) throw new Error(`there is no rollout ${rollout}`);
  const plan: Plan = JSON.parse(rows[0].plan);
  const approval: Approval = JSON.parse(rows[0].approval);
  const context: unknown = JSON.parse(rows[0].context);
  const approved = { plan, approval };
  const { hands, recheckBundle, assessDevices } = await worldFor(approved, context);
  return {
    approved,
    hands,
    recheckBundle,
    ...(assessDevices && { assessDevices }),
    provisional: (event, at) => ({
      formatVersion: JOURNAL_FORMAT,
      sequence: 0,
      at,
      planDigest: plan.digest,
      ...event,
    }),
  };
}
