/** One transaction for all the appends that wait for one rollout: the checks, the numbers, the rows. */
import {
  advanceFleet,
  deviceOf,
  type FleetProgress,
  JOURNAL_FORMAT,
  type JournalEntry,
  type JournalEvent,
} from "@reroot/core";
import type pg from "pg";
import { lostOr } from "../failure.js";
import { claimFor } from "../rollouts/claims.js";
import type { Appended, Appending, Halt, Written } from "./append.js";
import { concernsTheFleet, haltOf, isEndOfDevice } from "./entries.js";

export interface Waiting {
  readonly appending: Appending;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

export interface Room {
  readonly pool: pg.Pool;
  readonly rollout: string;
  readonly written: Written;
}

/** Each caller has its own answer when this resolves. Never rejects. */
export async function writeTogether(room: Room, waiting: readonly Waiting[]): Promise<void> {
  try {
    const answers = await inTransaction(room.pool, (client) => write(client, room, waiting));
    for (const [index, { resolve }] of waiting.entries()) resolve(answers[index] as Appended);
  } catch (error) {
    for (const { reject } of waiting) reject(error);
  }
}

export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch(lostOr);
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const answer = await work(client);
    await client.query("commit");
    return answer;
  } catch (error) {
    await client.query("rollback").catch((failure) => {
      broken = failure;
    });
    return lostOr(error);
  } finally {
    client.release(broken);
  }
}

interface State {
  readonly planDigest: string;
  readonly halted: Halt | null;
  readonly fleet: string;
  readonly sequence: number;
  readonly tokens: ReadonlyMap<string, string>;
  /** The last entry about each device, kept up to date while writing. */
  readonly last: Map<string, number>;
}

async function write(
  client: pg.PoolClient,
  { rollout, written: told }: Room,
  waiting: readonly Waiting[],
): Promise<readonly Appended[]> {
  const bases = waiting.flatMap(({ appending: { basis } }) => basis ?? []);
  const devices = bases.flatMap((basis) => ("device" in basis ? [basis.device] : []));
  const state = await lockedState(client, rollout, devices);
  const written: JournalEntry[] = [];
  const answers = waiting.map(({ appending }): Appended => {
    const refusal = refusalOf(appending, state, written);
    if (refusal) return refusal;
    const halted = appending.intent && state.halted ? state.halted : undefined;
    const intent = appending.intent && !halted ? [appending.intent] : [];
    const entries = numbered([...appending.events, ...intent], appending.at, state, written.length);
    written.push(...entries);
    for (const entry of entries) state.last.set(deviceOf(entry) ?? "", entry.sequence);
    return { result: "written", entries, ...(halted && { halted }) };
  });
  if (written.length > 0) {
    await storeEntries(client, rollout, written);
    await told(client, rollout, written);
  }
  return answers;
}

/** The rollout's row is the lock; the claims' rows are held in common, so that a take-over waits for the commit. */
async function lockedState(client: pg.PoolClient, rollout: string, devices: string[]): Promise<State> {
  const { rows } = await client.query(
    "select plan_digest, halted, fleet, last_sequence from reroot.rollouts where id = $1 for update",
    [rollout],
  );
  if (rows.length === 0) throw new Error(`there is no rollout ${rollout}`);
  const none = devices.length === 0;
  const claims = none ? [] : (await client.query(HELD, [devices, rollout])).rows;
  const entries = none ? [] : (await client.query(LAST, [devices, rollout])).rows;
  return {
    planDigest: rows[0].plan_digest,
    halted: rows[0].halted,
    fleet: rows[0].fleet,
    sequence: Number(rows[0].last_sequence),
    tokens: new Map(claims.map(({ device, token }) => [device, token])),
    last: new Map(entries.map(({ device, last }) => [device, Number(last)])),
  };
}

const HELD =
  "select device, token::text as token from reroot.claims where device = any($1) and rollout = $2 for share";
