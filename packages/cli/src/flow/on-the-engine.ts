/**
 * One rollout on the engine, seen through from here: taken into the record, carried out (or left to workers), and
 * watched until its end. What is told on the way are the journal's entries, whoever wrote them.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { JournalEntry } from "@reroot/core";
import {
  type Database,
  type EngineTime,
  openRecord,
  Refused,
  type RolloutRecord,
  rolloutIdOf,
  type Submission,
  startEngine,
  type WorldFor,
} from "@reroot/engine";
import { refusalFrom } from "../refusal-from.js";
import { databaseFailureInWords } from "../words/database-failure.js";
import { orRefuse } from "./with-record.js";

export interface EngineRun {
  readonly database: Database;
  readonly submission: Submission;
  /** Absent where workers carry it out. */
  readonly hands?: { readonly worldFor: WorldFor; readonly time: EngineTime };
  /** Entries that are known already are not told again. */
  readonly after: number;
  readonly told: EngineRunTold;
  /** Resolves when somebody wants to leave; never, where nobody can. */
  readonly stopped: Promise<void>;
}

export interface EngineRunTold {
  /** A few at a time, in order. */
  journalled(entries: readonly JournalEntry[]): Promise<void> | void;
  /** Once the rollout is in the record. */
  begun(rollout: string): void;
  databaseLost(): void;
  databaseBack(): void;
}

export type EngineRunEnd = "ended" | "stopped";

const LOOK_MS = 100;

/** @throws {Refusal} for what stands in the way; whatever went wrong, what touches devices has come to its end. */
export async function runOnEngine(run: EngineRun): Promise<EngineRunEnd> {
  const trouble = new Trouble();
  const rollout = await taken(run);
  const record = await recordFor(run, trouble);
  try {
    run.told.begun(rollout);
    return await watched(record, rollout, run, trouble);
  } finally {
    await record.close();
  }
}

/** Before anything is carried out: what was waiting begins by what it is to go by from now on, a newer rehearsal for example. */
async function taken({ database, submission }: EngineRun): Promise<string> {
  const record = await openRecord(database);
  try {
    return orRefuse(await record.submit(submission));
  } finally {
    await record.close();
  }
}

/** What ends the watching: it is thrown when the watcher looks next. */
class Trouble {
  #error: unknown;

  set(error: unknown): void {
    this.#error ??= error;
  }

  check(): void {
    if (this.#error !== undefined) throw this.#error;
  }
}

function recordFor(
  { database, submission, hands, told }: EngineRun,
  trouble: Trouble,
): Promise<RolloutRecord> {
  if (!hands) return openRecord(database);
  return startEngine({
    database,
    serves: { rollout: rolloutIdOf(submission.approved) },
    ...hands,
    told: {
      trouble: (_, error) => trouble.set(error),
      fatal: (failure) => trouble.set(refusalFrom(databaseFailureInWords(failure))),
      databaseLost: told.databaseLost,
      databaseBack: told.databaseBack,
      tookOver: () => {},
    },
  });
}

async function watched(
  record: RolloutRecord,
  rollout: string,
  { after, told, stopped }: EngineRun,
  trouble: Trouble,
): Promise<EngineRunEnd> {
  const leaving = stopped.then(() => "stopped" as const);
  let seen = after;
  let last = await entryAt(record, rollout, after);
  for (;;) {
    trouble.check();
    const entries = await newEntries(record, rollout, seen);
    if (entries.length > 0) await told.journalled(entries);
    last = entries.at(-1) ?? last;
    seen = last?.sequence ?? seen;
    if (last?.event === "ended") return "ended";
    const next = await Promise.race([leaving, sleep(LOOK_MS)]);
    if (next === "stopped") return next;
  }
}

async function entryAt(record: RolloutRecord, rollout: string, sequence: number) {
  if (sequence === 0) return undefined;
  for await (const entry of record.entries(rollout, sequence - 1)) return entry;
  return undefined;
}

/** None while the database is away. */
async function newEntries(
  record: RolloutRecord,
  rollout: string,
  seen: number,
): Promise<readonly JournalEntry[]> {
  const entries: JournalEntry[] = [];
  try {
    for await (const entry of record.entries(rollout, seen)) entries.push(entry);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  return entries;
}
