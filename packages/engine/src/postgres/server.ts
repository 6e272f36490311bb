/**
 * A private PostgreSQL: made on first need, on a Unix socket only, shared by all commands of one user, and
 * left alone when a command is killed: the next one finds it through its socket. It knows no tables.
 *
 * Nothing here takes a lock. Two who start at once both prepare a data folder, and the rename of one wins;
 * both start a server, and PostgreSQL's own postmaster.pid lets one of them live; then both connect to it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chown, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Refused } from "../failure.js";
import { type Binaries, copiedBinaries, installedBinaries, isThere, linked } from "./binaries.js";
import { asFolderFailure, type ServerPlace } from "./place.js";
import { removeStalePid, serverPid } from "./postmaster-pid.js";
import { reaches } from "./server-user.js";

/** Whether what is written must outlive the loss of power: a rehearsal's record goes away with its lab. */
export type Durability = "kept" | "thrown-away";

export const SERVER_PORT = 5432;
export const SUPERUSER = "reroot";

const READY_WITHIN_MS = 60_000;
const STOPPED_WITHIN_MS = 60_000;

/** Makes sure that a server is starting, or running, in this place. Whoever calls then connects, with patience. */
export async function ensureServer(place: ServerPlace, durability: Durability): Promise<void> {
  const binaries = await usableBinaries(place);
  if (!(await isThere(path.join(place.data, "PG_VERSION")))) await makeData(place, binaries, durability);
  if (await hasLiveServer(place)) return;
  await startServer(place, binaries, durability);
}

/** Fast shutdown: sessions are ended, what is committed is written; resolves when the server is gone. */
export async function stopServer(place: ServerPlace): Promise<void> {
  const pid = await serverPid(place.data);
  if (pid === undefined) return;
  signal(pid, "SIGINT");
  const until = Date.now() + STOPPED_WITHIN_MS;
  while ((await serverPid(place.data)) === pid && isAlive(pid) && Date.now() < until) await sleep(20);
}

export async function hasLiveServer({ data }: ServerPlace): Promise<boolean> {
  const pid = await serverPid(data);
  return pid !== undefined && isAlive(pid);
}

async function usableBinaries({ folder, user }: ServerPlace): Promise<Binaries> {
  const installed = await installedBinaries();
  const hidden = user !== undefined && !(await reaches(user, installed.folder));
  if (!hidden && (await linked(installed))) return installed;
  try {
    return await copiedBinaries(installed, folder);
  } catch (error) {
    throw asFolderFailure(error, folder);
  }
}

/** Made beside its place and moved there whole: a crash half-way leaves nothing that looks like a database. */
async function makeData(place: ServerPlace, { folder }: Binaries, durability: Durability): Promise<void> {
  const draft = `${place.data}.${randomBytes(4).toString("hex")}`;
  try {
    await mkdir(draft, { mode: 0o700 });
    if (place.user) await chown(draft, place.user.uid, place.user.gid);
    const initdb = run(path.join(folder, "bin", "initdb"), initdbArguments(draft, durability), place);
    const { exitCode, said } = await ended(initdb);
    if (exitCode !== 0) throw asServerFailure("making the database", said, place);
    await rename(draft, place.data);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const somebodyElseDid = await isThere(path.join(place.data, "PG_VERSION"));
    if (!somebodyElseDid) throw asFolderFailure(error, place.folder);
  }
}

function initdbArguments(data: string, durability: Durability): readonly string[] {
  const kept = durability === "kept" ? [] : ["--no-sync"];
  // Whoever can open the socket is trusted: its folder is readable by nobody else.
  return [
    "-D",
    data,
    "-U",
    SUPERUSER,
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C",
    "--no-instructions",
    ...kept,
  ];
}

/** In a session of its own, so that neither Ctrl-C nor the end of this process takes it along. */
async function startServer(place: ServerPlace, { folder }: Binaries, durability: Durability): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const began = await sizeOf(place.log);
    const log = await open(place.log, "a", 0o600).catch((error) => {
      throw asFolderFailure(error, place.folder);
    });
    const server = spawn(path.join(folder, "bin", "postgres"), serverArguments(place, durability), {
      ...ownership(place),
      cwd: "/",
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    });
    const outcome = await readyOrGone(server, place);
    await log.close();
    server.unref();
    if (outcome === "ready") return;
    const said = (await readFile(place.log, "utf8")).slice(began);
    // Somebody else's server came first: theirs is ours too.
    if (await hasLiveServer(place)) return;
    if (attempt >= 5) throw asServerFailure("starting the server", said, place);
    if (/lock file .* already exists|is another postmaster/i.test(said))
      await removeStalePid(place.data, socketLockOf(place));
    // What a killed server leaves in shared memory goes with its last process.
    else if (/pre-existing shared memory|already in use/i.test(said)) await sleep(500 * attempt);
    else throw asServerFailure("starting the server", said, place);
  }
}

function socketLockOf({ socket }: ServerPlace): string {
  return path.join(socket, `.s.PGSQL.${SERVER_PORT}.lock`);
}

function serverArguments({ data, socket }: ServerPlace, durability: Durability): readonly string[] {
  const settings: Record<string, string> = {
    listen_addresses: "",
    port: String(SERVER_PORT),
    unix_socket_directories: socket,
    unix_socket_permissions: "0700",
    max_connections: "200",
    max_wal_senders: "0",
    wal_level: "minimal",
    timezone: "UTC",
    log_timezone: "UTC",
    log_min_messages: "log",
    log_checkpoints: "off",
    ...(durability === "thrown-away" && { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

/** The socket's lock file is the last that a server writes before it takes connections. */
async function readyOrGone(server: ChildProcess, place: ServerPlace): Promise<"ready" | "gone"> {
  let gone = false;
  server.once("exit", () => {
    gone = true;
  });
  server.once("error", () => {
    gone = true;
  });
  const until = Date.now() + READY_WITHIN_MS;
  while (!gone && Date.now() < until) {
    if ((await serverPid(place.data)) === server.pid && (await isReady(place))) return "ready";
    await sleep(10);
  }
  return gone ? "gone" : "ready";
}

/** Line 8 of postmaster.pid says how far the server is. */
async function isReady({ data }: ServerPlace): Promise<boolean> {
  const text = await readFile(path.join(data, "postmaster.pid"), "utf8").catch(() => "");
  return text.split("\n")[7]?.trim() === "ready";
}

function run(program: string, words: readonly string[], place: ServerPlace): ChildProcess {
  return spawn(program, words, { ...ownership(place), cwd: "/", stdio: ["ignore", "pipe", "pipe"] });
}

function ownership({ user }: ServerPlace) {
  const { LD_LIBRARY_PATH: _, ...environment } = process.env;
  return { ...user, env: { ...environment, LC_ALL: "C", TZ: "UTC" } };
}

async function ended(child: ChildProcess): Promise<{ exitCode: number | null; said: string }> {
  let said = "";
  child.stdout?.on("data", (text) => (said += text));
  child.stderr?.on("data", (text) => (said += text));
  const [exitCode] = await once(child, "close");
  return { exitCode, said };
}

function asServerFailure(doing: string, said: string, { folder }: ServerPlace): Refused {
  if (/no space left on device|disk quota exceeded/i.test(said)) {
    return new Refused({ code: "database/disk-full", place: folder });
  }
  return new Refused({
    code: "database/server-failed",
    doing,
    log: said.trim().split("\n").slice(-6).join("\n"),
  });
}

async function sizeOf(file: string): Promise<number> {
  return (await readFile(file, "utf8").catch(() => "")).length;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
