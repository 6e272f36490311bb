/** `dir` of IOS XR in its three layouts: classic disks, the Linux listing of 64-bit systems, and an empty folder. */
import { type Result, success } from "@reroot/pki";
import { cutShort, notThisCommand, type ParseFailure, unexpectedLine } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface Directory {
  readonly path: string;
  readonly files: readonly DirectoryEntry[];
  readonly total: Space;
  readonly free: Space;
}

/** As printed: `939092 kbytes`, and in bytes. */
export interface Space {
  readonly text: string;
  readonly bytes: number;
}

export interface DirectoryEntry {
  readonly name: string;
  /** Where a link leads. */
  readonly target?: string;
  readonly isFolder: boolean;
  readonly index: number;
  readonly permissions: string;
  readonly bytes: number;
  /** `May 10 13:15`, `Thu Jan 15 15:29:26 2015` */
  readonly changed: string;
}

const COMMAND = "dir";
const TITLE = /^Directory of (\S.{0,300})$/;
const LINUX =
  /^(\d{1,12})\s+([dlcbps-][rwxsStT-]{9}[.+]?)\s+\d{1,9}\s+(\d{1,18})\s+([A-Z][a-z]{2}\s+\d{1,2}\s+(?:\d{4}|\d\d:\d\d))\s(\S.{0,500})$/;
const CLASSIC =
  /^(\d{1,12})\s+([d-][rwx-]{2,9})\s+(\d{1,18})\s+((?:[A-Z][a-z]{2} )?[A-Z][a-z]{2}\s+\d{1,2}\s+\d\d:\d\d:\d\d \d{4})\s+(\S.{0,500})$/;
const TOTAL = /^(\d{1,18}) (k?bytes) total \((\d{1,18}) (k?bytes) free\)$/;

export const dirXr = defineParser<Directory>({
  platforms: ["iosxr"],
  command: COMMAND,
  takesArguments: true,
  read,
});

function read([first, ...rest]: OutputLines): Result<Directory, ParseFailure> {
  const path = TITLE.exec(first.text.trim())?.[1];
  if (path === undefined) return notThisCommand(first, COMMAND);
  const files: DirectoryEntry[] = [];
  let space: { total: Space; free: Space } | undefined;
  for (const line of rest) {
    const text = line.text.trim();
    const total = TOTAL.exec(text);
    const entry = total ? undefined : readEntry(text);
    if (space || (!total && !entry && text !== "No files in directory")) return unexpectedLine(line, COMMAND);
    if (total) space = { total: readSpace(total[1], total[2]), free: readSpace(total[3], total[4]) };
    else if (entry) files.push(entry);
  }
  return space ? success({ path, files, ...space }) : cutShort(rest.at(-1) ?? first, "total");
}

function readEntry(text: string): DirectoryEntry | undefined {
  const cells = LINUX.exec(text) ?? CLASSIC.exec(text);
  if (!cells) return undefined;
  const [, index, permissions = "", bytes, changed = "", name = ""] = cells;
  const [own = "", target] = permissions.startsWith("l") ? name.split(" -> ") : [name];
  return {
    name: own,
    ...(target !== undefined && { target }),
    isFolder: permissions.startsWith("d"),
    index: Number(index),
    permissions,
    bytes: Number(bytes),
    changed: changed.replace(/\s+/g, " "),
  };
}

function readSpace(amount = "", unit = ""): Space {
  return { text: `${amount} ${unit}`, bytes: Number(amount) * (unit === "kbytes" ? 1024 : 1) };
}
