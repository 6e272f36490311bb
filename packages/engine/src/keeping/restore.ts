/**
 * Reads a backup into an empty database and brings it to this version's tables. The whole text is checked before
 * anything is written, and what is written is written whole or not at all.
 */
import { createHash } from "node:crypto";
import type pg from "pg";
import { Refused } from "../failure.js";
import { inTransaction } from "../journal/write-together.js";
import { migrate } from "../schema/migrate.js";
import { NEWEST, SCHEMA } from "../schema/migrations.js";
import { BACKUP_FORMAT, type BackupEnd, type BackupHead, KEPT_TABLES, type KeptTable } from "./backup.js";

export type RestoreFailure =
  /** Line and what is wrong with it. */
  | { readonly code: "backup/damaged"; readonly line: number; readonly detail: string }
  | { readonly code: "backup/newer"; readonly found: number; readonly known: number }
  /** There are rollouts already; nothing was touched. */
  | { readonly code: "backup/database-not-empty"; readonly rollouts: number };

/** Gives the lines of the backup, without their ends, each time that it is asked. */
export type BackupText = () => AsyncIterable<string>;

export interface Restored {
  readonly rows: number;
  readonly createdAt: string;
}

export async function restore(pool: pg.Pool, text: BackupText): Promise<Restored> {
  const { head, end } = await checked(text);
  await refuseOccupied(pool);
  await pool.query(`drop schema if exists ${SCHEMA} cascade`);
  await migrate(pool, head.schema);
  await inTransaction(pool, async (client) => {
    for await (const { table, row } of rowsIn(text)) await insert(client, table, row);
    await client.query(
      "select setval('reroot.claim_tokens', greatest(1, (select max(token) from reroot.claims)))",
    );
    await client.query("update reroot.claims set worker = null");
    await client.query("update reroot.rollouts set woken = false");
  });
  await migrate(pool);
  return { rows: end.rows, createdAt: head.createdAt };
}

async function checked(text: BackupText): Promise<{ head: BackupHead; end: BackupEnd }> {
  const hash = createHash("sha256");
  let number = 0;
  let head: BackupHead | undefined;
  let end: BackupEnd | undefined;
  for await (const line of text()) {
    number++;
    if (end) throw damaged(number, "there is something after the end");
    const value = parsed(line, number);
    if (number === 1) head = headIn(value);
    if (isObject(value.end)) end = endIn(value.end, { rows: number - 2, sha256: hash.digest("hex") }, number);
    else hash.update(`${line}\n`);
    if (number > 1 && !end && !isRow(value)) throw damaged(number, "it is not a row of a table that is kept");
  }
  if (!head || !end) throw damaged(number + 1, "the end is missing: the file was cut");
  return { head, end };
}

function headIn({ format, schema, createdAt }: Record<string, unknown>): BackupHead {
  if (format !== BACKUP_FORMAT || typeof schema !== "number" || typeof createdAt !== "string") {
    throw damaged(1, `it does not begin as ${BACKUP_FORMAT} does`);
  }
  if (schema > NEWEST) throw refused({ code: "backup/newer", found: schema, known: NEWEST });
  return { format, schema, createdAt };
}

function endIn({ rows, sha256 }: Record<string, unknown>, found: BackupEnd, line: number): BackupEnd {
  if (rows !== found.rows) throw damaged(line, `it names ${rows} rows, and there are ${found.rows}`);
  if (sha256 !== found.sha256) throw damaged(line, "its SHA-256 is not the one of what stands before it");
  return found;
}

interface Row {
  readonly table: KeptTable;
  readonly row: Record<string, unknown>;
}

async function* rowsIn(text: BackupText): AsyncIterable<Row> {
  let number = 0;
  for await (const line of text()) {
    const value = parsed(line, ++number);
    if (isRow(value)) yield value;
  }
}

function isRow(value: Record<string, unknown>): value is Record<string, unknown> & Row {
  return KEPT_TABLES.some((table) => table === value.table) && isObject(value.row);
}

/** Names of columns are PostgreSQL's to check: a row that does not fit is refused by it. */
async function insert(client: pg.PoolClient, table: KeptTable, row: Record<string, unknown>): Promise<void> {
  await client.query(
    `insert into ${SCHEMA}.${table} select * from jsonb_populate_record(null::${SCHEMA}.${table}, $1::jsonb)`,
    [JSON.stringify(row)],
  );
}

async function refuseOccupied(pool: pg.Pool): Promise<void> {
  const { rows: there } = await pool.query("select to_regclass('reroot.rollouts') is not null as exists");
  if (!there[0].exists) return;
  const { rows } = await pool.query("select count(*)::int as rollouts from reroot.rollouts");
  const { rollouts } = rows[0];
  if (rollouts > 0) throw refused({ code: "backup/database-not-empty", rollouts });
}

function parsed(line: string, number: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (isObject(value)) return value;
  } catch {}
  throw damaged(number, "it is not a JSON object");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const damaged = (line: number, detail: string) => refused({ code: "backup/damaged", line, detail });
const refused = (failure: RestoreFailure) => new Refused<RestoreFailure>(failure);
