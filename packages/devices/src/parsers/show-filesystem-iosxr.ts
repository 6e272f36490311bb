/** `show filesystem` of IOS XR: the file systems, their size and the room left on them. */
import { type Result, success } from "@reroot/pki";
import { cutShort, notThisCommand, type ParseFailure, unexpectedLine } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface FileSystems {
  readonly fileSystems: readonly FileSystemRow[];
}

export interface FileSystemRow {
  /** `disk0:`; one file system may have several. */
  readonly prefixes: readonly string[];
  /** `flash-disk`, `harddisk`, `network` */
  readonly type: string;
  /** Absent where the device prints a dash, as for networks. */
  readonly sizeBytes?: number;
  readonly freeBytes?: number;
  /** `rw`, `ro` */
  readonly flags: string;
}

const COMMAND = "show filesystem";
const TITLE = /^File Systems:$/i;
const COLUMNS = /^Size\(b\)\s+Free\(b\)\s+Type\s+Flags\s+Prefixes$/i;
const ROW = /^(-|\d{1,18})\s+(-|\d{1,18})\s+([\w-]{1,30})\s+(r[ow]|wo)\s+(\S.{0,300})$/;

export const showFilesystemXr = defineParser<FileSystems>({ platforms: ["iosxr"], command: COMMAND, read });

function read([first, ...rows]: OutputLines): Result<FileSystems, ParseFailure> {
  if (!TITLE.test(first.text.trim())) return notThisCommand(first, COMMAND);
  const fileSystems: FileSystemRow[] = [];
  for (const row of rows) {
    const text = row.text.trim();
    if (COLUMNS.test(text)) continue;
    const cells = ROW.exec(text);
    if (!cells) return unexpectedLine(row, COMMAND);
    const [, size = "", free = "", type = "", flags = "", prefixes = ""] = cells;
    fileSystems.push({
      prefixes: prefixes.split(/\s+/),
      type,
      ...(size !== "-" && { sizeBytes: Number(size) }),
      ...(free !== "-" && { freeBytes: Number(free) }),
      flags,
    });
  }
  return fileSystems.length > 0 ? success({ fileSystems }) : cutShort(rows.at(-1) ?? first, "file systems");
}
