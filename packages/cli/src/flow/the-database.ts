/**
 * Where the record of rollouts is kept: the team's PostgreSQL, if DATABASE_URL names one; otherwise a private one
 * in this user's state folder (XDG Base Directory), or in the folder that `--state` names.
 */
import os from "node:os";
import path from "node:path";
import { type Database, type DatabaseChoice, type DatabaseFailure, openDatabase } from "@reroot/engine";
import type { Result } from "@reroot/pki";
import type { Command } from "commander";
import { refusalFrom } from "../refusal-from.js";
import { databaseFailureInWords } from "../words/database-failure.js";
import type { World } from "../world.js";

export interface StateOptions {
  readonly state?: string;
}

export function withStateOption(command: Command): Command {
  return command.option(
    "--state <folder>",
    "folder of the private database (default: $XDG_STATE_HOME/reroot; not with DATABASE_URL)",
  );
}

export function stateFolder({ environment, directory }: World, { state }: StateOptions): string {
  if (state !== undefined) return path.resolve(directory, state);
  const home = environment.HOME ?? os.homedir();
  return path.join(environment.XDG_STATE_HOME || path.join(home, ".local", "state"), "reroot");
}

/** For commands that begin a record where there is none yet. @throws {Refusal} when it cannot be opened. */
export async function openTheDatabase(world: World, options: StateOptions): Promise<Database> {
  return orRefused(await openDatabase(choiceOf(world, options)));
}

/** For commands that read a record or give orders. @throws {Refusal} also when there is none. */
export async function openKeptDatabase(world: World, options: StateOptions): Promise<Database> {
  return orRefused(await openDatabase({ ...choiceOf(world, options), ifMissing: "refused" }));
}

/** Undefined where nothing was ever recorded here. @throws {Refusal} when it cannot be opened. */
export async function openDatabaseIfThere(
  world: World,
  options: StateOptions,
): Promise<Database | undefined> {
  const opened = await openDatabase({ ...choiceOf(world, options), ifMissing: "refused" });
  return !opened.ok && opened.failure.code === "database/not-there" ? undefined : orRefused(opened);
}

function choiceOf(world: World, options: StateOptions): DatabaseChoice {
  const url = options.state === undefined ? world.environment.DATABASE_URL : undefined;
  return url ? { url } : { folder: stateFolder(world, options), durability: "kept" };
}

function orRefused(opened: Result<Database, DatabaseFailure>): Database {
  if (opened.ok) return opened.value;
  throw refusalFrom(databaseFailureInWords(opened.failure));
}
