/**
 * DBOS in this process: which functions are durable, under which names, and how they are found again. DBOS is
 * one per process, and so is what it runs for; everything that is ours is looked up in the room at each step.
 *
 * The version of DBOS is pinned in package.json: handing over a dead process's work needs its own recovery,
 * which it exports for its own use only (`internal/dbos-executor`); take-over.test.ts shows that it works.
 */
import { DBOS, type DBOSConfig } from "@dbos-inc/dbos-sdk";
import { DBOSExecutor } from "@dbos-inc/dbos-sdk/internal/dbos-executor";
import { dbRetryConfig } from "@dbos-inc/dbos-sdk/internal/utils";
import type pg from "pg";
import type { Address } from "../connections.js";
import { APPLICATION, QUIET, queuesServed, type Serves, systemUrl, WORKFLOW_VERSION } from "./names.js";

export interface HostOptions {
  readonly address: Address;
  readonly pool: pg.Pool;
  readonly executor: string;
  readonly serves: Serves;
}

export async function launchHost({ address, pool, executor, serves }: HostOptions): Promise<void> {
  const config: DBOSConfig = {
    name: APPLICATION,
    systemDatabaseUrl: systemUrl(address),
    systemDatabasePool: pool,
    executorID: executor,
    applicationVersion: WORKFLOW_VERSION,
    logger: QUIET,
    runMigrations: false,
    listenQueues: [...queuesServed(serves)],
  };
  // A worker comes back within seconds of its database; DBOS itself would wait for up to a minute.
  Object.assign(dbRetryConfig, { initialBackoffSec: 0.2, maxBackoffSec: 2 });
  DBOS.setConfig(config);
  await DBOS.launch();
}

/** Without waiting: what runs is left to be recovered, by whoever signs on next or is there already. */
export async function shutDownHost(): Promise<void> {
  await DBOS.shutdown();
}

/** Gives the unfinished workflows of a process that is gone back to their queues. */
export async function recoverFrom(executor: string): Promise<void> {
  await DBOSExecutor.globalInstance?.recoverPendingWorkflows([executor]);
}
