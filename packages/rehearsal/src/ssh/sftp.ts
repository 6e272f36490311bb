/**
 * SFTP (version 3, draft-ietf-secsh-filexfer-02) over a router's files: what OpenSSH's `sftp` and its newer `scp` use.
 * A client that ends its side gets an exit status and a closed channel, without which it would wait for ever.
 */
import { posix } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type FilePath, MAXIMUM_FILE_BYTES, pathText } from "../router/files.js";
import { directoryTime } from "../router/ios-time.js";
import type { EmulatedRouter } from "../router/router.js";
import { typedPath } from "../terminal/typed-path.js";
import { refusalOf } from "./scp.js";
import { endSftp, type SftpAttributes, type SftpName, type SftpStream } from "./ssh2.js";

const STATUS = {
  ok: 0,
  endOfFile: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  unsupported: 8,
} as const;
/** Flags of an open (section 6.3). */
const OPEN = {
  read: 0x01,
  write: 0x02,
  append: 0x04,
  create: 0x08,
  truncate: 0x10,
  exclusive: 0x20,
} as const;
const MAXIMUM_HANDLES = 64;

type Handle =
  | { readonly kind: "read"; readonly content: Uint8Array }
  | {
      readonly kind: "write";
      readonly path: FilePath;
      readonly appends: boolean;
      content: Buffer;
      size: number;
    }
  | { readonly kind: "folder"; readonly names: readonly SftpName[]; isRead: boolean };

export function serveSftp(router: EmulatedRouter, stream: SftpStream): void {
  const handles = new Map<number, Handle>();
  let next = 0;
  const open = (id: number, handle: Handle) => {
    if (handles.size >= MAXIMUM_HANDLES) return stream.status(id, STATUS.failure, "too many open files");
    next += 1;
    handles.set(next, handle);
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(next);
    stream.handle(id, bytes);
  };
  const held = (bytes: Buffer) => (bytes.length === 4 ? handles.get(bytes.readUInt32BE()) : undefined);

  stream.on("error", () => stream.end());
  stream.on("end", () => endSftp(stream));
  stream.on("OPEN", (id: number, name: string, flags: number) => {
    const path = typedPath(name);
    if (path === undefined) return stream.status(id, STATUS.noSuchFile);
    const file = router.files.read(path);
    if ((flags & OPEN.write) === 0) {
      return file === undefined
        ? stream.status(id, STATUS.noSuchFile)
        : open(id, { kind: "read", content: file.content });
    }
    const refusal = refusalOf(router);
    if (refusal === "Permission denied") return stream.status(id, STATUS.permissionDenied, refusal);
    if (refusal !== undefined) return stream.status(id, STATUS.failure, refusal);
    if (file === undefined && (flags & OPEN.create) === 0) return stream.status(id, STATUS.noSuchFile);
    if (file !== undefined && (flags & OPEN.exclusive) !== 0) return stream.status(id, STATUS.failure);
    const kept = (flags & OPEN.truncate) === 0 ? (file?.content ?? []) : [];
    const appends = (flags & OPEN.append) !== 0;
    open(id, { kind: "write", path, appends, content: Buffer.from(kept), size: kept.length });
  });
  stream.on("READ", (id: number, handle: Buffer, offset: number, length: number) => {
    const file = held(handle);
    if (file === undefined || file.kind === "folder") return stream.status(id, STATUS.failure);
    const size = sizeOf(file);
    if (offset >= size) return stream.status(id, STATUS.endOfFile);
    stream.data(id, Buffer.from(file.content.subarray(offset, Math.min(size, offset + length))));
  });
  stream.on("WRITE", (id: number, handle: Buffer, offset: number, data: Buffer) => {
    const file = held(handle);
    const at = file?.kind === "write" && file.appends ? file.size : offset;
    const end = at + data.length;
    if (file?.kind !== "write" || end > MAXIMUM_FILE_BYTES)
      return stream.status(id, STATUS.failure, "No space left on device");
    file.content = withRoom(file.content, end);
    data.copy(file.content, at);
    file.size = Math.max(file.size, end);
    stream.status(id, STATUS.ok);
  });
  stream.on("CLOSE", async (id: number, bytes: Buffer) => {
    const handle = held(bytes);
    if (handle === undefined) return stream.status(id, STATUS.failure);
    handles.delete(bytes.readUInt32BE());
    const isStored = handle.kind !== "write" || (await store(router, handle));
    stream.status(id, isStored ? STATUS.ok : STATUS.failure, isStored ? "" : "No space left on device");
  });
  const stat = (id: number, name: string) => {
    const attributes = attributesOf(router, name);
    return attributes === undefined ? stream.status(id, STATUS.noSuchFile) : stream.attrs(id, attributes);
  };
  stream.on("STAT", stat);
  stream.on("LSTAT", stat);
  stream.on("FSTAT", (id: number, handle: Buffer) => {
    const file = held(handle);
    if (file === undefined || file.kind === "folder") return stream.status(id, STATUS.failure);
    stream.attrs(id, { mode: 0o100644, size: sizeOf(file) });
  });
  stream.on("SETSTAT", (id: number) => stream.status(id, STATUS.ok));
  stream.on("FSETSTAT", (id: number) => stream.status(id, STATUS.ok));
  stream.on("REALPATH", (id: number, name: string) => {
    const filename = absolute(name);
    stream.name(id, [{ filename, longname: filename, attrs: {} }]);
  });
  stream.on("OPENDIR", (id: number, name: string) => {
    const path = typedPath(name);
    const names = path === undefined ? rootNames(name) : namesIn(router, path);
    if (names === undefined) return stream.status(id, STATUS.noSuchFile);
    open(id, { kind: "folder", names, isRead: false });
  });
  stream.on("READDIR", (id: number, handle: Buffer) => {
    const folder = held(handle);
    if (folder?.kind !== "folder") return stream.status(id, STATUS.failure);
    if (folder.isRead) return stream.status(id, STATUS.endOfFile);
    folder.isRead = true;
    stream.name(id, folder.names);
  });
  stream.on("REMOVE", (id: number, name: string) => {
    if (router.fault("read-only-user") !== undefined) return stream.status(id, STATUS.permissionDenied);
    const path = typedPath(name);
    stream.status(id, path !== undefined && router.files.remove(path) ? STATUS.ok : STATUS.noSuchFile);
  });
  stream.on("MKDIR", (id: number, name: string) => {
    const path = typedPath(name);
    if (path === undefined) return stream.status(id, STATUS.failure);
    router.files.makeFolder(path);
    stream.status(id, STATUS.ok);
  });
  stream.on("RENAME", (id: number, from: string, to: string) => stream.status(id, rename(router, from, to)));
  for (const unsupported of ["RMDIR", "READLINK", "SYMLINK", "EXTENDED"]) {
    stream.on(unsupported, (id: number) => stream.status(id, STATUS.unsupported));
  }
}

