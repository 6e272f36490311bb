/** `show platform` of IOS XR: the nodes of the router, with or without the column of interface modules. */
import { type Result, success } from "@reroot/pki";
import { cutShort, notThisCommand, type ParseFailure, unexpectedLine } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface PlatformXr {
  readonly nodes: readonly PlatformNode[];
}

export interface PlatformNode {
  /** `0/RP0/CPU0`, `0/FT1` */
  readonly node: string;
  /** `A99-RP-F` */
  readonly type: string;
  /** In brackets behind the type: `Active`, `Standby`, `SPA`. */
  readonly role?: string;
  /** `CGSE-PLUS`; only where the table has the column. */
  readonly interfaceModule?: string;
  /** `IOS XR RUN` */
  readonly state: string;
  /** `NSHUT`, `PWR,NSHUT,MON`; not every node has one. */
  readonly configState?: string;
}

const COMMAND = "show platform";
const TITLE = /^Node\s+Type\s+(PLIM\s+)?State\s+Config state$/i;
const NODE = /^[0-9A-Z]{1,3}\/[A-Z0-9]{1,6}(?:\/[A-Z0-9]{1,6})?$/i;

export const showPlatformXr = defineParser<PlatformXr>({ platforms: ["iosxr"], command: COMMAND, read });

function read([first, ...rows]: OutputLines): Result<PlatformXr, ParseFailure> {
  const title = TITLE.exec(first.text.trim());
  if (!title) return notThisCommand(first, COMMAND);
  const hasModules = title[1] !== undefined;
  const nodes: PlatformNode[] = [];
  for (const row of rows) {
    if (/^[-\s]+$/.test(row.text)) continue;
    const node = readNode(row.text.trim(), hasModules);
    if (!node) return unexpectedLine(row, COMMAND);
    nodes.push(node);
  }
  return nodes.length > 0 ? success({ nodes }) : cutShort(rows.at(-1) ?? first, "nodes");
}

/** States hold single blanks, columns are two apart; the last column may be empty. */
function readNode(text: string, hasModules: boolean): PlatformNode | undefined {
  const cells = text.split(/\s{2,}/);
  const interfaceModule = hasModules ? cells.splice(2, 1)[0] : undefined;
  const [node = "", kind = "", state, configState, ...more] = cells;
  const type = /^(.{1,60}?)(?:\(([A-Za-z]{1,20})\))?$/.exec(kind);
  if (!NODE.test(node) || !type?.[1] || state === undefined || more.length > 0) return undefined;
  return {
    node,
    type: type[1],
    ...(type[2] !== undefined && { role: type[2] }),
    ...(interfaceModule !== undefined && { interfaceModule }),
    state,
    ...(configState !== undefined && { configState }),
  };
}
