/** `show sdr detail` of IOS XR: the secure domain router that answers, and its nodes; classic and 64-bit. */
import { type Result, success } from "@reroot/pki";
import { readLabelled } from "./labels.js";
import { cutShort, notThisCommand, type ParseFailure, unexpectedLine } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface SdrDetail {
  readonly name: string;
  readonly id: number;
  readonly nodes: readonly SdrNode[];
}

export interface SdrNode {
  readonly type: string;
  /** `0/RSP0/CPU0` */
  readonly node: string;
  /** `IOS XR RUN` */
  readonly state: string;
}

const COMMAND = "show sdr detail";
const TITLE = /^SDR Information:?$/i;
const COLUMNS = /^Type\s+NodeName\s+NodeState\s+RedState\s+PartnerName$/;
const NODE = /^(\S{1,40})\s+(\d{1,3}\/\w{1,6}(?:\/\w{1,6})?)\s+(\S.{0,60}?)(?:\s{2,}.{0,80})?$/;

export const showSdrDetailXr = defineParser<SdrDetail>({ platforms: ["iosxr"], command: COMMAND, read });

function read([first, ...rest]: OutputLines): Result<SdrDetail, ParseFailure> {
  if (!TITLE.test(first.text.trim())) return notThisCommand(first, COMMAND);
  const values = new Map<string, string>();
  const nodes: SdrNode[] = [];
  let isInTable = false;
  for (const line of rest) {
    const text = line.text.trim();
    if (/^[-_\s]+$/.test(text) || text === "SDR Inventory") continue;
    const labelled = isInTable ? undefined : readLabelled(line);
    const cells = isInTable ? NODE.exec(text) : undefined;
    if (COLUMNS.test(text)) isInTable = true;
    else if (labelled) values.set(labelled.label.toLowerCase().replace(/_/g, " "), labelled.value);
    else if (cells)
      nodes.push({ type: cells[1] as string, node: cells[2] as string, state: cells[3] as string });
    else return unexpectedLine(line, COMMAND);
  }
  const name = values.get("sdr name");
  const id = values.get("sdr id");
  if (!name || id === undefined || !/^\d{1,9}$/.test(id)) return cutShort(rest.at(-1) ?? first, "SDR name");
  return success({ name, id: Number(id), nodes });
}
