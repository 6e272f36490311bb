/**
 * The record as text, one JSON value a line, so that it can be kept and carried elsewhere: the private server
 * comes without pg_dump. What DBOS keeps is not in it, because all that matters of it is in the record.
 */
import { createHash } from "node:crypto";
import type pg from "pg";
import { NEWEST } from "../schema/migrations.js";

export const BACKUP_FORMAT = "reroot-backup/1";

export interface BackupHead {
  readonly format: typeof BACKUP_FORMAT;
  readonly schema: number;
  readonly createdAt: string;
}

export interface BackupEnd {
  readonly rows: number;
  /** Over all lines before this one, with their ends. */
  readonly sha256: string;
}

/** In an order in which each row finds what it refers to. */
export const KEPT_TABLES = ["rollouts", "rollout_devices", "journal", "claims"] as const;
export type KeptTable = (typeof KEPT_TABLES)[number];

const AT_ONCE = 500;

/** As the record stood at one moment, however long the reading takes. */
export async function* backupLines(pool: pg.Pool, now: Date): AsyncIterable<string> {
  const hash = createHash("sha256");
  let rows = 0;
  const line = (value: unknown) => {
    const text = `${JSON.stringify(value)}\n`;
    hash.update(text);
    return text;
  };
  const client = await pool.connect();
  try {
    await client.query("begin isolation level repeatable read read only");
    const head: BackupHead = { format: BACKUP_FORMAT, schema: NEWEST, createdAt: now.toISOString() };
    yield line(head);
    for (const table of KEPT_TABLES) {
      for await (const row of rowsOf(client, table)) {
        rows++;
        yield line({ table, row });
      }
    }
    await client.query("commit");
    const end: BackupEnd = { rows, sha256: hash.digest("hex") };
    yield `${JSON.stringify({ end })}\n`;
  } finally {
    client.release(true);
  }
}

async function* rowsOf(client: pg.PoolClient, table: KeptTable): AsyncIterable<unknown> {
  await client.query(`declare kept_${table} cursor for select to_jsonb(t) as row from reroot.${table} t`);
  for (;;) {
    const { rows } = await client.query(`fetch ${AT_ONCE} from kept_${table}`);
    for (const { row } of rows) yield row;
    if (rows.length < AT_ONCE) return;
  }
}
