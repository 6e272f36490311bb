/** What there is to say of rollouts and workers, read from the record. */
import type { DevicePlan, FleetProgress, Plan } from "@reroot/core";
import type pg from "pg";
import { lostOr, Refused } from "../failure.js";
import type { Halt } from "../journal/append.js";
import type { RolloutFailure } from "./rollout-failure.js";

export interface RolloutStatus {
  readonly rollout: string;
  readonly planDigest: string;
  readonly submittedAt: string;
  readonly halted?: Halt;
  readonly fleet: FleetProgress;
  readonly waves: readonly { readonly name: string; readonly devices: number }[];
  /** Devices that are being worked on, and by whom. */
  readonly underWay: readonly UnderWay[];
  readonly entries: number;
}

export interface UnderWay {
  readonly device: string;
  readonly site: string;
  readonly worker?: string;
  /** Our own mistake with this device, if there was one. */
  readonly trouble?: string;
}

export interface WorkerStatus {
  readonly executor: string;
  readonly host: string;
  readonly pid: number;
  readonly sites: readonly string[];
  readonly startedAt: string;
  readonly heartbeatAt: string;
}

/** The newest first. */
export async function rolloutsIn(pool: pg.Pool): Promise<readonly string[]> {
  const { rows } = await pool
    .query("select id from reroot.rollouts order by submitted_at desc")
    .catch(lostOr);
  return rows.map(({ id }) => id);
}

/** The one that is meant: by its name or the beginning of it, or the only one that goes on. @throws {Refused} */
export async function theRollout(pool: pg.Pool, given: string | undefined): Promise<string> {
  const { rows } = await pool
    .query("select id, halted from reroot.rollouts order by submitted_at desc")
    .catch(lostOr);
  const meant =
    given === undefined
      ? rows.filter(({ halted }) => halted !== "ended")
      : rows.filter(({ id }) => id.startsWith(given));
  const [only, ...others] = given === undefined && meant.length === 0 ? rows.slice(0, 1) : meant;
  if (!only) throw new Refused<RolloutFailure>({ code: "engine/no-such-rollout", rollout: given ?? "" });
  if (others.length > 0) {
    throw new Refused<RolloutFailure>({ code: "engine/which-rollout", rollouts: meant.map(({ id }) => id) });
  }
  return only.id;
}

export async function statusOf(pool: pg.Pool, rollout: string): Promise<RolloutStatus> {
  const { rows } = await pool.query("select * from reroot.rollouts where id = $1", [rollout]).catch(lostOr);
  const [row] = rows;
  if (!row) throw new Refused<RolloutFailure>({ code: "engine/no-such-rollout", rollout });
  const plan: Plan = JSON.parse(row.plan);
  return {
    rollout,
    planDigest: row.plan_digest,
    submittedAt: row.submitted_at.toISOString(),
    ...(row.halted && { halted: row.halted }),
    fleet: JSON.parse(row.fleet),
    waves: plan.waves.map(({ name, devices }) => ({ name, devices: devices.length })),
    underWay: await underWay(pool, rollout),
    entries: Number(row.last_sequence),
  };
}

async function underWay(pool: pg.Pool, rollout: string): Promise<readonly UnderWay[]> {
  const { rows } = await pool
    .query(
      `select d.device, d.site, d.trouble, c.worker from reroot.rollout_devices d
       left join reroot.claims c on c.device = d.device and c.rollout = d.rollout
       where d.rollout = $1 and d.state = 'scheduled' order by d.place`,
      [rollout],
    )
    .catch(lostOr);
  return rows.map(({ device, site, worker, trouble }) => ({
    device,
    site,
    ...(worker && { worker }),
    ...(trouble && { trouble }),
  }));
}

/** A device as a rollout was to change it. */
export interface PlannedDevice {
  readonly rollout: string;
  readonly plan: DevicePlan;
  /** `ended`: the device has come to its end, or the rollout has. */
  readonly state: "open" | "ended";
}

/** Devices whose plan holds one of these texts, over all rollouts, the oldest rollout first. */
export async function devicesWhosePlanHolds(
  pool: pg.Pool,
  texts: readonly string[],
): Promise<readonly PlannedDevice[]> {
  const { rows } = await pool
    .query(
      `select d.rollout, d.plan, d.state = 'ended' or r.halted = 'ended' as ended
       from reroot.rollout_devices d join reroot.rollouts r on r.id = d.rollout
       where exists (select from unnest($1::text[]) as text where strpos(d.plan, text) > 0)
       order by r.submitted_at, d.place`,
      [texts],
    )
    .catch(lostOr);
  return rows.map(({ rollout, plan, ended }) => ({
    rollout,
    plan: JSON.parse(plan),
    state: ended ? "ended" : "open",
  }));
}

/** Those that have not signed off. */
export async function workersIn(pool: pg.Pool): Promise<readonly WorkerStatus[]> {
  const { rows } = await pool
    .query("select * from reroot.workers where ended_at is null order by started_at")
    .catch(lostOr);
  return rows.map((row) => ({
    executor: row.executor,
    host: row.host,
    pid: row.pid,
    sites: row.sites,
    startedAt: row.started_at.toISOString(),
    heartbeatAt: row.heartbeat_at.toISOString(),
  }));
}
