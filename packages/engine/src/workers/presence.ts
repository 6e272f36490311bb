/**
 * A worker's sign of life: a session that holds an advisory lock, which ends with the process, and a
 * heartbeat, which stops with the network. A worker that cannot reach the database cuts what hangs,
 * so that it stops before its next command, and signs on again once the database answers.
 */
import { createHash } from "node:crypto";
import os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Connections } from "../connections.js";
import type { Database } from "../database.js";
import { type DatabaseFailure, isDiskFull } from "../failure.js";

export interface Worker {
  /** Names one process; never used again by another. */
  readonly executor: string;
  /** Empty: it carries out one rollout, and no other. */
  readonly sites: readonly string[];
}

export interface Presence {
  /** The session that holds the lock; undefined while the database is lost. */
  session(): pg.Client | undefined;
  /** Signs off: the lock goes, and the peers take over what was not finished. */
  end(): Promise<void>;
}

export const BEAT_MS = 700;
/** Without an answer for that long the database counts as lost; shorter than what peers wait for a take-over. */
const PATIENCE_MS = 2_500;

/** A server that has crashed reads its log again before it answers. */
const REVIVAL_MS = 60_000;

/** Rejects when the database cannot be reached now; later losses are lived through. */
export async function signOn(worker: Worker, database: Database, told: PresenceTold): Promise<Presence> {
  const own = database.connections;
  let session: pg.Client | undefined = await sessionOf(worker, own);
  const end = new AbortController();
  const loop = (async () => {
    while (await paused(BEAT_MS, end.signal)) {
      try {
        session ??= await returned(worker, database, told);
        await within(PATIENCE_MS, beat(session, worker));
      } catch (error) {
        if (session) told.lost(error);
        if (isDiskFull(error)) told.fatal(error.failure);
        session?.end().catch(() => {});
        session = undefined;
        own.cut();
      }
    }
  })();
  return {
    session: () => session,
    end: async () => {
      end.abort();
      await session?.end().catch(() => {});
      await loop;
    },
  };
}

export interface PresenceTold {
  lost(error: unknown): void;
  fatal(failure: DatabaseFailure): void;
  back(): void;
}

async function returned(worker: Worker, database: Database, told: PresenceTold): Promise<pg.Client> {
  await within(REVIVAL_MS, database.revive());
  const session = await within(PATIENCE_MS, sessionOf(worker, database.connections));
  told.back();
  return session;
}

async function sessionOf({ executor, sites }: Worker, own: Connections): Promise<pg.Client> {
  const session = own.dedicated();
  try {
    await session.connect();
    const lockKey = lockKeyOf(executor);
    // Our own session of before the loss may still hold it, until the server notices.
    await session.query("select pg_advisory_lock($1)", [lockKey]);
    await session.query(SIGN_ON, [executor, sites, os.hostname(), process.pid, lockKey]);
    return session;
  } catch (error) {
    await session.end().catch(() => {});
    throw error;
  }
}

const SIGN_ON = `
insert into reroot.workers (executor, sites, host, pid, lock_key) values ($1, $2, $3, $4, $5)
on conflict (executor) do update set heartbeat_at = now(), ended_at = null, ended_by = null`;

async function beat(session: pg.Client, { executor }: Worker): Promise<void> {
  await session.query("update reroot.workers set heartbeat_at = now() where executor = $1", [executor]);
}

/** False when the signal ended it. */
export async function paused(ms: number, signal: AbortSignal): Promise<boolean> {
  return sleep(ms, true, { signal }).catch(() => false);
}

/** The upper 63 bits: PostgreSQL's keys are signed. */
function lockKeyOf(executor: string): string {
  return (createHash("sha256").update(executor).digest().readBigUInt64BE() >> 1n).toString();
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
