/**
 * The engine: carries approved plans out, durably. One process runs it for all sites or for some; several over
 * one database share the work and take over from each other. What it must know of the world is given to it.
 */
import { DBOSClient } from "@dbos-inc/dbos-sdk";
import type { JournalEntry } from "@reroot/core";
import type { Result } from "@reroot/pki";
import type pg from "pg";
import type { Database } from "./database.js";
import { answered, type DatabaseFailure, lostOr } from "./failure.js";
import { type Journal, journalIn } from "./journal/journal.js";
import { control, type Order, type Ordered } from "./rollouts/control.js";
import { mendRollouts } from "./rollouts/mend.js";
import type { RolloutFailure } from "./rollouts/rollout-failure.js";
import {
  devicesWhosePlanHolds,
  type PlannedDevice,
  type RolloutStatus,
  rolloutsIn,
  statusOf,
  theRollout,
  type WorkerStatus,
  workersIn,
} from "./rollouts/status.js";
import { type Submission, submit } from "./rollouts/submit.js";
import { wakingWorkflows } from "./rollouts/wake.js";
import { type EngineTime, Leaps } from "./time.js";
import { BEAT_MS, type Presence, paused, signOn } from "./workers/presence.js";
import { takeOverFromGone } from "./workers/take-over.js";
import "./workflows/device-workflow.js";
import "./workflows/rollout-workflow.js";
import { launchHost, recoverFrom, shutDownHost } from "./workflows/host.js";
import { APPLICATION, QUIET, type Serves, systemUrl } from "./workflows/names.js";
import { Drain, enterRoom, type WorldFor } from "./workflows/room.js";

/** The record, read and given orders: needs no engine in this process. */
export interface RolloutRecord {
  /** The newest first. */
  list(): Promise<Result<readonly string[], RolloutFailure>>;
  /** By its name, the beginning of it, or, with nothing given, the one that goes on. */
  find(given?: string): Promise<Result<string, RolloutFailure>>;
  status(rollout: string): Promise<Result<RolloutStatus, RolloutFailure>>;
  workers(): Promise<Result<readonly WorkerStatus[], RolloutFailure>>;
  /** Devices whose plan holds one of these texts, such as a URL; those of the oldest rollout first. */
  devicesWhosePlanHolds(texts: readonly string[]): Promise<Result<readonly PlannedDevice[], RolloutFailure>>;
  /** Takes a plan in, or goes on with it; resolves with the rollout's name. */
  submit(submission: Submission): Promise<Result<string, RolloutFailure>>;
  order(rollout: string, order: Order, ordered: Ordered): Promise<Result<void, RolloutFailure>>;
  /** The entries from the beginning, to the last one that is there. */
  entries(rollout: string, after?: number): AsyncIterable<JournalEntry>;
  close(): Promise<void>;
}

export interface Engine extends RolloutRecord {
  /** Lets what touches devices come to its end, then leaves the rest to whoever goes on. */
  close(): Promise<void>;
}

export interface EngineOptions {
  readonly database: Database;
  /** The one rollout that this process carries out, or the sites whose devices it serves for all. */
  readonly serves: Serves;
  readonly worldFor: WorldFor;
  readonly time: EngineTime;
  readonly told: EngineTold;
}

export interface EngineTold {
  /** Our own mistake; the device stays open and is tried again. */
  trouble(about: { readonly rollout: string; readonly device?: string }, error: unknown): void;
  /** Nothing can go on: close the engine, and say so. */
  fatal(failure: DatabaseFailure): void;
  databaseLost(error: unknown): void;
  databaseBack(): void;
  tookOver(worker: string, devices: number): void;
}

/** How long closing waits for steps to be recorded, which a database that answers does at once. */
const RECORD_MS = 5_000;

/** @throws {Refused} when the database goes away meanwhile. */
export async function openRecord(database: Database): Promise<RolloutRecord> {
  const client = await clientOf(database).catch(lostOr);
  const journal = journalIn(database.connections, wakingWorkflows(client));
  return { ...recordOn(database, journal, client), close: () => client.destroy() };
}