const LAST =
  "select device, max(sequence) as last from reroot.journal where device = any($1) and rollout = $2 group by device";

function refusalOf(
  { basis }: Appending,
  { tokens, last, fleet }: State,
  written: readonly JournalEntry[],
): Appended | undefined {
  if (!basis) return undefined;
  if ("fleet" in basis) {
    const isSame = basis.fleet === fleet && !written.some(concernsTheFleet);
    return isSame ? undefined : { result: "overtaken" };
  }
  if (basis.token !== undefined && tokens.get(basis.device) !== basis.token) return { result: "fenced" };
  return (last.get(basis.device) ?? 0) === basis.seen ? undefined : { result: "overtaken" };
}

function numbered(
  events: readonly JournalEvent[],
  at: string,
  { planDigest, sequence }: State,
  before: number,
): JournalEntry[] {
  return events.map((event, index) => ({
    formatVersion: JOURNAL_FORMAT,
    sequence: sequence + before + index + 1,
    at,
    planDigest,
    ...event,
  }));
}

export async function storeEntries(
  client: pg.PoolClient,
  rollout: string,
  entries: readonly JournalEntry[],
): Promise<void> {
  await client.query(
    `insert into reroot.journal (rollout, sequence, device, entry)
     select $1, sequence, device, entry from unnest($2::bigint[], $3::text[], $4::text[]) as new (sequence, device, entry)`,
    [
      rollout,
      entries.map(({ sequence }) => sequence),
      entries.map((entry) => deviceOf(entry) ?? null),
      entries.map((entry) => JSON.stringify(entry)),
    ],
  );
  await client.query("update reroot.rollouts set last_sequence = $2 where id = $1", [
    rollout,
    entries.at(-1)?.sequence,
  ]);
  await markEnded(client, rollout, entries);
  await markReopened(client, rollout, entries);
  await foldFleet(client, rollout, entries);
}

/** A device that has come to its end is free for other rollouts. */
async function markEnded(
  client: pg.PoolClient,
  rollout: string,
  entries: readonly JournalEntry[],
): Promise<void> {
  const ended = entries.filter(isEndOfDevice).map((entry) => deviceOf(entry));
  if (ended.length === 0) return;
  await client.query(
    "update reroot.rollout_devices set state = 'ended', trouble = null where rollout = $1 and device = any($2)",
    [rollout, ended],
  );
  await client.query("delete from reroot.claims where rollout = $1 and device = any($2)", [rollout, ended]);
}

/**
 * A rollout that had ended kept no device from others; it goes on only where it has all that it has not brought to
 * an end. Refused where somebody else has one by now: it would be left waiting for ever.
 */
async function markReopened(
  client: pg.PoolClient,
  rollout: string,
  entries: readonly JournalEntry[],
): Promise<void> {
  const retried = entries.flatMap((entry) => (entry.event === "device-retried" ? [entry.device] : []));
  if (retried.length === 0) return;
  await client.query(
    "update reroot.rollout_devices set state = 'waiting', run = run + 1 where rollout = $1 and device = any($2)",
    [rollout, retried],
  );
  const { rows } = await client.query(
    "select device from reroot.rollout_devices where rollout = $1 and state <> 'ended'",
    [rollout],
  );
  await claimFor(
    client,
    rollout,
    rows.map(({ device }) => device),
  );
}

async function foldFleet(
  client: pg.PoolClient,
  rollout: string,
  entries: readonly JournalEntry[],
): Promise<void> {
  const relevant = entries.filter(concernsTheFleet);
  if (relevant.length === 0) return;
  const { rows } = await client.query("select fleet from reroot.rollouts where id = $1", [rollout]);
  const fleet = relevant.reduce<FleetProgress>(advanceFleet, JSON.parse(rows[0].fleet));
  await client.query(
    "update reroot.rollouts set fleet = $2, halted = $3, ended_at = case when $3 = 'ended' then now() end where id = $1",
    [rollout, JSON.stringify(fleet), haltOf(fleet) ?? null],
  );
}
