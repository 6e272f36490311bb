/** An inventory: from a file, from names on the command line, or as an earlier audit left it. */
import { DEFAULT_SSH_PORT, type Inventory, readInventory } from "@reroot/core";
import { Refusal } from "../refusal.js";
import { inventoryFailureInWords } from "../words/inventory-failure.js";
import { asSentence } from "../words/words.js";
import { readJson } from "./plan-file.js";
import { readText } from "./read-file.js";
import type { RunFolder } from "./run-folder.js";

/** @throws {Refusal} with the line at fault. */
export async function inventoryFromFile(directory: string, file: string): Promise<Inventory> {
  const read = readInventory(await readText(directory, file));
  if (read.ok) return read.value;
  const { sentence, advice } = inventoryFailureInWords(read.failure);
  const line = "line" in read.failure ? `, line ${read.failure.line}` : "";
  throw new Refusal({
    sentence: `The inventory cannot be read: ${asSentence(sentence)}`,
    place: `${file}${line}`,
    ...(advice && { advice }),
  });
}

/** `host`, `host:port`, `[2001:db8::1]:port`. */
export function inventoryFromHosts(hosts: readonly string[]): Inventory {
  const devices = [...new Set(hosts)].map((given) => {
    const form = /^(?:\[([^\]\s]+)\]|([^:\s]+)|([0-9a-f:.]+))(?::(\d{1,5}))?$/i.exec(given);
    const host = form?.[1] ?? form?.[2] ?? form?.[3];
    const port = form?.[4] === undefined ? DEFAULT_SSH_PORT : Number(form[4]);
    if (host === undefined || port < 1 || port > 65_535) {
      throw new Refusal({
        sentence: `"${given}" is not a host.`,
        advice: "Give a name or an address, with :PORT where it is not 22.",
      });
    }
    return { name: given, host, port, groups: [] };
  });
  return { devices };
}

export async function inventoryOfRun(folder: RunFolder): Promise<Inventory> {
  return readJson<Inventory>(
    folder.fileOf("inventory"),
    "This file is not an inventory.",
    "It is written by `reroot audit`; a plan made from captures has no addresses to send to.",
  );
}
