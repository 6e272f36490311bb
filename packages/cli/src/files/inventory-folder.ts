/**
 * Opens an inventory on disk: one file with what lies beside it (group_vars, host_vars, Nornir's groups and
 * defaults), or a folder. What is read is decided by core, by names; nothing is run.
 */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { companionPart, type InventoryFile, type InventoryPart, inventoryPart } from "@reroot/core";
import { Refusal } from "../refusal.js";
import { asRefusal, isFolder, readText } from "./read-file.js";

export interface InventoryTexts {
  readonly files: readonly InventoryFile[];
  /** Files of the folder that were not opened, because of their names. */
  readonly notOpened: readonly string[];
}

/** @throws {Refusal} when something cannot be read, or the folder is beyond bounds. */
export async function inventoryTexts(directory: string, given: string): Promise<InventoryTexts> {
  const full = path.resolve(directory, given);
  if (await isFolder(full)) return textsIn(full, given, directory);
  const source: InventoryFile = {
    path: given,
    text: await readText(directory, given),
    part: { kind: "source" },
  };
  const beside = path.dirname(full);
  const wanted: Wanted[] = [];
  for (const below of await companionsIn(beside)) {
    const part = companionPart(below);
    if (part && path.join(beside, below) !== full) wanted.push({ below, part });
  }
  return { files: [source, ...(await opened(path.dirname(given), wanted, directory))], notOpened: [] };
}

const MOST_FILES = 20_000;
const MOST_LEVELS = 6;

interface Wanted {
  readonly below: string;
  readonly part: InventoryPart;
}

async function textsIn(folder: string, given: string, directory: string): Promise<InventoryTexts> {
  const wanted: Wanted[] = [];
  const notOpened: string[] = [];
  for (const below of await filesBelow(folder, "")) {
    const part = inventoryPart(below);
    if (part) wanted.push({ below, part });
    else if (!/(^|\/)\./.test(below)) notOpened.push(path.join(given, below));
  }
  if (wanted.length === 0) {
    throw new Refusal({
      sentence: "The folder holds no inventory.",
      place: given,
      advice: "docs/inventory.md says what is read of a folder.",
    });
  }
  return { files: await opened(given, wanted, directory), notOpened };
}

/** The two folders of variables, and the files beside the named one: nothing else of its folder is looked at. */
async function companionsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const found: string[] = [];
  for (const name of names.sort()) {
    if (name !== "group_vars" && name !== "host_vars") found.push(name);
    else if (await isFolder(path.join(folder, name))) found.push(...(await filesBelow(folder, name)));
  }
  return found;
}

/** Regular files only: a pipe could keep us waiting for ever. */
async function filesBelow(folder: string, below: string, level = 0, found: string[] = []): Promise<string[]> {
  const names = await readdir(path.join(folder, below)).catch((error: unknown) => {
    throw asRefusal(error, path.join(folder, below));
  });
  for (const name of names.sort()) {
    const inner = below === "" ? name : `${below}/${name}`;
    const entry = await stat(path.join(folder, inner)).catch(() => undefined);
    if (entry?.isFile()) found.push(inner);
    else if (entry?.isDirectory() && level < MOST_LEVELS && !name.startsWith("."))
      await filesBelow(folder, inner, level + 1, found);
    if (found.length > MOST_FILES) {
      throw new Refusal({
        sentence: `The folder holds more than ${MOST_FILES} files.`,
        place: folder,
        advice: "Give the folder of the inventory alone, or one file.",
      });
    }
  }
  return found;
}

async function opened(shown: string, wanted: readonly Wanted[], directory: string): Promise<InventoryFile[]> {
  const files: InventoryFile[] = [];
  for (const { below, part } of wanted) {
    const file = path.join(shown, below);
    files.push({ path: file, text: await readText(directory, file), part });
  }
  return files;
}
