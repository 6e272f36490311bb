/** File commands. */
import { configurationText } from "../../router/configuration.js";
import { logHandshakeFailure } from "../../router/contact.js";
import { httpClientEgress } from "../../router/egress.js";
import { type FilePath, md5, pathText } from "../../router/files.js";
import { exchange } from "../../router/http.js";
import type { EmulatedRouter } from "../../router/router.js";
import { type CommandContext, type CommandTable, changes, reads } from "../command.js";
import { typedPath } from "../typed-path.js";
import { DIRECTORY_COMMANDS } from "./directory.js";

export const FILE_COMMANDS: CommandTable = [
  ...DIRECTORY_COMMANDS,
  [
    "show md5 file <path>",
    reads(({ router, parameters }) => withFile(router, parameters.path!, (content) => [md5(content)])),
  ],
  ["more <path>", reads(({ router, parameters }) => withFile(router, parameters.path!, textLines))],
  ["copy running-config <to>", changes(copyConfiguration)],
  ["copy <from> <to>", changes(copy)],
  ["delete <path>", changes(remove)],
  ["mkdir <path>", changes(makeFolder)],
];

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

/** The dialogue of a captured `copy running-config`. */
async function copyConfiguration({ router, parameters, ask, print }: CommandContext): Promise<string[]> {
  const to = typedPath(parameters.to!);
  if (to === undefined) return [`%Error opening ${parameters.to} (No such device)`];
  const proposed = to.path === "" ? "running-config" : to.path;
  const answer = await ask(`Destination file name (control-c to abort): [/${proposed}]?`);
  const target = { ...to, path: answer === "" ? proposed : answer.replace(/^\/+/, "") };
  if (router.files.read(target) !== undefined) {
    const again = await ask("The destination file already exists. Do you want to overwrite? [no]:");
    if (!/^y(es)?$/i.test(again)) return ["Copy operation aborted"];
  }
  const lines = configurationText(router.running());
  print("Building configuration.");
  const isStored =
    router.fault("disk-full") === undefined &&
    router.files.write(target, Buffer.from(`${lines.join("\n")}\nend\n`), router.now());
  if (!isStored) return [`%Error writing ${pathText(target)} (No space left on device)`];
  return [`${lines.length} lines built in 1 second`, "[OK]"];
}

function contentOf(router: EmulatedRouter, typed: string): Uint8Array | undefined {
  const path = typedPath(typed);
  return path && router.files.read(path)?.content;
}

/** What the operator makes of the proposed name; a folder or a device keeps the name of the source. */
async function destination(context: CommandContext, to: FilePath, name: string): Promise<FilePath> {
  const isFolder = to.path === "" || context.router.files.isFolder(to);
  const proposed = isFolder ? [to.path, name].filter(Boolean).join("/") : to.path;
  const answer = await context.ask(`Destination filename [/${to.device.replace(/^\//, "")}/${proposed}]?`);
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

/** The question and its answer are those of captured sessions. */
async function makeFolder({ router, parameters, ask }: CommandContext): Promise<string[]> {
  const answer = await ask(`Create directory filename [${parameters.path}]?`);
  const path = typedPath(answer === "" ? parameters.path! : answer);
  if (path === undefined || path.path === "") return ["% Invalid path"];
  router.files.makeFolder(path);
  return [`Created dir ${pathText(path)}`];
}
