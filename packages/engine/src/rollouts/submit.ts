/**
 * Takes an approved plan into the record: the plan itself, its devices, and a claim on each, in one transaction.
 * Given again it goes on with the rollout that is there: one plan is carried out once.
 */
import type { DBOSClient } from "@dbos-inc/dbos-sdk";
import { type ApprovedPlan, type JournalEntry, NOT_STARTED, type Rehearsal } from "@reroot/core";
import type pg from "pg";
import { Refused } from "../failure.js";
import { inTransaction, storeEntries } from "../journal/write-together.js";
import {
  deviceQueue,
  ROLLOUT_WORKFLOW,
  rolloutQueue,
  type Scope,
  WORKFLOW_VERSION,
} from "../workflows/names.js";
import { claimFor } from "./claims.js";
import { openQueue } from "./queues.js";
import { requireRehearsal } from "./rehearsal.js";
import type { RolloutFailure } from "./rollout-failure.js";
import { NO_SITE } from "./sites.js";
import { rolloutWorkflowId } from "./wake.js";

export interface Submission {
  readonly approved: ApprovedPlan;
  /** For whoever carries it out: where the devices are. Never a secret. */
  readonly context: unknown;
  readonly scope: Scope;
  /** Where it is given, every device must answer as its like did in it; a newer one takes the place of the last. */
  readonly rehearsal?: Rehearsal;
  /** What was journalled elsewhere before; taken in when the rollout is new here. */
  readonly earlier?: readonly JournalEntry[];
}

/** The rollout of a plan: named after its digest, so that it is the same whoever asks. */
export function rolloutIdOf({ plan }: ApprovedPlan): string {
  return plan.digest.replace(/^sha256:/, "").slice(0, 12);
}

export async function submit(pool: pg.Pool, client: DBOSClient, submission: Submission): Promise<string> {
  const { approved, earlier = [] } = submission;
  const id = rolloutIdOf(approved);
  for (const queue of queuesOf(id, submission)) await openQueue(client, queue);
  await inTransaction(pool, async (connection) => {
    if (await isNew(connection, id, submission)) {
      await insertDevices(connection, id, approved);
      await claimFor(
        connection,
        id,
        devicesOf(approved).map(({ device }) => device.device),
      );
      if (earlier.length > 0) await storeEntries(connection, id, earlier);
    } else await refuseOlderRecord(connection, id, earlier);
    if (submission.rehearsal) await requireRehearsal(connection, id, submission.rehearsal);
    const { rows } = await connection.query("select scope, part from reroot.rollouts where id = $1", [id]);
    const { scope, part } = rows[0];
    const workflowID = rolloutWorkflowId(id, part);
    const workflow = { workflowName: ROLLOUT_WORKFLOW, workflowID, queueName: rolloutQueue(id, scope) };
    await client.enqueueInTransaction(connection, { ...workflow, appVersion: WORKFLOW_VERSION }, id);
  });
  return id;
}

function queuesOf(id: string, { approved, scope }: Submission): ReadonlySet<string> {
  const devices = devicesOf(approved).map(({ site }) => deviceQueue(id, scope, site));
  return new Set([rolloutQueue(id, scope), ...devices]);
}

/** A record that was restored from an old backup, beside a journal that knows more: nothing may be sent again. */
async function refuseOlderRecord(
  connection: pg.PoolClient,
  rollout: string,
  earlier: readonly JournalEntry[],
): Promise<void> {
  const { rows } = await connection.query("select last_sequence from reroot.rollouts where id = $1", [
    rollout,
  ]);
  const recorded = Number(rows[0].last_sequence);
  if (recorded >= earlier.length) return;
  throw new Refused<RolloutFailure>({
    code: "engine/record-behind",
    rollout,
    recorded,
    journalled: earlier.length,
  });
}

function devicesOf({ plan }: ApprovedPlan) {
  return plan.waves.flatMap((wave) =>
    wave.devices.map((device) => ({ device, wave: wave.name, site: device.site ?? NO_SITE })),
  );
}

async function isNew(connection: pg.PoolClient, id: string, submission: Submission): Promise<boolean> {
  const { approved, context, scope } = submission;
  const { plan, approval } = approved;
  const texts = [plan, approval, context, NOT_STARTED].map((value) => JSON.stringify(value));
  const { rowCount } = await connection.query(
    `insert into reroot.rollouts (id, plan_digest, scope, plan, approval, context, fleet)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing`,
    [id, plan.digest, scope, ...texts],
  );
  return rowCount === 1;
}

async function insertDevices(connection: pg.PoolClient, id: string, approved: ApprovedPlan): Promise<void> {
  const devices = devicesOf(approved);
  await connection.query(
    `insert into reroot.rollout_devices (rollout, device, wave, site, plan, place)
     select $1, device, wave, site, plan, place from unnest($2::text[], $3::text[], $4::text[], $5::text[])
       with ordinality as new (device, wave, site, plan, place)`,
    [
      id,
      devices.map(({ device }) => device.device),
      devices.map(({ wave }) => wave),
      devices.map(({ site }) => site),
      devices.map(({ device }) => JSON.stringify(device)),
    ],
  );
}
