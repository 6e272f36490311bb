/**
 * The inventory of a command: from a file, a folder or NetBox, from names on the command line, or as an earlier
 * audit left it. What stands in it is core's business; this opens, fetches, and says what is wrong.
 */
import {
  type Ignored,
  type Inventory,
  type InventoryFailure,
  type InventoryFile,
  type InventoryFormat,
  inventoryOfHosts,
  limitInventory,
  oneNameEach,
  readInventory,
  type UnderstoodInventory,
} from "@reroot/core";
import { Refusal } from "../refusal.js";
import { secretFrom } from "../secrets.js";
import {
  givenHostFailureInWords,
  inventoryFailureInWords,
  limitFailureInWords,
} from "../words/inventory-failure.js";
import { asSentence } from "../words/words.js";
import type { World } from "../world.js";
import { inventoryTexts } from "./inventory-folder.js";
import { checkNetboxUrl, netboxPages } from "./netbox-pages.js";
import { readJson } from "./plan-file.js";
import { readText } from "./read-file.js";
import type { RunFolder } from "./run-folder.js";

export interface InventoryOptions {
  /** A file, a folder, or the address of NetBox. */
  readonly inventory?: string;
  readonly inventoryFormat?: InventoryFormat;
  readonly inventoryTokenFd?: number;
  readonly limit?: string;
}

export interface GivenInventory extends UnderstoodInventory {
  /** Parts of the limit that match nothing, while others do. */
  readonly unmatched: readonly string[];
}

/** Progress of what takes long, in a few words. */
export type Tell = (text: string) => void;

/** Either hosts or `--inventory`. @throws {Refusal} with the line at fault. */
export async function givenInventory(
  hosts: readonly string[],
  options: InventoryOptions,
  world: World,
  tell: Tell = () => {},
): Promise<GivenInventory> {
  const { inventory: source, limit } = options;
  const read = source === undefined ? ofHosts(hosts) : await fromSource(source, options, world, tell);
  const { inventory, unmatched } = await limited(read.inventory, limit, world);
  const single = oneNameEach(inventory, read.places);
  if (!single.ok) throw refusal("The inventory is ambiguous", single.failure);
  return { ...read, inventory, unmatched };
}

/** Applies `--limit`; `@FILE` holds one pattern a line, as Ansible's retry files do. @throws {Refusal} */
export async function limited(
  inventory: Inventory,
  limit: string | undefined,
  world: World,
): Promise<{ readonly inventory: Inventory; readonly unmatched: readonly string[] }> {
  if (limit === undefined) return { inventory, unmatched: [] };
  const pattern = limit.startsWith("@") ? await patternsIn(limit.slice(1), world) : limit;
  const chosen = limitInventory(inventory, pattern);
  if (chosen.ok) return chosen.value;
  const { sentence, advice } = limitFailureInWords(chosen.failure);
  throw new Refusal({ sentence: asSentence(sentence), place: "--limit", ...(advice && { advice }) });
}

export async function inventoryOfRun(folder: RunFolder): Promise<Inventory> {
  return readJson<Inventory>(
    folder.fileOf("inventory"),
    "This file is not an inventory.",
    "It is written by `reroot audit`; a plan made from captures has no addresses to send to.",
  );
}

function ofHosts(hosts: readonly string[]): UnderstoodInventory {
  const read = inventoryOfHosts(hosts);
  if (read.ok) return { inventory: read.value, formats: [], places: new Map(), leftOut: [], ignored: [] };
  const { sentence, advice } = givenHostFailureInWords(read.failure);
  throw new Refusal({ sentence: asSentence(sentence), ...(advice && { advice }) });
}

async function fromSource(
  source: string,
  options: InventoryOptions,
  world: World,
  tell: Tell,
): Promise<UnderstoodInventory> {
  if (isAddress(source)) return understood(await fromNetbox(source, options, world, tell), "netbox");
  const { files, notOpened } = await inventoryTexts(world.directory, source);
  const read = understood(files, options.inventoryFormat);
  return { ...read, ignored: [...read.ignored, ...notOpened.map(asIgnored)] };
}

function isAddress(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

async function fromNetbox(
  url: string,
  { inventoryTokenFd }: InventoryOptions,
  world: World,
  tell: Tell,
): Promise<InventoryFile[]> {
  checkNetboxUrl(url);
  const secret = {
    what: "A NetBox token",
    variable: "REROOT_NETBOX_TOKEN",
    option: "--inventory-token-fd",
    question: "NetBox token: ",
  };
  const token = await secretFrom(secret, world, inventoryTokenFd);
  return netboxPages({
    url,
    token,
    tell: (done, total) => tell(`Reading NetBox: ${done} of ${total} devices ...`),
  });
}

function understood(
  files: readonly InventoryFile[],
  format: InventoryFormat | undefined,
): UnderstoodInventory {
  const read = readInventory(files, { ...(format && { format }) });
  if (read.ok) return read.value;
  throw refusal("The inventory cannot be read", read.failure);
}

async function patternsIn(file: string, world: World): Promise<string> {
  const lines = (await readText(world.directory, file)).split(/\r\n|\n|\r/).map((line) => line.trim());
  return lines.filter((line) => line !== "" && !line.startsWith("#")).join(",");
}

function asIgnored(file: string): Ignored {
  return { reason: "not-an-inventory", what: file, place: { file, line: 1 }, count: 1 };
}

function refusal(what: string, failure: InventoryFailure): Refusal {
  const { sentence, advice } = inventoryFailureInWords(failure);
  const { file, line } = failure.place;
  return new Refusal({
    sentence: `${what}: ${asSentence(sentence)}`,
    place: file === "" ? "command line" : `${file}, line ${line}`,
    ...(advice && { advice }),
  });
}
