/**
 * Which devices of an open wave are begun now: as many as the plan's pace allows, overall, for each site, and in
 * a minute. In one transaction with their entry into the queue of their site, so that none is begun twice.
 */
import type { DBOSClient } from "@dbos-inc/dbos-sdk";
import type { Plan } from "@reroot/core";
import type pg from "pg";
import { inTransaction } from "../journal/write-together.js";
import { DEVICE_WORKFLOW, deviceQueue, type Scope, WORKFLOW_VERSION } from "../workflows/names.js";
import { NO_SITE } from "./sites.js";

export interface DeviceRunId {
  readonly rollout: string;
  readonly device: string;
  /** 1, and one more for each retry. */
  readonly run: number;
}

/** The key by which no device is begun twice. */
export function deviceWorkflowId({ rollout, device, run }: DeviceRunId): string {
  return run === 1 ? `${rollout}:${device}` : `${rollout}:${device}#${run}`;
}

export interface Scheduling {
  readonly pool: pg.Pool;
  readonly client: DBOSClient;
  readonly rollout: string;
  readonly wave: string;
  readonly pace: Plan["pace"];
  readonly now: Date;
}

export interface Scheduled {
  readonly begun: readonly string[];
  /** When the pace, and not a free place, is what keeps the next device waiting. */
  readonly nextStartAt?: Date;
}

export function schedule(scheduling: Scheduling): Promise<Scheduled> {
  return inTransaction(scheduling.pool, async (connection) => {
    const { rollout, wave, pace, now } = scheduling;
    const { rows } = await connection.query("select scope from reroot.rollouts where id = $1 for update", [
      rollout,
    ]);
    const running = await runningBySite(connection, rollout);
    const free = pace.concurrency - [...running.values()].reduce((sum, count) => sum + count, 0);
    if (free <= 0) return { begun: [] };
    const starts = await startsLeft(connection, scheduling);
    if (starts.left <= 0) return { begun: [], nextStartAt: starts.nextAt };
    const waiting = await waitingDevices(connection, rollout, wave);
    const chosen = choose(waiting, running, { most: Math.min(free, starts.left), perSite: pace.perSite });
    await begin(connection, scheduling, chosen, rows[0].scope);
    const isPaced = chosen.length === starts.left && chosen.length < waiting.length;
    const begun = chosen.map(({ device }) => device);
    return { begun, ...(isPaced && { nextStartAt: new Date(now.getTime() + MINUTE_MS) }) };
  });
}

interface WaitingDevice {
  readonly device: string;
  readonly site: string;
  readonly run: number;
}

const MINUTE_MS = 60_000;

async function runningBySite(connection: pg.PoolClient, rollout: string): Promise<Map<string, number>> {
  const { rows } = await connection.query(
    "select site, count(*)::int as count from reroot.rollout_devices where rollout = $1 and state = 'scheduled' group by site",
    [rollout],
  );
  return new Map(rows.map(({ site, count }) => [site, count]));
}

async function startsLeft(connection: pg.PoolClient, { rollout, pace, now }: Scheduling) {
  if (pace.startsPerMinute === undefined) return { left: Number.POSITIVE_INFINITY, nextAt: now };
  const since = new Date(now.getTime() - MINUTE_MS);
  const { rows } = await connection.query(
    "select count(*)::int as count, min(scheduled_at) as first from reroot.rollout_devices where rollout = $1 and scheduled_at > $2",
    [rollout, since],
  );
  const first: Date = rows[0].first ?? now;
  return { left: pace.startsPerMinute - rows[0].count, nextAt: new Date(first.getTime() + MINUTE_MS) };
}

/** More than can be begun at once, so that a site that is full does not hide the others behind it. */
const LOOK_AHEAD = 2_000;

async function waitingDevices(connection: pg.PoolClient, rollout: string, wave: string) {
  const { rows } = await connection.query(
    "select device, site, run from reroot.rollout_devices where rollout = $1 and state = 'waiting' and wave = $2 order by place limit $3",
    [rollout, wave, LOOK_AHEAD],
  );
  return rows as readonly WaitingDevice[];
}

function choose(
  waiting: readonly WaitingDevice[],
  running: ReadonlyMap<string, number>,
  {
    most,
    perSite = Number.POSITIVE_INFINITY,
  }: { readonly most: number; readonly perSite?: number | undefined },
): readonly WaitingDevice[] {
  const bySite = new Map(running);
  const chosen: WaitingDevice[] = [];
  for (const one of waiting) {
    const there = bySite.get(one.site) ?? 0;
    if (chosen.length >= most) break;
    if (one.site !== NO_SITE && there >= perSite) continue;
    bySite.set(one.site, there + 1);
    chosen.push(one);
  }
  return chosen;
}

async function begin(
  connection: pg.PoolClient,
  { client, rollout, now }: Scheduling,
  chosen: readonly WaitingDevice[],
  scope: Scope,
): Promise<void> {
  if (chosen.length === 0) return;
  await connection.query(
    "update reroot.rollout_devices set state = 'scheduled', scheduled_at = $3 where rollout = $1 and device = any($2)",
    [rollout, chosen.map(({ device }) => device), now],
  );
  for (const { device, site, run } of chosen) {
    const workflowID = deviceWorkflowId({ rollout, device, run });
    const queue = { workflowName: DEVICE_WORKFLOW, workflowID, queueName: deviceQueue(rollout, scope, site) };
    await client.enqueueInTransaction(
      connection,
      { ...queue, appVersion: WORKFLOW_VERSION },
      rollout,
      device,
    );
  }
}
