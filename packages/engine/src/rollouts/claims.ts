/** Who acts on a device: one process at a time, by a token that grows with each change of hands. */
import type pg from "pg";
import { lostOr, Refused } from "../failure.js";
import type { RolloutFailure } from "./rollout-failure.js";

/** The new token; undefined where the device is not, or no longer, part of that rollout. */
export async function takeClaim(
  pool: pg.Pool,
  { rollout, device }: { readonly rollout: string; readonly device: string },
  worker: string,
): Promise<string | undefined> {
  const { rows } = await pool.query(TAKE, [device, rollout, worker]).catch(lostOr);
  return rows[0]?.token;
}

const TAKE = `
update reroot.claims set token = nextval('reroot.claim_tokens'), worker = $3, since = now()
where device = $1 and rollout = $2 returning token::text as token`;

/** Claims devices for a rollout. @throws {Refused} when another rollout has one of them. */
export async function claimFor(
  connection: pg.PoolClient,
  rollout: string,
  devices: readonly string[],
): Promise<void> {
  // A rollout that has ended, at a closed gate for example, keeps no device from others.
  await connection.query(
    `delete from reroot.claims as claim using reroot.rollouts as other
     where claim.rollout = other.id and other.halted = 'ended' and other.id <> $1 and claim.device = any($2)`,
    [rollout, devices],
  );
  await connection.query(
    `insert into reroot.claims (device, rollout) select device, $1 from unnest($2::text[]) as new (device)
     order by device on conflict (device) do nothing`,
    [rollout, devices],
  );
  const { rows } = await connection.query(
    "select rollout, device from reroot.claims where device = any($2) and rollout <> $1 order by rollout, device",
    [rollout, devices],
  );
  if (rows.length === 0) return;
  const other: string = rows[0].rollout;
  const taken = rows.filter((row) => row.rollout === other).map(({ device }) => device);
  throw new Refused<RolloutFailure>({ code: "engine/device-claimed", rollout: other, devices: taken });
}
