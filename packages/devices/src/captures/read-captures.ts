/**
 * Reads a folder of captures from disk, one device at a time, so that a fleet of any size fits in
 * memory. Files that cannot be read are reported and never stop the others. Links are not followed.
 */
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CaptureFile, CaptureReading, SetAside } from "./capture.js";
import { deviceInName, readCaptures } from "./captures.js";

const LARGEST_FILE = 64 * 1024 * 1024;
// A folder that holds more has a file a device in it.
const LARGEST_DEVICE = 64 * 1024 * 1024;
const DEEPEST_FOLDER = 8;

/**
 * In the order of their names: a reading for each file of the folder itself, together with the others that are
 * named after the same device, and one for each folder below. Rejects only where the folder itself cannot be listed.
 */
export async function* readCaptureFolder(folder: string): AsyncGenerator<CaptureReading> {
  yield* readEntries(folder, "", await readdir(folder), 0);
}

async function* readEntries(
  root: string,
  path: string,
  names: readonly string[],
  depth: number,
): AsyncGenerator<CaptureReading> {
  const setAside: SetAside[] = [];
  const found: Entry[] = [];
  for (const name of [...names].sort()) {
    const entry = await look(root, path === "" ? name : `${path}/${name}`);
    if ("reason" in entry) setAside.push(entry);
    else found.push(entry);
  }
  if (setAside.length > 0) yield { devices: [], setAside };
  const files = found.filter(({ isFolder }) => !isFolder);
  const isOneDevice = path !== "" && files.reduce((sum, { size }) => sum + size, 0) <= LARGEST_DEVICE;
  const groups = new Map((isOneDevice ? [files] : byDevice(files)).map((group) => [group[0], group]));
  for (const entry of found) {
    const group = groups.get(entry);
    if (entry.isFolder) yield* readFolder(root, entry.path, depth + 1);
    else if (group) yield await readTogether(root, group);
  }
}

async function* readFolder(root: string, path: string, depth: number): AsyncGenerator<CaptureReading> {
  const refused = folderRefusal(path, depth);
  if (refused) yield { devices: [], setAside: [{ file: path, reason: refused }] };
  else {
    const names = await readdir(join(root, path)).catch((error: NodeJS.ErrnoException) => error);
    if (Array.isArray(names)) yield* readEntries(root, path, names, depth);
    else yield { devices: [], setAside: [{ file: path, reason: unreadable(names.code ?? String(names)) }] };
  }
}

function folderRefusal(path: string, depth: number): SetAside["reason"] | undefined {
  if (path.split("/").at(-1)?.startsWith(".")) return { code: "capture/hidden" };
  return depth > DEEPEST_FOLDER ? unreadable("folders nested too deep") : undefined;
}

interface Entry {
  readonly path: string;
  readonly isFolder: boolean;
  readonly size: number;
}

async function look(root: string, path: string): Promise<Entry | SetAside> {
  try {
    const found = await lstat(join(root, path));
    if (found.isDirectory()) return { path, isFolder: true, size: 0 };
    if (!found.isFile()) return { file: path, reason: unreadable("not a regular file") };
    if (found.size <= LARGEST_FILE) return { path, isFolder: false, size: found.size };
    return { file: path, reason: { code: "capture/too-large", size: found.size, limit: LARGEST_FILE } };
  } catch (error) {
    return { file: path, reason: unreadable((error as NodeJS.ErrnoException).code ?? String(error)) };
  }
}

/** `r1_show_clock.txt` and `r1_show_version.txt` belong together; any other file is read by itself. */
function byDevice(files: readonly Entry[]): readonly (readonly Entry[])[] {
  const groups = new Map<string, Entry[]>();
  for (const file of files) {
    const device = deviceInName(file.path) ?? file.path;
    groups.set(device, [...(groups.get(device) ?? []), file]);
  }
  return [...groups.values()];
}

async function readTogether(root: string, entries: readonly Entry[]): Promise<CaptureReading> {
  const files: CaptureFile[] = [];
  const setAside: SetAside[] = [];
  for (const { path } of entries) {
    try {
      files.push({ path, text: textOf(await readFile(join(root, path))) });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      setAside.push({ file: path, reason: unreadable(code ?? String(error)) });
    }
  }
  const reading = readCaptures(files);
  return { devices: reading.devices, setAside: [...setAside, ...reading.setAside] };
}

/** UTF-8, unless the mark of UTF-16 stands in front, as Windows writes what a shell redirects. */
function textOf(bytes: Buffer): string {
  return bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? "utf16le" : "utf8");
}

function unreadable(detail: string): SetAside["reason"] {
  return { code: "capture/unreadable", detail };
}
