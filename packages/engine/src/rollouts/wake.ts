/**
 * Wakes workflows, from within the transaction that gives them something to do: a rollout when its fleet's
 * progress changes (one message waits at most), its devices when somebody gives an order that concerns them.
 */
import type { DBOSClient } from "@dbos-inc/dbos-sdk";
import type { JournalEntry } from "@reroot/core";
import type pg from "pg";
import type { Written } from "../journal/append.js";
import { concernsTheFleet } from "../journal/entries.js";
import { ROLLOUT_WORKFLOW, rolloutQueue, WAKE, WORKFLOW_VERSION } from "../workflows/names.js";
import { deviceWorkflowId } from "./schedule.js";

export function wakingWorkflows(client: DBOSClient): Written {
  return async (connection, rollout, entries) => {
    if (entries.some(({ event }) => event === "device-retried")) await goOn(client, connection, rollout);
    if (entries.some(concernsTheFleet)) await wakeRollout(client, connection, rollout);
    if (entries.some(isForDevices)) await wakeDevices(client, connection, rollout);
  };
}

/** A rollout that had ended goes on with another workflow; two of them at once do each other no harm. */
export function rolloutWorkflowId(rollout: string, part: number): string {
  return part === 1 ? rollout : `${rollout}~${part}`;
}

async function goOn(client: DBOSClient, connection: pg.PoolClient, rollout: string): Promise<void> {
  const { rows } = await connection.query(
    "update reroot.rollouts set part = part + 1, woken = false where id = $1 returning part, scope",
    [rollout],
  );
  await client.enqueueInTransaction(
    connection,
    {
      workflowName: ROLLOUT_WORKFLOW,
      workflowID: rolloutWorkflowId(rollout, rows[0].part),
      queueName: rolloutQueue(rollout, rows[0].scope),
      appVersion: WORKFLOW_VERSION,
    },
    rollout,
  );
}

async function wakeRollout(client: DBOSClient, connection: pg.PoolClient, rollout: string): Promise<void> {
  const { rows } = await connection.query(
    "update reroot.rollouts set woken = true where id = $1 and not woken returning part",
    [rollout],
  );
  if (rows[0]) await send(client, connection, rolloutWorkflowId(rollout, rows[0].part));
}

function isForDevices({ event }: JournalEntry): boolean {
  return event === "resumed" || event === "cancelled" || event === "device-skipped";
}

async function wakeDevices(client: DBOSClient, connection: pg.PoolClient, rollout: string): Promise<void> {
  const { rows } = await connection.query(
    "select device, run from reroot.rollout_devices where rollout = $1 and state = 'scheduled'",
    [rollout],
  );
  for (const { device, run } of rows) {
    await send(client, connection, deviceWorkflowId({ rollout, device, run }));
  }
}

/** In a restored record there is no workflow yet: the one that it gets reads the journal, and needs no waking. */
async function send(client: DBOSClient, connection: pg.PoolClient, workflow: string): Promise<void> {
  const { rowCount } = await connection.query("select from dbos.workflow_status where workflow_uuid = $1", [
    workflow,
  ]);
  if (rowCount === 1) await client.sendInTransaction(connection, workflow, "", WAKE);
}
