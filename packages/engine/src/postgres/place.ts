/**
 * Where the private server keeps its data, its socket and its log: in the folder that it was given, or,
 * where root's server cannot get there (a home of mode 0700), below `/var/lib/reroot`.
 */
import { createHash } from "node:crypto";
import { chmod, chown, mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { Refused } from "../failure.js";
import { reaches, type ServerUser, serverUser } from "./server-user.js";

export interface ServerPlace {
  readonly folder: string;
  readonly data: string;
  /** The folder of the socket; the server names the socket itself. */
  readonly socket: string;
  readonly log: string;
  readonly user: ServerUser | undefined;
}

const FOR_ROOT = "/var/lib/reroot";
/** `sun_path` of unix(7): 108 bytes with the closing zero; 104 on macOS. */
const LONGEST_SOCKET_PATH = process.platform === "darwin" ? 103 : 107;
const SOCKET_NAME = ".s.PGSQL.5432";

/** Whether a server of ours has files for this folder; nothing is made. */
export async function isServerThere(given: string): Promise<boolean> {
  const wanted = path.join(path.resolve(given), "database");
  const places = [wanted, path.join(FOR_ROOT, nameFor(wanted))];
  const found = await Promise.all(
    places.map((folder) => stat(path.join(folder, "data")).catch(() => undefined)),
  );
  return found.some((one) => one !== undefined);
}

/** @throws {Refused} for a folder that cannot be made, or whose path is too long. */
export async function serverPlace(given: string): Promise<ServerPlace> {
  await makeFolder(path.resolve(given));
  const user = await serverUser();
  const wanted = path.join(path.resolve(given), "database");
  const folder = user && !(await reaches(user, wanted)) ? path.join(FOR_ROOT, nameFor(wanted)) : wanted;
  const place = {
    folder,
    data: path.join(folder, "data"),
    socket: path.join(folder, "socket"),
    log: path.join(folder, "server.log"),
    user,
  };
  refuseLongSocket(place.socket);
  await makeFolders(place);
  return place;
}

/** Root's server has to get through it; what lies in it is closed to everybody else by itself. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  } catch (error) {
    throw asFolderFailure(error, folder);
  }
}

function nameFor(folder: string): string {
  return createHash("sha256").update(folder).digest("hex").slice(0, 12);
}

function refuseLongSocket(folder: string): void {
  const socket = path.join(folder, SOCKET_NAME);
  const bytes = Buffer.byteLength(socket);
  if (bytes > LONGEST_SOCKET_PATH) {
    throw new Refused({ code: "database/socket-path-too-long", path: socket, bytes });
  }
}

/** The outer folder is ours, so that root's own files may lie there; what the server writes is the server's. */
async function makeFolders({ folder, socket, user }: ServerPlace): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: user ? 0o755 : 0o700 });
    if (folder.startsWith(FOR_ROOT)) await chmod(FOR_ROOT, 0o755);
    await mkdir(socket, { recursive: true, mode: 0o700 });
    if (!user) return;
    // Root's umask may have made it private; the server must be able to enter, and to write its files there.
    await chmod(folder, 0o755);
    await chown(folder, user.uid, user.gid);
    await chown(socket, user.uid, user.gid);
  } catch (error) {
    throw asFolderFailure(error, folder);
  }
}

export function asFolderFailure(error: unknown, folder: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT")
    return new Refused({ code: "database/disk-full", place: folder }, error);
  if (code === undefined) return error;
  return new Refused({ code: "database/folder-unusable", folder, detail: message }, error);
}