function sizeOf(handle: Exclude<Handle, { kind: "folder" }>): number {
  return handle.kind === "write" ? handle.size : handle.content.length;
}

/** Grown to at least twice its size at a time: a file arrives in many small pieces. */
function withRoom(content: Buffer, size: number): Buffer {
  if (size <= content.length) return content;
  const grown = Buffer.alloc(Math.max(size, 2 * content.length));
  content.copy(grown);
  return grown;
}

async function store(
  router: EmulatedRouter,
  { path, content, size }: Extract<Handle, { kind: "write" }>,
): Promise<boolean> {
  const done = router.told(`copy to ${pathText(path)}`);
  const delay = router.fault("slow")?.delayMs ?? 0;
  if (delay > 0) await setTimeout(delay);
  const isStored = router.files.write(path, Buffer.from(content.subarray(0, size)), router.now());
  done();
  return isStored;
}

function rename(router: EmulatedRouter, from: string, to: string): number {
  if (router.fault("read-only-user") !== undefined) return STATUS.permissionDenied;
  const [source, target] = [typedPath(from), typedPath(to)];
  const file = source && router.files.read(source);
  if (source === undefined || file === undefined) return STATUS.noSuchFile;
  // Version 3 of the protocol refuses to rename onto a file that exists.
  if (target === undefined || router.files.read(target) !== undefined) return STATUS.failure;
  if (!router.files.write(target, file.content, file.modifiedAt)) return STATUS.failure;
  router.files.remove(source);
  return STATUS.ok;
}

/** A session starts at `disk0:`. */
function absolute(name: string): string {
  return posix.resolve("/disk0:", name);
}

function attributesOf(router: EmulatedRouter, name: string): SftpAttributes | undefined {
  const path = typedPath(name);
  if (path === undefined) return name === "/" ? { mode: 0o040755 } : undefined;
  const file = router.files.read(path);
  if (file === undefined) return router.files.isFolder(path) ? { mode: 0o040755 } : undefined;
  const mtime = Math.floor(file.modifiedAt.getTime() / 1_000);
  return { mode: 0o100644, size: file.content.length, mtime, atime: mtime };
}

const FILE_SYSTEMS = ["disk0:", "harddisk:", "tmp"];

function rootNames(name: string): SftpName[] | undefined {
  if (name !== "/") return undefined;
  return FILE_SYSTEMS.map((filename) => ({
    filename,
    longname: `drwxr-xr-x 1 root root 4096 Jan  1 00:00 ${filename}`,
    attrs: { mode: 0o040755 },
  }));
}

function namesIn(router: EmulatedRouter, folder: FilePath): SftpName[] | undefined {
  if (!router.files.isFolder(folder)) return undefined;
  return router.files.list(folder).map(({ name, file }) => {
    const size = file?.content.length ?? 4_096;
    const at = file?.modifiedAt ?? router.bootedAt;
    const mtime = Math.floor(at.getTime() / 1_000);
    return {
      filename: name,
      longname: `${file ? "-rw-r--r--" : "drwxr-xr-x"}    1 root     root     ${String(size).padStart(8)} ${directoryTime(at, router.now())} ${name}`,
      attrs: { mode: file ? 0o100644 : 0o040755, size, mtime, atime: mtime },
    };
  });
}
