/** Brings a database to this version's tables: forward only, one at a time, each step whole or not at all. */
import type pg from "pg";
import { Refused } from "../failure.js";
import { MIGRATIONS, NEWEST, SCHEMA } from "./migrations.js";

const MIGRATION_LOCK = 7_267_002;

/** @throws {Refused} for a database that a newer version has written. */
export async function migrate(pool: pg.Pool, upTo: number = NEWEST): Promise<void> {
  if ((await versionOf(pool)) === upTo) return;
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    await client.query(`create schema if not exists ${SCHEMA}`);
    await client.query(
      `create table if not exists ${SCHEMA}.schema_version (version integer primary key, applied_at timestamptz not null default now())`,
    );
    await applySteps(client, upTo);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/** 0 where there is nothing yet. @throws {Refused} for one that is newer than we are. */
export async function versionOf(pool: pg.Pool | pg.PoolClient): Promise<number> {
  const { rows: there } = await pool.query("select to_regclass($1) is not null as exists", [
    `${SCHEMA}.schema_version`,
  ]);
  if (!there[0].exists) return 0;
  const { rows } = await pool.query(
    `select coalesce(max(version), 0) as version from ${SCHEMA}.schema_version`,
  );
  const found = Number(rows[0].version);
  if (found > NEWEST) throw new Refused({ code: "database/newer", found, known: NEWEST });
  return found;
}

async function applySteps(client: pg.PoolClient, upTo: number): Promise<void> {
  const found = await versionOf(client);
  await client.query(`set local search_path to ${SCHEMA}`);
  for (const { version, sql } of MIGRATIONS) {
    if (version <= found || version > upTo) continue;
    await client.query(sql);
    await client.query(`insert into ${SCHEMA}.schema_version (version) values ($1)`, [version]);
  }
}
