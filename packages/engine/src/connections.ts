/**
 * Connections to PostgreSQL that can all be cut at once. A network that swallows packets leaves a query
 * waiting for a quarter of an hour (RFC 1122, 4.2.3.5); whoever notices earlier cuts them, and each waiting
 * query fails like any other.
 */
import { randomBytes } from "node:crypto";
import net from "node:net";
import os from "node:os";
import pg from "pg";
import { SERVER_PORT, SUPERUSER } from "./postgres/server.js";

/** How a server is reached. */
export type Address = { readonly url: string } | { readonly socket: string; readonly database: string };

export interface Connections {
  /** Names this process among all that use the database; all its sessions carry it. */
  readonly identity: string;
  readonly pool: pg.Pool;
  /** One connection of its own, for what must live as long as this process: locks. */
  dedicated(): pg.Client;
  cut(): void;
  close(): Promise<void>;
}

export function connections(address: Address, most = 10): Connections {
  const sockets = new Set<net.Socket>();
  const stream = () => {
    const socket = new DatabaseSocket();
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    return socket;
  };
  const identity = newIdentity();
  const settings = {
    ...settingsOf(address),
    stream,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    application_name: sessionName(identity),
    // A process that was cut off in the middle of a transaction must not hold its locks.
    idle_in_transaction_session_timeout: 10_000,
  };
  const pool = new pg.Pool({ ...settings, max: most, idleTimeoutMillis: 30_000 });
  // An idle connection that the server ends says so here; its next user gets a new one.
  pool.on("error", () => {});
  // So does one that is in use, besides failing its query; unheard it would end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  return {
    identity,
    pool,
    dedicated: () => {
      const client = new pg.Client(settings);
      client.on("error", () => {});
      return client;
    },
    cut: () => {
      for (const socket of sockets) socket.destroy(tooLate());
    },
    close: () => pool.end(),
  };
}

/**
 * A server that is away shows by more codes than DBOS counts as a loss: a socket file that is gone while the
 * server starts again, a pipe that broke under a write. Here they are what they mean.
 */
class DatabaseSocket extends net.Socket {
  override emit(event: string | symbol, ...given: unknown[]): boolean {
    const [error] = given as [NodeJS.ErrnoException | undefined];
    if (event === "error" && error?.code === "ENOENT") error.code = "ECONNREFUSED";
    if (event === "error" && error?.code === "EPIPE") error.code = "ECONNRESET";
    return super.emit(event, ...given);
  }
}

/** By its code a lost connection like others: DBOS tries again, and so do we. */
function tooLate(): Error {
  return Object.assign(new Error("the database did not answer in time"), { code: "ECONNRESET" });
}

/** What the server calls the sessions of a process; 63 bytes at most. */
export const sessionName = (identity: string) => `reroot ${identity}`;

function newIdentity(): string {
  const host = os
    .hostname()
    .replace(/[^\w.-]/g, "")
    .slice(0, 24);
  return `${host}-${process.pid}-${randomBytes(4).toString("hex")}`;
}

function settingsOf(address: Address): pg.ClientConfig {
  if ("url" in address) return { connectionString: address.url };
  return { host: address.socket, port: SERVER_PORT, user: SUPERUSER, database: address.database };
}
