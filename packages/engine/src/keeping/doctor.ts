/** Examines the record: is it whole, and does what was derived from the journal still say what the journal says? */
import {
  type ApprovedPlan,
  checkApproval,
  deviceProgressOf,
  type FleetProgress,
  fleetProgressOf,
  type JournalEntry,
  type Plan,
} from "@reroot/core";
import type pg from "pg";
import { haltOf } from "../journal/entries.js";
import { versionOf } from "../schema/migrate.js";

export type Complaint =
  /** Entry numbers are not 1, 2, 3, ... */
  | { readonly code: "record/journal-gap"; readonly rollout: string; readonly after: number }
  | { readonly code: "record/plan-altered"; readonly rollout: string; readonly failure: string }
  /** What is kept for speed differs from what the journal says. */
  | { readonly code: "record/progress-differs"; readonly rollout: string; readonly what: string }
  | { readonly code: "record/journal-not-protected" }
  /** A worker that has not been heard of, and whose work nobody has taken over. */
  | { readonly code: "record/worker-silent"; readonly worker: string; readonly since: string };

export interface Examination {
  readonly schema: number;
  readonly server: string;
  readonly bytes: number;
  readonly rollouts: number;
  readonly entries: number;
  readonly complaints: readonly Complaint[];
}

export async function examine(pool: pg.Pool): Promise<Examination> {
  const { rows } = await pool.query(
    "select version() as server, pg_database_size(current_database())::float8 as bytes, (select count(*)::int from reroot.journal) as entries",
  );
  const rollouts = await pool.query(
    "select id, plan, approval, fleet, halted from reroot.rollouts order by submitted_at",
  );
  const complaints: Complaint[] = [...(await unprotected(pool)), ...(await silentWorkers(pool))];
  for (const row of rollouts.rows) complaints.push(...(await complaintsAbout(pool, row)));
  const { server, bytes, entries } = rows[0];
  return {
    schema: await versionOf(pool),
    server,
    bytes,
    rollouts: rollouts.rows.length,
    entries,
    complaints,
  };
}

async function unprotected(pool: pg.Pool): Promise<readonly Complaint[]> {
  const { rows } = await pool.query(
    "select tgenabled from pg_trigger where tgrelid = 'reroot.journal'::regclass and tgname = 'journal_is_append_only'",
  );
  return rows[0]?.tgenabled === "O" ? [] : [{ code: "record/journal-not-protected" }];
}

async function silentWorkers(pool: pg.Pool): Promise<readonly Complaint[]> {
  const { rows } = await pool.query(
    "select executor, heartbeat_at from reroot.workers where ended_at is null and heartbeat_at < now() - interval '1 minute'",
  );
  return rows.map(({ executor, heartbeat_at }) => ({
    code: "record/worker-silent",
    worker: executor,
    since: heartbeat_at.toISOString(),
  }));
}

interface RolloutRow {
  readonly id: string;
  readonly plan: string;
  readonly approval: string;
  readonly fleet: string;
  readonly halted: string | null;
}

async function complaintsAbout(pool: pg.Pool, row: RolloutRow): Promise<readonly Complaint[]> {
  const rollout = row.id;
  const approved: ApprovedPlan = { plan: JSON.parse(row.plan) as Plan, approval: JSON.parse(row.approval) };
  const complaints: Complaint[] = [];
  const approval = checkApproval(approved);
  if (!approval.ok) complaints.push({ code: "record/plan-altered", rollout, failure: approval.failure.code });
  const entries = await entriesOf(pool, rollout);
  const gap = entries.findIndex(({ sequence }, index) => sequence !== index + 1);
  if (gap >= 0) complaints.push({ code: "record/journal-gap", rollout, after: gap });
  const fleet = fleetProgressOf(entries);
  const differs = (what: string) => complaints.push({ code: "record/progress-differs", rollout, what });
  if (!isSame(fleet, JSON.parse(row.fleet))) differs("the fleet");
  if ((haltOf(fleet) ?? null) !== row.halted) differs("whether it goes on");
  for (const device of await devicesThatDiffer(pool, rollout, entries)) differs(device);
  return complaints;
}

async function entriesOf(pool: pg.Pool, rollout: string): Promise<readonly JournalEntry[]> {
  const { rows } = await pool.query("select entry from reroot.journal where rollout = $1 order by sequence", [
    rollout,
  ]);
  return rows.map(({ entry }) => JSON.parse(entry));
}

function isSame(one: FleetProgress, other: FleetProgress): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

async function devicesThatDiffer(
  pool: pg.Pool,
  rollout: string,
  entries: readonly JournalEntry[],
): Promise<readonly string[]> {
  const { rows } = await pool.query("select device, state from reroot.rollout_devices where rollout = $1", [
    rollout,
  ]);
  return rows
    .filter(({ device, state }) => {
      const isOpen = deviceProgressOf(device, entries).state === "open";
      return isOpen === (state === "ended");
    })
    .map(({ device }) => device);
}
