/**
 * Finds workers that are gone and hands their devices to those that are left. Gone is whose session no longer
 * holds its lock (killed), or who has not been heard of for a while (cut off); the second is ended by force, so
 * that it cannot come back half-way. What it still does is stopped by the fencing token.
 */
import type pg from "pg";
import { sessionName } from "../connections.js";

export interface GoneWorker {
  readonly executor: string;
  readonly why: "ended" | "silent";
}

/** Longer than a worker's own patience with the database: it has stopped before it is taken over. */
const SILENT_AFTER_MS = 3_500;

export interface TakeOver {
  /** Gives the unfinished workflows of that worker back to their queues. Done twice, it does no harm. */
  recover(executor: string): Promise<void>;
  /** Its devices, for the journal. */
  journal(executor: string, devices: readonly { rollout: string; device: string }[]): Promise<void>;
}

export async function takeOverFromGone(
  session: pg.Client,
  executor: string,
  { recover, journal }: TakeOver,
): Promise<readonly GoneWorker[]> {
  const { rows } = await session.query(OTHERS, [executor, SILENT_AFTER_MS]);
  const gone: GoneWorker[] = [];
  for (const row of rows) {
    const why = await whyGone(session, row);
    if (!why) continue;
    await recover(row.executor);
    await journal(row.executor, await devicesOf(session, row.executor));
    await session.query(
      "update reroot.workers set ended_at = now(), ended_by = $2 where executor = $1 and ended_at is null",
      [row.executor, executor],
    );
    await session.query("update reroot.claims set worker = null where worker = $1", [row.executor]);
    gone.push({ executor: row.executor, why });
  }
  return gone;
}

const OTHERS = `
select executor, lock_key, heartbeat_at < now() - make_interval(secs => $2::float / 1000) as silent
from reroot.workers where ended_at is null and executor <> $1`;

async function whyGone(
  session: pg.Client,
  { executor, lock_key, silent }: { executor: string; lock_key: string; silent: boolean },
): Promise<GoneWorker["why"] | undefined> {
  const { rows } = await session.query("select pg_try_advisory_lock($1) as free", [lock_key]);
  if (rows[0].free) {
    await session.query("select pg_advisory_unlock($1)", [lock_key]);
    return "ended";
  }
  if (!silent) return undefined;
  await session.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1", [
    sessionName(executor),
  ]);
  return "silent";
}

async function devicesOf(session: pg.Client, worker: string) {
  const { rows } = await session.query("select rollout, device from reroot.claims where worker = $1", [
    worker,
  ]);
  return rows as readonly { rollout: string; device: string }[];
}