/** @throws {Refused} when the database goes away meanwhile. */
export function startEngine(options: EngineOptions): Promise<Engine> {
  return start(options).catch(lostOr);
}

async function start(options: EngineOptions): Promise<Engine> {
  const { database, serves, worldFor, time, told } = options;
  const { pool, identity } = database.connections;
  const presence = await signOn(
    { executor: identity, sites: "sites" in serves ? serves.sites : [] },
    database,
    {
      lost: told.databaseLost,
      fatal: told.fatal,
      back: told.databaseBack,
    },
  );
  const client = await clientOf(database);
  await mendRollouts(pool, client, serves);
  await launchHost({ address: database.address, pool, executor: identity, serves });
  const journal = journalIn(database.connections, wakingWorkflows(client));
  const drain = new Drain();
  const leaps = time.kind === "leaping" ? new Leaps(time) : undefined;
  const { fatal } = told;
  const trouble: EngineTold["trouble"] = (about, error) => {
    void noteTrouble(pool, about, error);
    told.trouble(about, error);
  };
  enterRoom({ executor: identity, pool, journal, client, time, leaps, worldFor, drain, trouble, fatal });
  const watch = watchOthers({ presence, identity, journal, time, told });
  return {
    ...recordOn(database, journal, client),
    close: async () => {
      const drained = drain.close(RECORD_MS);
      leaps?.end();
      await drained;
      await watch.end();
      await shutDownHost();
      await client.destroy();
      await presence.end();
    },
  };
}

/** For `status`; the next end of the device takes it away. */
async function noteTrouble(
  pool: pg.Pool,
  { rollout, device }: { readonly rollout: string; readonly device?: string },
  error: unknown,
): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  await pool
    .query("update reroot.rollout_devices set trouble = $3 where rollout = $1 and device = $2", [
      rollout,
      device ?? null,
      text,
    ])
    .catch(() => {});
}

function clientOf({ address, connections }: Database): Promise<DBOSClient> {
  return DBOSClient.create({
    systemDatabaseUrl: systemUrl(address),
    systemDatabasePool: connections.pool,
    applicationName: APPLICATION,
    logger: QUIET,
  });
}

function recordOn(
  { connections }: Database,
  journal: Journal,
  client: DBOSClient,
): Omit<RolloutRecord, "close"> {
  const { pool } = connections;
  return {
    submit: (submission) => answered(() => submit(pool, client, submission)),
    list: () => answered(() => rolloutsIn(pool)),
    find: (given) => answered(() => theRollout(pool, given)),
    status: (rollout) => answered(() => statusOf(pool, rollout)),
    workers: () => answered(() => workersIn(pool)),
    devicesWhosePlanHolds: (texts) => answered(() => devicesWhosePlanHolds(pool, texts)),
    order: (rollout, order, ordered) => answered(() => control({ pool, journal }, rollout, order, ordered)),
    entries: async function* (rollout, after = 0) {
      for (let last = after; ; ) {
        const page = await journal.page(rollout, last);
        yield* page;
        if (page.length === 0) return;
        last = page.at(-1)?.sequence ?? last;
      }
    },
  };
}

interface Watching {
  readonly presence: Presence;
  readonly identity: string;
  readonly journal: Journal;
  readonly time: EngineTime;
  readonly told: EngineTold;
}

function watchOthers({ presence, identity, journal, time, told }: Watching): { end(): Promise<void> } {
  const end = new AbortController();
  const sweep = async () => {
    const session = presence.session();
    if (!session) return;
    await takeOverFromGone(session, identity, {
      recover: recoverFrom,
      journal: async (worker, devices) => {
        const at = time.now().toISOString();
        for (const { rollout, device } of devices) {
          const event = { event: "taken-over", device, worker } as const;
          await journal.append({ rollout, at, events: [event] });
        }
        told.tookOver(worker, devices.length);
      },
    });
  };
  const loop = (async () => {
    // A database that went away comes back, or the heartbeat says that it is lost.
    do await sweep().catch(() => {});
    while (await paused(BEAT_MS, end.signal));
  })();
  return {
    end: async () => {
      end.abort();
      await loop;
    },
  };
}
