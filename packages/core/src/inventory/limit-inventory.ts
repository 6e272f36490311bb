/**
 * A part of an inventory, chosen as Ansible's `--limit` chooses: names and groups with `*`, `?`, `[a-c]`, or as
 * `~regex`; parts joined by `,` or `:`; `&` for what must be in as well, `!` for what must not (Ansible,
 * "Patterns: targeting hosts and groups"). `group[0]` and `group[0:9]` are positions in it.
 */
import { failed, type Result, success } from "@reroot/pki";
import { isIpv6 } from "./ansible/host-pattern.js";
import type { Inventory, InventoryDevice } from "./inventory.js";
import type { LimitFailure } from "./inventory-failure.js";
import { namePattern } from "./name-pattern.js";

export interface Limited {
  readonly inventory: Inventory;
  /** The parts that match no device and no group: perhaps misspelt. */
  readonly unmatched: readonly string[];
}

export function limitInventory({ devices }: Inventory, limit: string): Result<Limited, LimitFailure> {
  const parts = partsOf(limit, devices);
  const matched = new Map<string, ReadonlySet<InventoryDevice>>();
  const groups = membersByGroup(devices);
  for (const part of parts) {
    const read = devicesMatching(part.replace(/^[!&]/, ""), devices, groups);
    if (!read.ok) return read;
    matched.set(part, new Set(read.value));
  }
  const setOf = (part: string) => matched.get(part) ?? new Set<InventoryDevice>();
  const wanted = parts.filter((part) => !/^[!&]/.test(part));
  // In one of the plain parts, in all of the & and in none of the !, in whatever order they are written
  // ("Pattern processing order"); without a plain part all devices are meant.
  const chosen = devices
    .filter((device) => wanted.length === 0 || wanted.some((part) => setOf(part).has(device)))
    .filter((device) => parts.every((part) => !part.startsWith("&") || setOf(part).has(device)))
    .filter((device) => parts.every((part) => !part.startsWith("!") || !setOf(part).has(device)));
  const unmatched = parts.filter((part) => setOf(part).size === 0);
  if (chosen.length === 0) return failed({ code: "inventory/limit-matches-nothing", limit, unmatched });
  return success({ inventory: { devices: chosen }, unmatched });
}

/**
 * "The comma is preferred when dealing with ranges and IPv6 addresses" (Common patterns): with a comma, no colon
 * separates; without one, those outside brackets do.
 */
function partsOf(limit: string, devices: readonly InventoryDevice[]): readonly string[] {
  const whole = limit.trim();
  const isOneName = isIpv6(whole) || devices.some(({ name }) => name === whole);
  const parts = isOneName
    ? [whole]
    : whole.includes(",")
      ? whole.split(",")
      : (whole.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? []);
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

function membersByGroup(devices: readonly InventoryDevice[]): Map<string, InventoryDevice[]> {
  const groups = new Map<string, InventoryDevice[]>([
    ["all", [...devices]],
    ["ungrouped", devices.filter((device) => device.groups.length === 0)],
  ]);
  for (const device of devices) {
    for (const group of new Set(device.groups)) {
      const members = groups.get(group);
      if (members) members.push(device);
      else groups.set(group, [device]);
    }
  }
  return groups;
}

function devicesMatching(
  pattern: string,
  devices: readonly InventoryDevice[],
  groups: ReadonlyMap<string, readonly InventoryDevice[]>,
): Result<readonly InventoryDevice[], LimitFailure> {
  if (pattern.startsWith("~")) return devicesMatchingExpression(pattern, devices, groups);
  const position = /^(.+)\[(?:(-?\d+)|(\d*)[:-](\d*))\]$/.exec(pattern);
  const isPosition = position !== null && !(position[3] === "" && position[4] === "");
  const base = isPosition ? (position[1] ?? "") : pattern;
  const found = union(base, namePattern(base), devices, groups);
  if (!isPosition) return success(found);
  const [, , single, from, to] = position;
  if (single !== undefined) return success(found.slice(Number(single)).slice(0, 1));
  // "The sequence of items with index k such that i <= k <= j."
  return success(found.slice(Number(from || 0), to ? Number(to) + 1 : undefined));
}

function devicesMatchingExpression(
  pattern: string,
  devices: readonly InventoryDevice[],
  groups: ReadonlyMap<string, readonly InventoryDevice[]>,
): Result<readonly InventoryDevice[], LimitFailure> {
  try {
    // As Python's `match`: from the beginning of the name, and not necessarily to its end.
    const expression = new RegExp(`^(?:${pattern.slice(1)})`);
    return success(union(pattern, (name) => expression.test(name), devices, groups));
  } catch {
    return failed({ code: "inventory/bad-limit", pattern, expected: "a regular expression behind ~" });
  }
}

/** Members of the groups that match; devices that match by name, where a pattern is meant or no group is. */
function union(
  pattern: string,
  isMatch: (name: string) => boolean,
  devices: readonly InventoryDevice[],
  groups: ReadonlyMap<string, readonly InventoryDevice[]>,
): readonly InventoryDevice[] {
  const members = new Set([...groups].filter(([group]) => isMatch(group)).flatMap(([, inGroup]) => inGroup));
  if (members.size === 0 || /^~|[.?*[]/.test(pattern)) {
    for (const device of devices) if (isMatch(device.name)) members.add(device);
  }
  return [...members];
}
