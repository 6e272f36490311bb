/**
 * The database that the record is kept in: the private server of this machine's user, or the team's own.
 * Opened, it has the tables of this version. Several commands may have the private one open; the last
 * of them to close it stops it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Result } from "@reroot/pki";
import type pg from "pg";
import { codeOf, isConnectionLoss } from "./connection-loss.js";
import { type Address, type Connections, connections } from "./connections.js";
import { answered, type DatabaseFailure, Refused } from "./failure.js";
import { isServerThere, type ServerPlace, serverPlace } from "./postgres/place.js";
import { type Durability, ensureServer, stopServer } from "./postgres/server.js";
import { prepare } from "./schema/prepare.js";

export type DatabaseChoice =
  /** The team's own: `postgresql://user@host/database`. */
  | { readonly url: string }
  /** A private server whose files lie below this folder; made where there is none, unless that is to be refused. */
  | { readonly folder: string; readonly durability: Durability; readonly ifMissing?: "refused" };

export interface Database {
  readonly address: Address;
  readonly connections: Connections;
  /** Where it is, for people; without a password. */
  readonly where: string;
  /** After a loss: starts the private server again if it is gone. Rejects while the database cannot be reached. */
  revive(): Promise<void>;
  close(): Promise<void>;
}

export function openDatabase(choice: DatabaseChoice): Promise<Result<Database, DatabaseFailure>> {
  return answered(async () => {
    const opened = "url" in choice ? await connectTo(choice.url) : await openPrivate(choice);
    try {
      await prepare(opened.address, opened.connections);
    } catch (error) {
      await opened.close();
      throw asDatabaseFailure(error, opened.where);
    }
    return opened;
  });
}

async function connectTo(url: string): Promise<Database> {
  const where = withoutPassword(url);
  const own = connections({ url });
  try {
    await own.pool.query("select 1");
  } catch (error) {
    await own.close();
    throw new Refused({ code: "database/cannot-connect", server: where, detail: detailOf(error) }, error);
  }
  const revive = async () => void (await own.pool.query("select 1"));
  return { address: { url }, connections: own, where, revive, close: own.close };
}

const DATABASE = "reroot";
/** Held in common by all who use the private server; whoever can have it alone is the last one. */
const PRESENCE_LOCK = 7_267_001;
const OPEN_ATTEMPTS = 40;

type Private = Extract<DatabaseChoice, { readonly folder: string }>;

async function openPrivate({ folder, durability, ifMissing }: Private): Promise<Database> {
  if (ifMissing === "refused" && !(await isServerThere(folder))) {
    throw new Refused({ code: "database/not-there", folder });
  }
  const place = await serverPlace(folder);
  const address = { socket: place.socket, database: DATABASE };
  for (let attempt = 1; ; attempt++) {
    await ensureServer(place, durability);
    const own = connections(address);
    try {
      let presence = await arrive(place, own);
      return {
        address,
        connections: own,
        where: place.folder,
        revive: async () => {
          await ensureServer(place, durability);
          await presence.end().catch(() => {});
          presence = await arrive(place, own);
        },
        close: () => leave(place, own, presence),
      };
    } catch (error) {
      await own.close();
      // Starting up, or being stopped by the last one who used it: the next try finds it, or starts it again.
      if (attempt >= OPEN_ATTEMPTS || !isPassing(error)) throw asDatabaseFailure(error, place.folder);
      await sleep(50 * Math.min(attempt, 10));
    }
  }
}

async function arrive(place: ServerPlace, own: Connections): Promise<pg.Client> {
  await makeDatabase(place);
  const presence = own.dedicated();
  await presence.connect();
  await presence.query("select pg_advisory_lock_shared($1)", [PRESENCE_LOCK]);
  return presence;
}

async function makeDatabase({ socket }: ServerPlace): Promise<void> {
  const maintenance = connections({ socket, database: "postgres" }, 1);
  try {
    const { rowCount } = await maintenance.pool.query("select from pg_database where datname = $1", [
      DATABASE,
    ]);
    if (rowCount === 0) await maintenance.pool.query(`create database ${DATABASE}`);
  } catch (error) {
    // Somebody else made it in between: 42P04 duplicate_database, or 23505 from its catalogue.
    if (!["42P04", "23505"].includes(codeOf(error) ?? "")) throw error;
  } finally {
    await maintenance.close();
  }
}

/** The lock is kept while the server stops: who arrives meanwhile waits for it, is turned away, and starts anew. */
async function leave(place: ServerPlace, own: Connections, presence: pg.Client): Promise<void> {
  await own.close();
  try {
    await presence.query("select pg_advisory_unlock_shared($1)", [PRESENCE_LOCK]);
    const { rows } = await presence.query("select pg_try_advisory_lock($1) as alone", [PRESENCE_LOCK]);
    if (rows[0]?.alone) await stopServer(place);
  } catch (error) {
    if (!isConnectionLoss(error)) throw error;
  }
  await presence.end().catch(() => {});
}

function isPassing(error: unknown): boolean {
  return isConnectionLoss(error) || codeOf(error) === "3D000" || codeOf(error) === "55006";
}

function asDatabaseFailure(error: unknown, where: string): unknown {
  if (codeOf(error) === "53100") return new Refused({ code: "database/disk-full", place: where }, error);
  if (isConnectionLoss(error)) {
    return new Refused({ code: "database/cannot-connect", server: where, detail: detailOf(error) }, error);
  }
  return error;
}

function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url);
    parsed.password = "";
    return parsed.href;
  } catch {
    throw new Refused({ code: "database/cannot-connect", server: "DATABASE_URL", detail: "it is not a URL" });
  }
}

function detailOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(detailOf).join("; ");
  return error instanceof Error ? error.message || error.name : String(error);
}
