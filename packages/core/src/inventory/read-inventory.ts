/**
 * Reads Reroot's own inventory file, YAML: `devices:` with a list of `name`, `host`, `port`, `username`,
 * `site` and `groups`. Every failure names the line. It does not open files, and it accepts no secret.
 */
import { failed, type Result, success } from "@reroot/pki";
import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from "yaml";
import type { Inventory, InventoryDevice } from "./inventory.js";

export type InventoryFailure =
  | { readonly code: "inventory/too-large"; readonly characters: number; readonly most: number }
  | { readonly code: "inventory/not-yaml"; readonly line: number; readonly detail: string }
  | { readonly code: "inventory/no-devices"; readonly line: number }
  | { readonly code: "inventory/not-a-mapping"; readonly line: number; readonly what: string }
  | { readonly code: "inventory/unknown-key"; readonly line: number; readonly key: string }
  | { readonly code: "inventory/missing-key"; readonly line: number; readonly key: string }
  | {
      readonly code: "inventory/bad-value";
      readonly line: number;
      readonly key: string;
      readonly expected: string;
    }
  | {
      readonly code: "inventory/duplicate-name";
      readonly line: number;
      readonly name: string;
      readonly firstLine: number;
    };

export const DEVICE_KEYS = ["name", "host", "port", "username", "site", "groups"] as const;
export const DEFAULT_SSH_PORT = 22;

/** Reads the text of an inventory file. `host` may be left out: then the name is the address. */
export function readInventory(text: string): Result<Inventory, InventoryFailure> {
  if (text.length > MOST_CHARACTERS) {
    return failed({ code: "inventory/too-large", characters: text.length, most: MOST_CHARACTERS });
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (offset: number) => lines.linePos(offset).line;
  const error = document.errors[0];
  if (error) return failed({ code: "inventory/not-yaml", line: lineOf(error.pos[0]), detail: error.message });
  return devicesIn(document.contents as Node | null, lineOf);
}

/** Some 100,000 devices with every key filled in. */
const MOST_CHARACTERS = 32 * 1024 * 1024;

type LineOf = (offset: number) => number;

function devicesIn(top: Node | null, lineOf: LineOf): Result<Inventory, InventoryFailure> {
  if (!isMap(top))
    return failed({ code: "inventory/not-a-mapping", line: lineAt(top, lineOf), what: "the file" });
  const stray = keyOutside(top, ["devices"], lineOf);
  if (stray) return failed(stray);
  const list = top.get("devices", true);
  if (!isSeq(list) || list.items.length === 0) {
    return failed({ code: "inventory/no-devices", line: lineAt(list ?? top, lineOf) });
  }
  const devices: InventoryDevice[] = [];
  const firstLines = new Map<string, number>();
  for (const item of list.items as Node[]) {
    const device = deviceFrom(item, lineOf);
    if (!device.ok) return device;
    const line = lineAt(item, lineOf);
    const firstLine = firstLines.get(device.value.name);
    if (firstLine !== undefined) {
      return failed({ code: "inventory/duplicate-name", line, name: device.value.name, firstLine });
    }
    firstLines.set(device.value.name, line);
    devices.push(device.value);
  }
  return success({ devices });
}

function deviceFrom(item: Node, lineOf: LineOf): Result<InventoryDevice, InventoryFailure> {
  const line = lineAt(item, lineOf);
  if (!isMap(item)) return failed({ code: "inventory/not-a-mapping", line, what: "a device" });
  const stray = keyOutside(item, DEVICE_KEYS, lineOf);
  if (stray) return failed(stray);
  if (!item.has("name")) return failed({ code: "inventory/missing-key", line, key: "name" });
  const read = (key: string) => (item.get(key, true) as Node | undefined) ?? null;
  const wrong = KEY_RULES.find(({ key, holds }) => item.has(key) && !holds(plain(read(key))));
  if (wrong) {
    const { key, expected } = wrong;
    return failed({ code: "inventory/bad-value", line: lineAt(read(key) ?? item, lineOf), key, expected });
  }
  const value = (key: (typeof DEVICE_KEYS)[number]) => plain(read(key));
  const [username, site] = [value("username"), value("site")] as [string | undefined, string | undefined];
  return success({
    name: value("name") as string,
    host: (value("host") ?? value("name")) as string,
    port: (value("port") ?? DEFAULT_SSH_PORT) as number,
    groups: (value("groups") ?? []) as readonly string[],
    ...(username !== undefined && { username }),
    ...(site !== undefined && { site }),
  });
}

const isWord = (value: unknown) => typeof value === "string" && /^[^\s\p{Cc}]{1,253}$/u.test(value);
const isLabel = (value: unknown) => typeof value === "string" && /^[^\p{Cc}]{1,253}$/u.test(value);
const isPort = (value: unknown) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65_535;
const isLabels = (value: unknown) => Array.isArray(value) && value.every(isLabel);

const KEY_RULES = [
  { key: "name", holds: isWord, expected: "a name without blanks; quote it if it looks like a number" },
  { key: "host", holds: isWord, expected: "a host name or address; quote it if it looks like a number" },
  { key: "port", holds: isPort, expected: "a port number from 1 to 65535" },
  { key: "username", holds: isWord, expected: "a user name without blanks" },
  { key: "site", holds: isLabel, expected: "a text" },
  { key: "groups", holds: isLabels, expected: "a list of texts, such as [core, paris]" },
] as const;

function keyOutside(
  map: YAMLMap,
  allowed: readonly string[],
  lineOf: LineOf,
): Extract<InventoryFailure, { code: "inventory/unknown-key" }> | undefined {
  for (const pair of map.items as Pair<Node, Node | null>[]) {
    const key = String(plain(pair.key));
    if (!allowed.includes(key)) return { code: "inventory/unknown-key", line: lineAt(pair.key, lineOf), key };
  }
  return undefined;
}

/** Scalars and lists of scalars; anything else (a mapping, an alias) is no value that a key may hold. */
function plain(node: Node | null): unknown {
  if (isScalar(node)) return node.value ?? undefined;
  if (isSeq(node)) return (node.items as Node[]).map(plain);
  return node === null ? undefined : node;
}

function lineAt(node: Node | null, lineOf: LineOf): number {
  return lineOf(node?.range?.[0] ?? 0);
}
