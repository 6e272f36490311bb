/** A router's file systems, in memory and bounded. Paths come in every spelling that IOS XR takes. */
import { createHash } from "node:crypto";

export interface StoredFile {
  readonly content: Uint8Array;
  readonly modifiedAt: Date;
}

export interface FilePath {
  /** `disk0:`, `harddisk:` or `/tmp`. */
  readonly device: FileDevice;
  /** Relative to the device, without a leading slash; empty for the device itself. */
  readonly path: string;
}

export type FileDevice = "disk0:" | "harddisk:" | "/tmp";

/** One file or folder directly below a folder. */
export interface DirectoryEntry {
  readonly name: string;
  readonly file?: StoredFile;
}

export const MAXIMUM_FILE_BYTES = 64 * 1024 * 1024;
const MAXIMUM_TOTAL_BYTES = 256 * 1024 * 1024;

/** Reads a path such as `disk0:/f`, `/disk0:/f`, `harddisk:f` or `/tmp/f`; undefined where the device is unknown. */
export function parsePath(text: string): FilePath | undefined {
  const match = /^\/?(disk0:|harddisk:|tmp(?=\/|$))\/*(.*)$/.exec(text.replace(/^file:\/+/, "/"));
  if (!match) return undefined;
  const parts = match[2]!.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) return undefined;
  return { device: match[1] === "tmp" ? "/tmp" : (match[1] as FileDevice), path: parts.join("/") };
}

export function pathText({ device, path }: FilePath): string {
  return path === "" ? device : `${device}/${path}`;
}

export class FileSystem {
  readonly #files = new Map<string, StoredFile>();
  readonly #folders = new Set<string>();
  #bytes = 0;

  read(path: FilePath): StoredFile | undefined {
    return this.#files.get(pathText(path));
  }

  /** False where there is no room. */
  write(path: FilePath, content: Uint8Array, modifiedAt: Date): boolean {
    const before = this.read(path)?.content.length ?? 0;
    const total = this.#bytes - before + content.length;
    if (path.path === "" || content.length > MAXIMUM_FILE_BYTES || total > MAXIMUM_TOTAL_BYTES) return false;
    this.#files.set(pathText(path), { content, modifiedAt });
    this.#bytes = total;
    return true;
  }

  remove(path: FilePath): boolean {
    const file = this.read(path);
    if (file === undefined) return false;
    this.#bytes -= file.content.length;
    return this.#files.delete(pathText(path));
  }

  makeFolder(path: FilePath): void {
    this.#folders.add(pathText(path));
  }

  isFolder(path: FilePath): boolean {
    if (path.path === "" || this.#folders.has(pathText(path))) return true;
    return [...this.#files.keys()].some((name) => name.startsWith(`${pathText(path)}/`));
  }

  list(folder: FilePath): DirectoryEntry[] {
    const prefix = `${pathText(folder)}/`;
    const entries = new Map<string, DirectoryEntry>();
    for (const name of this.#folders) addEntry(entries, prefix, name);
    for (const [name, file] of this.#files) addEntry(entries, prefix, name, file);
    return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Every file, by its path in one spelling. */
  all(): { readonly path: string; readonly file: StoredFile }[] {
    return [...this.#files].map(([path, file]) => ({ path, file }));
  }

  /** Every folder that was made. */
  folders(): string[] {
    return [...this.#folders];
  }

  usedBytes(): number {
    return this.#bytes;
  }
}

export function md5(content: Uint8Array): string {
  return createHash("md5").update(content).digest("hex");
}

function addEntry(
  entries: Map<string, DirectoryEntry>,
  prefix: string,
  name: string,
  file?: StoredFile,
): void {
  if (!name.startsWith(prefix)) return;
  const [first, ...deeper] = name.slice(prefix.length).split("/");
  if (first === undefined || first === "" || (deeper.length > 0 && entries.has(first))) return;
  entries.set(first, deeper.length === 0 && file !== undefined ? { name: first, file } : { name: first });
}
