/** The rehearsal that a rollout goes by, laid beside each device's plan, where every worker finds it. */
import { type Rehearsal, referenceToRehearsal, rehearsalsOf } from "@reroot/core";
import type pg from "pg";

/** Inside the transaction that takes the plan in. */
export async function requireRehearsal(
  connection: pg.PoolClient,
  rollout: string,
  rehearsal: Rehearsal,
): Promise<void> {
  await connection.query("update reroot.rollouts set rehearsal = $2 where id = $1", [
    rollout,
    JSON.stringify(referenceToRehearsal(rehearsal)),
  ]);
  const { rows } = await connection.query("select device from reroot.rollout_devices where rollout = $1", [
    rollout,
  ]);
  const of = rehearsalsOf(rehearsal);
  const devices: readonly string[] = rows.map(({ device }) => device);
  await connection.query(
    `update reroot.rollout_devices as d set rehearsed = new.rehearsed
     from unnest($2::text[], $3::text[]) as new (device, rehearsed)
     where d.rollout = $1 and d.device = new.device`,
    [rollout, devices, devices.map((device) => JSON.stringify(of(device)))],
  );
}
