/**
 * `show version` of IOS XR in its three layouts: classic 32-bit (`Version 6.4.2[Default]`), 64-bit
 * (`Version 6.6.3` with build information) and XR7 (`Version 7.9.2 LNT`). It does not judge releases.
 */
import { type Result, success } from "@reroot/pki";
import type { NumberedLine, ParseFailure } from "./parse-failure.js";
import { badValue, cutShort, notThisCommand, unexpectedLine } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface XrVersion {
  readonly os: "iosxr";
  readonly layout: "classic" | "64-bit" | "xr7";
  /** Without decoration, engineering suffix included: `6.4.2`, `6.1.4.10I`. */
  readonly release: string;
  /** `Default` or `LNT`, as printed behind the release. */
  readonly variant?: string;
  readonly hostName?: string;
  /** `5 hours, 14 minutes` */
  readonly uptime?: string;
  readonly bootLoader?: string;
  readonly image?: string;
  /** `ASR9K Series`, `CRS-16/S-B`, `IOS-XRv 9000`, `8201` */
  readonly platform?: string;
  readonly processor?: Processor;
  readonly chassis?: string;
  readonly label?: string;
  readonly build?: Readonly<Record<BuildField, string | undefined>>;
  readonly configRegisters: readonly { readonly node?: string; readonly value: string }[];
  readonly bootDevices: readonly { readonly node?: string; readonly device: string }[];
  /** Interfaces and memory as printed: `4 Management Ethernet`, `6271M bytes of hard disk.` */
  readonly hardware: readonly string[];
  readonly packages: readonly ActivePackage[];
}

export interface Processor {
  /** The whole line: `cisco ASR9K Series (Intel 686 F6M14S4) processor with 6291456K bytes of memory.` */
  readonly text: string;
  readonly model?: string;
  /** `6291456K`, `32GB` */
  readonly memory?: string;
}

export interface ActivePackage {
  readonly name: string;
  readonly version: string;
  readonly node?: string;
}

type BuildField = "by" | "on" | "host" | "workspace" | "version" | "location" | "label";

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
type Draft = Writable<
  Omit<XrVersion, "build" | "hardware" | "packages" | "configRegisters" | "bootDevices">
> & {
  build?: Partial<Record<BuildField, string>>;
  hardware: string[];
  packages: ActivePackage[];
  configRegisters: { node?: string; value: string }[];
  bootDevices: { node?: string; device: string }[];
  section: "top" | "build" | "packages";
  packageNode?: string;
  /** Lines of free text, such as the chassis description, that were accepted so far. */
  descriptions: number;
};

const COMMAND = "show version";
// A description of the chassis and one of the board; more free text than that is another output.
const MOST_DESCRIPTIONS = 2;

const FIRST = /^Cisco IOS XR Software, Version (\S{1,60})(?: (\S{1,30}))?$/;
const RELEASE = /^(\d{1,2}(?:\.\d{1,4}){1,4}[A-Za-z]{0,3}\d{0,3}(?:-[\w.]{1,30})?)(?:\[(\w{1,30})\])?$/;
const BUILD_FIELDS: Readonly<Record<string, BuildField>> = {
  "Built By": "by",
  "Built On": "on",
  "Build On": "on",
  "Built Host": "host",
  "Build Host": "host",
  Workspace: "workspace",
  Version: "version",
  Location: "location",
  Label: "label",
};

export const showVersionXr = defineParser<XrVersion>({ platforms: ["iosxr"], command: COMMAND, read });

function read(lines: OutputLines): Result<XrVersion, ParseFailure> {
  const [first, ...rest] = lines;
  const title = FIRST.exec(first.text.trim());
  if (!title) return notThisCommand(first, COMMAND);
  const release = RELEASE.exec(title[1] ?? "");
  if (!release?.[1]) return badValue(first, "release");
  const draft = newDraft(release[1], release[2] ?? title[2]);
  for (const line of rest) {
    if (!takeLine(line, draft)) return unexpectedLine(line, COMMAND);
  }
  // Every layout goes on to say how long the system has been up; without that the text was cut.
  if (draft.uptime === undefined) return cutShort(lines.at(-1) ?? first, "uptime");
  return success(finish(draft, release[2] !== undefined));
}

function newDraft(release: string, variant: string | undefined): Draft {
  return {
    os: "iosxr",
    layout: "64-bit",
    release,
    ...(variant !== undefined && { variant }),
    configRegisters: [],
    bootDevices: [],
    hardware: [],
    packages: [],
    section: "top",
    descriptions: 0,
  };
}

function finish(draft: Draft, isBracketed: boolean): XrVersion {
  const { section, packageNode, descriptions, ...version } = draft;
  const isXr7 = draft.variant === "LNT" || (draft.label !== undefined && draft.build === undefined);
  return {
    ...version,
    build: version.build as XrVersion["build"],
    layout: isBracketed ? "classic" : isXr7 ? "xr7" : "64-bit",
  } as XrVersion;
}

