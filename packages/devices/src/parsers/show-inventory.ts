/** `show inventory`: product and serial numbers of everything that has them. */
import { type Result, success } from "@reroot/pki";
import {
  cutShort,
  type NumberedLine,
  notThisCommand,
  type ParseFailure,
  unexpectedLine,
} from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface Inventory {
  readonly items: readonly InventoryItem[];
}

export interface InventoryItem {
  readonly name: string;
  readonly description: string;
  readonly pid: string;
  readonly vid: string;
  /** May be empty: third-party optics. */
  readonly serialNumber: string;
}

const COMMAND = "show inventory";
const NAME = /^NAME: "([^"]{0,200})"\s{0,10},\s{0,10}DESCR: "([^"]{0,300})"$/;
const NUMBERS = /^PID: ?(.{0,80}?)\s{0,40},\s{0,10}VID: ?(.{0,30}?)\s{0,20},\s{0,10}SN: ?(.{0,80})$/;

export const showInventory = defineParser<Inventory>({
  platforms: ["iosxr", "iosxe"],
  command: COMMAND,
  read,
});

function read(lines: OutputLines): Result<Inventory, ParseFailure> {
  const items: InventoryItem[] = [];
  let open: { name: string; description: string } | undefined;
  if (!NAME.test(lines[0].text.trim())) return notThisCommand(lines[0], COMMAND);
  for (const line of lines) {
    const text = line.text.trim();
    const name = NAME.exec(text);
    const numbers = NUMBERS.exec(text);
    if (name && !open) open = { name: name[1] as string, description: name[2] as string };
    else if (numbers && open) {
      items.push({ ...open, ...readNumbers(numbers) });
      open = undefined;
    } else return unexpectedLine(line, COMMAND);
  }
  return open ? cutShort(lines.at(-1) as NumberedLine, "PID") : success({ items });
}

function readNumbers([, pid = "", vid = "", serial = ""]: RegExpExecArray): Omit<
  InventoryItem,
  "name" | "description"
> {
  return { pid: pid.trim(), vid: vid.trim(), serialNumber: serial.trim() };
}
