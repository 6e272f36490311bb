/**
 * Gives each rollout that is not at its end a workflow to go on with. There is one, except in a database that was
 * restored: a backup holds the record, and not what DBOS kept of it; all that mattered of that is in the journal.
 */
import type { DBOSClient } from "@dbos-inc/dbos-sdk";
import type pg from "pg";
import { inTransaction } from "../journal/write-together.js";
import {
  queuesServed,
  ROLLOUT_WORKFLOW,
  rolloutQueue,
  type Serves,
  WORKFLOW_VERSION,
} from "../workflows/names.js";
import { openQueue } from "./queues.js";
import { rolloutWorkflowId } from "./wake.js";

export async function mendRollouts(pool: pg.Pool, client: DBOSClient, serves: Serves): Promise<void> {
  for (const queue of queuesServed(serves)) await openQueue(client, queue);
  for (const id of await unfinished(pool, serves)) {
    await inTransaction(pool, async (connection) => {
      await connection.query("select from reroot.rollouts where id = $1 for update", [id]);
      await beginAgain(connection, id);
      await startAgain(connection, client, id);
    });
  }
}

async function unfinished(pool: pg.Pool, serves: Serves): Promise<readonly string[]> {
  const { rows } = await pool.query(
    "select id, scope from reroot.rollouts where halted is distinct from 'ended'",
  );
  const ours = rows.filter(({ id, scope }) =>
    "rollout" in serves ? id === serves.rollout : scope === "sites",
  );
  return ours.map(({ id }) => id);
}

const ENDED = "('SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')";

/** A device that was begun and has no workflow waits for its turn again. */
async function beginAgain(connection: pg.PoolClient, rollout: string): Promise<void> {
  await connection.query(
    `update reroot.rollout_devices d set state = 'waiting', run = run + 1
     where rollout = $1 and state = 'scheduled' and not exists (
       select from dbos.workflow_status w where w.status not in ${ENDED} and w.workflow_uuid =
         case when d.run = 1 then d.rollout || ':' || d.device else d.rollout || ':' || d.device || '#' || d.run end)`,
    [rollout],
  );
}

async function startAgain(connection: pg.PoolClient, client: DBOSClient, rollout: string): Promise<void> {
  const { rows } = await connection.query("select part, scope from reroot.rollouts where id = $1", [rollout]);
  let workflowID = rolloutWorkflowId(rollout, rows[0].part);
  const { rows: found } = await connection.query(
    `select status in ${ENDED} as ended from dbos.workflow_status where workflow_uuid = $1`,
    [workflowID],
  );
  if (found[0] && !found[0].ended) return;
  if (found[0]) {
    const part = rows[0].part + 1;
    await connection.query("update reroot.rollouts set part = $2, woken = false where id = $1", [
      rollout,
      part,
    ]);
    workflowID = rolloutWorkflowId(rollout, part);
  }
  const queue = {
    workflowName: ROLLOUT_WORKFLOW,
    workflowID,
    queueName: rolloutQueue(rollout, rows[0].scope),
  };
  await client.enqueueInTransaction(connection, { ...queue, appVersion: WORKFLOW_VERSION }, rollout);
}