function takeLine(line: NumberedLine, draft: Draft): boolean {
  const text = line.text.trim();
  if (/^Copyright \(c\) /.test(text)) return true;
  return (
    takeBuild(text, draft) ||
    takeSystem(text, draft) ||
    takeNode(text, draft) ||
    takePackage(text, draft) ||
    takeHardware(text, draft) ||
    takeDescription(line.text, draft)
  );
}

function takeBuild(text: string, draft: Draft): boolean {
  if (text === "Build Information:") {
    draft.section = "build";
    draft.build = {};
    return true;
  }
  const colon = text.indexOf(":");
  const name = colon > 0 ? text.slice(0, colon).trim() : "";
  const value = text.slice(colon + 1).trim();
  const field = Object.hasOwn(BUILD_FIELDS, name) ? BUILD_FIELDS[name] : undefined;
  if (field === "label") draft.label = value;
  if (draft.section === "build" && draft.build && field) {
    draft.build[field] = value;
    return true;
  }
  return field === "label";
}

function takeSystem(text: string, draft: Draft): boolean {
  const uptime = /^(\S{1,255}) uptime is (.{1,120})$/.exec(text);
  if (uptime) {
    if (uptime[1] !== "System") draft.hostName = uptime[1] as string;
    draft.uptime = uptime[2] as string;
    return true;
  }
  const image = /^System image file is "([^"]{1,300})"$/.exec(text);
  if (image) draft.image = image[1] as string;
  const loader = /^(?:ROM|BOOTLDR|System Bootstrap): ?(.{1,200})$/.exec(text);
  if (loader) draft.bootLoader = (loader[1] as string).trim();
  return image !== null || loader !== null || takeProcessor(text, draft);
}

/** `cisco ASR9K Series (Intel ...) processor with 6291456K bytes of memory.` and its shorter forms. */
function takeProcessor(text: string, draft: Draft): boolean {
  const line =
    /^cisco (.{1,80}?) ?\(([^()]{0,80}(?:\([^()]{0,20}\)[^()]{0,60}){0,4})\)(?: processor)?(?: with (\d{1,12} ?[KMG]B?)(?: bytes)? of memory\.?)?$/i.exec(
      text,
    );
  if (line) {
    draft.section = "top";
    draft.platform = (line[1] as string).trim();
    const model = line[2] as string;
    draft.processor = {
      text,
      ...(model !== "" && { model }),
      ...(line[3] !== undefined && { memory: line[3] }),
    };
    return true;
  }
  return /^.{1,100} processor at \d{1,6} ?MHz, Revision \S{1,20}$/i.test(text);
}

function takeNode(text: string, draft: Draft): boolean {
  const register = /^Configuration register (?:on node (\S{1,30}) )?is (0x[0-9A-Fa-f]{1,8})$/.exec(text);
  if (register) {
    draft.configRegisters.push(atNode(register[1], { value: register[2] as string }));
    return true;
  }
  const boot = /^Boot device (?:on node (\S{1,30}) )?is (\S{1,60})$/.exec(text);
  if (boot) {
    draft.bootDevices.push(atNode(boot[1], { device: boot[2] as string }));
    return true;
  }
  const active = /^Package active on node (\S{1,30}):$/.exec(text);
  if (active) {
    draft.section = "packages";
    draft.packageNode = active[1] as string;
  }
  return active !== null;
}

function atNode<T extends object>(node: string | undefined, fact: T): T & { node?: string } {
  return node === undefined ? fact : { node, ...fact };
}

function takePackage(text: string, draft: Draft): boolean {
  const lean = /^- (\S{1,120}) (\S{1,120})$/.exec(text);
  if (lean) {
    draft.packages.push({ name: lean[1] as string, version: lean[2] as string });
    return true;
  }
  if (/^- Built on .{1,250}$/.test(text)) return true;
  if (draft.section !== "packages") return false;
  const found = /^(\S{1,150}), V (\S{1,80}), Cisco Systems, at (\S{1,250})$/.exec(text);
  if (found) {
    draft.packages.push({
      name: found[1] as string,
      version: found[2] as string,
      ...(draft.packageNode !== undefined && { node: draft.packageNode }),
    });
    return true;
  }
  return draft.packages.length > 0 && /^(?:Built on|By) .{1,300}$/.test(text);
}

function takeHardware(text: string, draft: Draft): boolean {
  const isHardware =
    /^\d{1,12}[kKMG]? [A-Za-z].{1,120}$/.test(text) || /^\d{1,12}[kKMG]? bytes of /.test(text);
  if (isHardware) draft.hardware.push(text);
  return isHardware;
}

/** The chassis says what it is in free words, behind the processor or, on lean images, before the uptime. */
function takeDescription(line: string, draft: Draft): boolean {
  const isPlain = /^[A-Za-z0-9][\w ,./()+&'*@-]{2,150}$/.test(line.trimEnd()) && !/ is /.test(line);
  if (!isPlain || draft.section === "packages" || draft.descriptions >= MOST_DESCRIPTIONS) return false;
  draft.descriptions++;
  if (/chassis/i.test(line) || draft.chassis === undefined) draft.chassis = line.trim();
  return true;
}
