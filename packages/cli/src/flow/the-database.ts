/**
 * Where the record of rollouts is kept: the team's PostgreSQL, if DATABASE_URL names one; otherwise a private one
 * in this user's state folder (XDG Base Directory), or in the folder that `--state` names.
 */
import os from "node:os";
import path from "node:path";
import { type Database, openDatabase } from "@reroot/engine";
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

/** @throws {Refusal} when it cannot be opened. */
export async function openTheDatabase(world: World, options: StateOptions): Promise<Database> {
  const url = options.state === undefined ? world.environment.DATABASE_URL : undefined;
  const choice = url ? { url } : { folder: stateFolder(world, options), durability: "kept" as const };
  const opened = await openDatabase(choice);
  if (opened.ok) return opened.value;
  throw refusalFrom(databaseFailureInWords(opened.failure));
}
