/** `dir` in its three layouts, after captured outputs of a classic router, eXR and an 8000; and `show filesystem`. */
import type { DirectoryEntry, FilePath } from "../../router/files.js";
import { pathText } from "../../router/files.js";
import { directoryTime, plainTime } from "../../router/ios-time.js";
import type { EmulatedRouter } from "../../router/router.js";
import { type CommandTable, reads } from "../command.js";
import { typedPath } from "../typed-path.js";

export const DIRECTORY_COMMANDS: CommandTable = [
  ["dir", reads(({ router }) => directory(router, "disk0:"))],
  ["dir <path>", reads(({ router, parameters }) => directory(router, parameters.path!))],
  ["dir /all", reads(({ router }) => directory(router, "disk0:"))],
  ["dir /all <path>", reads(({ router, parameters }) => directory(router, parameters.path!))],
  ["show filesystem", reads(({ router }) => fileSystems(router))],
];

const TOTAL_KBYTES = 2_562_720;

function directory(router: EmulatedRouter, typed: string): string[] {
  const path = typedPath(typed);
  if (path === undefined) return ["% Invalid path"];
  const file = router.files.read(path);
  if (file === undefined && !router.files.isFolder(path)) return ["", "Path does not exist"];
  const name = path.path.split("/").at(-1)!;
  const entries = file === undefined ? router.files.list(path) : [{ name, file }];
  const shown = file === undefined ? path : { ...path, path: path.path.split("/").slice(0, -1).join("/") };
  return router.profile.architecture === "classic"
    ? classic(router, shown, entries)
    : linux(router, shown, entries);
}

function classic(router: EmulatedRouter, folder: FilePath, entries: readonly DirectoryEntry[]): string[] {
  const rows = entries.map(({ name, file }, index) => {
    const size = file?.content.length ?? 4096;
    const number = String(10_541_310 + index * 32).padEnd(12);
    return `${number}${file ? "-rwx" : "drwx"}  ${String(size).padEnd(12)}${plainTime(file?.modifiedAt ?? router.bootedAt)}  ${name}`;
  });
  return [
    "",
    `Directory of ${pathText(folder)}`,
    "",
    ...(rows.length > 0 ? rows : NO_FILES),
    "",
    `${TOTAL_KBYTES * 1024} bytes total (${freeBytes(router)} bytes free)`,
  ];
}

/** Names of the folders below, as eXR shows them; the latest architecture shows its file systems' own names. */
const FOLDERS = { "disk0:": "/misc/scratch", "harddisk:": "/misc/disk1", "/tmp": "/tmp" };

function linux(router: EmulatedRouter, folder: FilePath, entries: readonly DirectoryEntry[]): string[] {
  const isLatest = router.profile.architecture === "xr7";
  const root = isLatest ? folder.device : FOLDERS[folder.device];
  const sizes = entries.map(({ file }) => String(file?.content.length ?? 4096));
  // Columns are as wide as they must be.
  const width = Math.max(...sizes.map(({ length }) => length), 4);
  const rows = entries.map(({ name, file }, index) => {
    const at = directoryTime(file?.modifiedAt ?? router.bootedAt, router.now());
    const mode = `${file ? "-rw-r--r--" : "drwxr-xr-x"}${isLatest ? "." : ""}`;
    return `${String(12 + index).padStart(5)} ${mode} ${file ? 1 : 2} ${sizes[index]!.padStart(width)} ${at} ${name}`;
  });
  return [
    "",
    `Directory of ${folder.path === "" ? root : `${root}/${folder.path}`}`,
    ...(rows.length > 0 ? rows : NO_FILES),
    "",
    `${TOTAL_KBYTES} kbytes total (${Math.floor(freeBytes(router) / 1024)} kbytes free)`,
  ];
}

const NO_FILES = ["No files in directory"];

function freeBytes(router: EmulatedRouter): number {
  if (router.fault("disk-full") !== undefined) return 0;
  return TOTAL_KBYTES * 1024 - router.files.usedBytes();
}

function fileSystems(router: EmulatedRouter): string[] {
  const row = (size: number, free: number, type: string, prefix: string) =>
    `${String(size).padStart(14)}  ${String(free).padStart(14)}  ${type.padStart(13)}     rw  ${prefix}`;
  const size = TOTAL_KBYTES * 1024;
  return [
    "File Systems:",
    "",
    "      Size(b)         Free(b)           Type  Flags  Prefixes",
    row(size, freeBytes(router), "harddisk", "harddisk:"),
    row(size, freeBytes(router), "flash-disk", "disk0:"),
  ];
}
