/**
 * What somebody answerable may order while a rollout is under way. The order is an entry of the journal, with who
 * and why; it holds from that entry on, because every intent is written after it or before it.
 */
import {
  deviceProgressOf,
  type FleetProgress,
  type JournalEvent,
  mayNotApprove,
  type Plan,
} from "@reroot/core";
import type pg from "pg";
import { lostOr, Refused } from "../failure.js";
import type { Basis } from "../journal/append.js";
import { haltOf } from "../journal/entries.js";
import type { Journal } from "../journal/journal.js";
import type { RolloutFailure } from "./rollout-failure.js";

export type Order =
  | { readonly order: "pause" | "resume" | "cancel" }
  | { readonly order: "skip"; readonly device: string }
  /** `accept`: what differed from its rehearsal when it was stopped holds it no more. */
  | { readonly order: "retry"; readonly device: string; readonly accept?: "differences" };

export interface Ordered {
  readonly by: string;
  readonly why?: string;
  readonly at: string;
}

export interface ControlRoom {
  readonly pool: pg.Pool;
  readonly journal: Journal;
}

/** @throws {Refused} for an order that makes no sense where the rollout stands. */
export async function control(
  room: ControlRoom,
  rollout: string,
  order: Order,
  { by, why, at }: Ordered,
): Promise<void> {
  const decided = { by, ...(why !== undefined && { why }) };
  for (;;) {
    const { event, basis } =
      "device" in order
        ? await ofDevice(room, rollout, order, decided)
        : await ofAll(room, rollout, order.order, decided);
    const { result } = await room.journal.append({ rollout, at, events: [event], basis });
    if (result === "written") return;
  }
}

interface Decision {
  readonly event: JournalEvent;
  readonly basis: Basis;
}

interface Decided {
  readonly by: string;
  readonly why?: string;
}

async function ofAll(
  { pool }: ControlRoom,
  rollout: string,
  order: "pause" | "resume" | "cancel",
  decided: Decided,
): Promise<Decision> {
  const fleet = await fleetOf(pool, rollout);
  refuseOutOfPlace(order, JSON.parse(fleet), rollout);
  return { event: { event: PAST[order], ...decided }, basis: { fleet } };
}

const PAST = { pause: "paused", resume: "resumed", cancel: "cancelled" } as const;

async function fleetOf(pool: pg.Pool, rollout: string): Promise<string> {
  const { rows } = await pool
    .query("select fleet from reroot.rollouts where id = $1", [rollout])
    .catch(lostOr);
  if (rows.length === 0) throw refused({ code: "engine/no-such-rollout", rollout });
  return rows[0].fleet;
}

function refuseOutOfPlace(order: "pause" | "resume" | "cancel", fleet: FleetProgress, rollout: string): void {
  const halt = haltOf(fleet);
  if (halt === "ended") throw refused({ code: "engine/rollout-ended", rollout });
  if (halt === "cancelled") throw refused({ code: "engine/already-cancelled", rollout });
  if (order === "pause" && halt === "paused") throw refused({ code: "engine/already-paused", rollout });
  if (order === "resume" && halt !== "paused") throw refused({ code: "engine/not-paused", rollout });
}

async function ofDevice(
  { pool, journal }: ControlRoom,
  rollout: string,
  order: Extract<Order, { readonly device: string }>,
  decided: Decided,
): Promise<Decision> {
  const { cancelled, ended }: FleetProgress = JSON.parse(await fleetOf(pool, rollout));
  if (cancelled) throw refused({ code: "engine/already-cancelled", rollout });
  const { device } = order;
  if (ended && order.order === "skip") throw refused({ code: "engine/rollout-ended", rollout });
  const wave = await waveOf(pool, rollout, device);
  const entries = await journal.ofDevice(rollout, device);
  const { state, differences } = deviceProgressOf(device, entries);
  const basis = { device, seen: entries.at(-1)?.sequence ?? 0 };
  if (order.order === "skip") {
    if (state !== "open") throw refused({ code: "engine/device-ended", rollout, device });
    return { event: { event: "device-skipped", device, wave, ...decided }, basis };
  }
  if (state !== "held" && state !== "failed") throw refused({ code: "engine/not-to-retry", rollout, device });
  const retried = { event: "device-retried", device, wave, after: state, ...decided } as const;
  if (order.accept === undefined) return { event: retried, basis };
  if (differences.length === 0) throw refused({ code: "engine/nothing-to-accept", rollout, device });
  await refuseWhoMayNotAccept(pool, rollout, decided.by);
  return { event: { ...retried, accepts: order.accept }, basis };
}

/** Whoever may not approve the plan may not accept what differs from its rehearsal either. */
async function refuseWhoMayNotAccept(pool: pg.Pool, rollout: string, by: string): Promise<void> {
  const { rows } = await pool
    .query("select plan from reroot.rollouts where id = $1", [rollout])
    .catch(lostOr);
  const plan: Plan = JSON.parse(rows[0].plan);
  if (mayNotApprove(plan, { by })) throw refused({ code: "engine/may-not-accept", rollout, by });
}

async function waveOf(pool: pg.Pool, rollout: string, device: string): Promise<string> {
  const { rows } = await pool
    .query("select wave from reroot.rollout_devices where rollout = $1 and device = $2", [rollout, device])
    .catch(lostOr);
  if (rows.length === 0) throw refused({ code: "engine/no-such-device", rollout, device });
  return rows[0].wave;
}

const refused = (failure: RolloutFailure) => new Refused<RolloutFailure>(failure);
