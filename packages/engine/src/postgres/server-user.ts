/**
 * Who runs the server. PostgreSQL refuses root, so root hands it to a user without privileges: one of that
 * name made for it, the system's `postgres`, or `nobody`. Everybody else runs it as themselves.
 */
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { Refused } from "../failure.js";

export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

const CANDIDATES = ["reroot", "postgres", "nobody"];

/** Undefined: the server runs as we do. @throws {Refused} when root finds nobody to run it. */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const passwd = await readFile("/etc/passwd", "utf8").catch(() => "");
  const entries = passwd.split("\n").map((line) => line.split(":"));
  for (const name of CANDIDATES) {
    const [, , uid, gid] = entries.find(([user]) => user === name) ?? [];
    if (uid !== undefined && gid !== undefined && uid !== "0") return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Refused({ code: "database/no-user-for-server", tried: CANDIDATES });
}

/** Can that user get to this folder? It needs to search each folder on the way. */
export async function reaches(user: ServerUser, folder: string): Promise<boolean> {
  for (let place = path.resolve(folder); ; place = path.dirname(place)) {
    const found = await stat(place).catch(() => undefined);
    if (found && !mayEnter(user, found)) return false;
    if (place === path.dirname(place)) return true;
  }
}

function mayEnter({ uid, gid }: ServerUser, found: { mode: number; uid: number; gid: number }): boolean {
  if (found.uid === uid) return (found.mode & 0o100) !== 0;
  if (found.gid === gid) return (found.mode & 0o010) !== 0;
  return (found.mode & 0o001) !== 0;
}
