/** `show redundancy summary` of IOS XR: which node stands by for which. */
import { type Result, success } from "@reroot/pki";
import { cutShort, notThisCommand, type ParseFailure, unexpectedLine } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface RedundancySummary {
  readonly pairs: readonly RedundantPair[];
}

export interface RedundantPair {
  readonly node: string;
  /** `A` active, `P` primary of a process group; absent on 64-bit IOS XR. */
  readonly role?: "A" | "P";
  /** Absent where the device prints N/A. */
  readonly standby?: string;
  readonly standbyRole?: "S" | "B";
  /** `Node Not Ready, NSR: Not Configured` */
  readonly detail?: string;
}

const COMMAND = "show redundancy summary";
const TITLE = /^Active(?:\/Primary| Node)\s+Standby(?:\/Backup| Node)$/i;
const PAIR =
  /^([0-9A-Z/]{3,30})(?:\(([AP])\))?\s+(?:N\/A|([0-9A-Z/]{3,30})(?:\(([SB])\))?)(?:\s+\((.{1,120})\))?$/;

export const showRedundancySummaryXr = defineParser<RedundancySummary>({
  platforms: ["iosxr"],
  command: COMMAND,
  read,
});

function read([first, ...rows]: OutputLines): Result<RedundancySummary, ParseFailure> {
  if (!TITLE.test(first.text.trim())) return notThisCommand(first, COMMAND);
  const pairs: RedundantPair[] = [];
  for (const row of rows) {
    if (/^[-\s]+$/.test(row.text)) continue;
    const pair = PAIR.exec(row.text.trim());
    if (!pair) return unexpectedLine(row, COMMAND);
    pairs.push({
      node: pair[1] as string,
      ...(pair[2] !== undefined && { role: pair[2] as "A" | "P" }),
      ...(pair[3] !== undefined && { standby: pair[3] }),
      ...(pair[4] !== undefined && { standbyRole: pair[4] as "S" | "B" }),
      ...(pair[5] !== undefined && { detail: pair[5] }),
    });
  }
  return pairs.length > 0 ? success({ pairs }) : cutShort(rows.at(-1) ?? first, "nodes");
}
