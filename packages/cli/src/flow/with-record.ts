/** Opens the record for one command that reads it or gives an order, and closes it whatever happens. */
import { type Database, openRecord, type RolloutFailure, type RolloutRecord } from "@reroot/engine";
import type { Result } from "@reroot/pki";
import { refusalFrom } from "../refusal-from.js";
import { rolloutFailureInWords } from "../words/engine-failure.js";
import type { World } from "../world.js";
import { openDatabaseIfThere, openKeptDatabase, type StateOptions } from "./the-database.js";

export async function withRecord<T>(
  world: World,
  options: StateOptions,
  work: (record: RolloutRecord) => Promise<T>,
): Promise<T> {
  return closing(await openKeptDatabase(world, options), work);
}

/** `absent` where nothing was ever recorded: then nothing is made either. */
export async function withRecordIfThere<T>(
  world: World,
  options: StateOptions,
  absent: T,
  work: (record: RolloutRecord) => Promise<T>,
): Promise<T> {
  const database = await openDatabaseIfThere(world, options);
  return database ? closing(database, work) : absent;
}

async function closing<T>(database: Database, work: (record: RolloutRecord) => Promise<T>): Promise<T> {
  try {
    const record = await openRecord(database);
    try {
      return await work(record);
    } finally {
      await record.close();
    }
  } finally {
    await database.close();
  }
}

/** @throws {Refusal} in the failure's words. */
export function orRefuse<T>(result: Result<T, RolloutFailure>): T {
  if (result.ok) return result.value;
  throw refusalFrom(rolloutFailureInWords(result.failure));
}
