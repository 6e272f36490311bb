/** File commands. */
import { logHandshakeFailure } from "../../router/contact.js";
import { httpClientEgress } from "../../router/egress.js";
import { type DirectoryEntry, type FilePath, md5, pathText } from "../../router/files.js";
import { exchange } from "../../router/http.js";
import { directoryTime, plainTime } from "../../router/ios-time.js";
import type { EmulatedRouter } from "../../router/router.js";
import { type CommandContext, type CommandTable, changes, reads } from "../command.js";
import { typedPath } from "../typed-path.js";

export const FILE_COMMANDS: CommandTable = [
  ["dir", reads(({ router }) => directory(router, "disk0:"))],
  ["dir <path>", reads(({ router, parameters }) => directory(router, parameters.path!))],
  ["dir /all", reads(({ router }) => directory(router, "disk0:"))],
  ["dir /all <path>", reads(({ router, parameters }) => directory(router, parameters.path!))],
  [
    "show md5 file <path>",
    reads(({ router, parameters }) => withFile(router, parameters.path!, (content) => [md5(content)])),
  ],
  ["more <path>", reads(({ router, parameters }) => withFile(router, parameters.path!, textLines))],
  ["show filesystem", reads(({ router }) => fileSystems(router))],
  ["copy <from> <to>", changes(copy)],
  ["delete <path>", changes(remove)],
  ["mkdir <path>", changes(makeFolder)],
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
    ...rows,
    "",
    `${TOTAL_KBYTES * 1024} bytes total (${freeBytes(router)} bytes free)`,
  ];
}

function linux(router: EmulatedRouter, folder: FilePath, entries: readonly DirectoryEntry[]): string[] {
  const root =
    folder.device === "disk0:" ? "/misc/scratch" : folder.device === "harddisk:" ? "/misc/disk1" : "/tmp";
  const rows = entries.map(({ name, file }, index) => {
    const size = String(file?.content.length ?? 4096).padStart(9);
    const at = directoryTime(file?.modifiedAt ?? router.bootedAt, router.now());
    return `${String(12 + index).padStart(5)} ${file ? "-rw-r--r--" : "drwxr-xr-x"} ${file ? 1 : 2} ${size} ${at} ${name}`;
  });
  const of = folder.path === "" ? root : `${root}/${folder.path}`;
  return [
    "",
    `Directory of ${of}`,
    ...rows,
    "",
    `${TOTAL_KBYTES} kbytes total (${Math.floor(freeBytes(router) / 1024)} kbytes free)`,
  ];
}

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

function withFile(router: EmulatedRouter, typed: string, show: (content: Uint8Array) => string[]): string[] {
  const path = typedPath(typed);
  const file = path && router.files.read(path);
  return file === undefined ? ["% No such file or directory"] : show(file.content);
}

function textLines(content: Uint8Array): string[] {
  return Buffer.from(content).toString("latin1").split(/\r?\n/);
}

/** The dialogue of a captured `copy`: destination and [confirm], then the transfer. Sources may be http or https. */
async function copy(context: CommandContext): Promise<string[]> {
  const { router, parameters } = context;
  const to = typedPath(parameters.to!);
  const isRemote = /^https?:\/\//i.test(parameters.from!);
  const held = isRemote ? undefined : contentOf(router, parameters.from!);
  if (to === undefined || (!isRemote && held === undefined))
    return [`%Error opening ${parameters.from} (No such file or directory)`];
  const target = await destination(context, to, parameters.from!.split("/").at(-1) ?? "");
  if (
    router.files.read(target) !== undefined &&
    !(await context.confirm(`Copy : Destination exists, overwrite ?[confirm]`))
  ) {
    return ["Copy operation aborted"];
  }
  if (isRemote) context.print(`Accessing ${parameters.from}`);
  const content = held ?? (await fetched(router, parameters.from!));
  if (typeof content === "string") return [`%Error opening ${parameters.from} (${content})`];
  const isStored =
    router.fault("disk-full") === undefined && router.files.write(target, content, router.now());
  if (!isStored) return [`%Error writing ${pathText(target)} (No space left on device)`];
  // One letter for each block that was taken over.
  const progress = "C".repeat(Math.max(1, Math.ceil(content.length / 65_536)));
  return [progress, `${content.length} bytes copied in      0 sec`, "Copy operation success"];
}

function contentOf(router: EmulatedRouter, typed: string): Uint8Array | undefined {
  const path = typedPath(typed);
  return path && router.files.read(path)?.content;
}

/** What the operator makes of the proposed name; a folder or a device keeps the name of the source. */
async function destination(context: CommandContext, to: FilePath, name: string): Promise<FilePath> {
  const isFolder = to.path === "" || context.router.files.isFolder(to);
  const proposed = isFolder ? [to.path, name].filter(Boolean).join("/") : to.path;
  const answer = await context.ask(`Destination filename [/${to.device}/${proposed}]?`);
  if (answer === "") return { ...to, path: proposed };
  return typedPath(answer) ?? { ...to, path: answer };
}

/** The file behind a URL, through the http client's own VRF and source; else why there is none. */
async function fetched(router: EmulatedRouter, source: string): Promise<Uint8Array | string> {
  if (!URL.canParse(source)) return "Invalid argument";
  const answer = await exchange(router, "GET", new URL(source), httpClientEgress(router.running()));
  if (!answer.ok) {
    logHandshakeFailure(router, answer.failure);
    return answer.failure === "name-unresolved" ? "Unknown host" : "Connection failed";
  }
  return answer.status === 200 ? answer.body : `HTTP status ${answer.status}`;
}

async function remove(context: CommandContext): Promise<string[]> {
  const path = typedPath(context.parameters.path!);
  if (path === undefined || context.router.files.read(path) === undefined)
    return [`% No such file or directory`];
  if (!(await context.confirm(`Delete ${pathText(path)}[confirm]`))) return [];
  context.router.files.remove(path);
  return [];
}

function makeFolder({ router, parameters }: CommandContext): string[] {
  const path = typedPath(parameters.path!);
  if (path === undefined || path.path === "") return ["% Invalid path"];
  router.files.makeFolder(path);
  return [`Created dir ${pathText(path)}`];
}
