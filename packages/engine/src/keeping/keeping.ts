/** Backup, restore and examination of an opened database. */
import type { Result } from "@reroot/pki";
import type { Database } from "../database.js";
import { answered } from "../failure.js";
import { backupLines } from "./backup.js";
import { type Examination, examine } from "./doctor.js";
import { type BackupText, type Restored, type RestoreFailure, restore } from "./restore.js";

export function backupOf({ connections }: Database, now: Date): AsyncIterable<string> {
  return backupLines(connections.pool, now);
}

export function restoreInto(
  { connections }: Database,
  text: BackupText,
): Promise<Result<Restored, RestoreFailure>> {
  return answered<Restored, RestoreFailure>(() => restore(connections.pool, text));
}

export function examined({ connections }: Database): Promise<Examination> {
  return examine(connections.pool);
}
