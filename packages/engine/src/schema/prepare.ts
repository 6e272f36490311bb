/** Makes a database ready for work: our tables and those of DBOS, by one process at a time. */
import { setTimeout as sleep } from "node:timers/promises";
import { ensureSystemDatabase } from "@dbos-inc/dbos-sdk/internal/system_database";
import type pg from "pg";
import type { Address, Connections } from "../connections.js";
import { QUIET, systemUrl } from "../workflows/names.js";
import { migrate, versionOf } from "./migrate.js";

const PREPARE_LOCK = 7_267_003;

/** @throws {Refused} for a database that a newer version has written; then nothing is touched. */
export async function prepare(address: Address, { pool, dedicated }: Connections): Promise<void> {
  await versionOf(pool);
  const session = dedicated();
  await session.connect();
  try {
    await taken(session);
    await migrate(pool);
    // Of its logger it uses no more than these four.
    const quiet = QUIET as Parameters<typeof ensureSystemDatabase>[1];
    await ensureSystemDatabase(systemUrl(address), quiet, pool);
  } finally {
    await session.end();
  }
}

/** Asked for again and again: who waits inside a statement would keep `create index concurrently` waiting for him. */
async function taken(session: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await session.query("select pg_try_advisory_lock($1) as ours", [PREPARE_LOCK]);
    if (rows[0].ours) return;
    await sleep(30);
  }
}
