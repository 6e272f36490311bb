/**
 * How the groups of an Ansible inventory stand above each other: who is above a host, and in which order the
 * variables of its groups are merged.
 */
import { MOST_MEMBERSHIPS, MOST_NESTED_GROUPS } from "../bounds.js";
import type { ReadingNotes } from "../reading-notes.js";
import type { Place } from "../understood-inventory.js";
import type { AnsibleInventory } from "./model.js";

export interface GroupOrder {
  /** These groups and all above them but `all`, those first whose variables are overridden by the later ones. */
  withParents(groups: Iterable<string>): readonly string[];
}

/** Answers `undefined` after noting a group that is not there, one that holds itself, or too many levels. */
export function groupOrder(inventory: AnsibleInventory, notes: ReadingNotes): GroupOrder | undefined {
  refuseUndefined(inventory, notes);
  refuseAllAsChild(inventory, notes);
  const parents = parentsOf(inventory);
  const depths = depthsOf(inventory, parents, notes);
  if (depths === undefined || notes.firstFailure) return undefined;
  const priority = (name: string) =>
    Number(inventory.groups.get(name)?.variables.get("ansible_group_priority")?.text ?? 1) || 1;
  // A child overrides its parents; of groups at the same level the last in ASCII order overrides, unless
  // ansible_group_priority says otherwise (How to build your inventory, "How variables are merged").
  const later = (one: string, other: string) =>
    (depths.get(one) ?? 0) - (depths.get(other) ?? 0) ||
    priority(one) - priority(other) ||
    (one < other ? -1 : 1);
  const known = new Map<string, readonly string[]>();
  let budget = MOST_MEMBERSHIPS;
  return {
    withParents: (groups) => {
      const direct = [...groups].sort();
      const id = direct.join("\n");
      const before = known.get(id);
      if (before) return before;
      const above = new Set(direct);
      for (const name of above) for (const parent of parents.get(name) ?? []) above.add(parent);
      above.delete("all");
      budget -= above.size;
      if (budget < 0) noteTooMany(inventory, notes);
      const ordered = budget < 0 ? [] : [...above].sort(later);
      known.set(id, ordered);
      return ordered;
    },
  };
}

function refuseUndefined({ groups }: AnsibleInventory, notes: ReadingNotes): void {
  for (const { name, place, isDefined, children } of groups.values()) {
    if (!isDefined) notes.fail({ code: "inventory/unknown-group", place, group: name });
    for (const [child, childPlace] of children) {
      if (!groups.get(child)?.isDefined)
        notes.fail({ code: "inventory/unknown-group", place: childPlace, group: child });
    }
  }
}

/** `all` holds every group, said or not: a group that holds `all` holds itself. */
function refuseAllAsChild({ groups }: AnsibleInventory, notes: ReadingNotes): void {
  for (const { name, children } of groups.values()) {
    const place = children.get("all");
    if (place) notes.fail({ code: "inventory/group-cycle", place, groups: ["all", name, "all"] });
  }
}

function parentsOf({ groups }: AnsibleInventory): Map<string, string[]> {
  const parents = new Map<string, string[]>();
  for (const { name, children } of groups.values()) {
    for (const child of children.keys()) {
      const known = parents.get(child);
      if (known) known.push(name);
      else parents.set(child, [name]);
    }
  }
  return parents;
}

/** The longest way from the top, found group by group once all its parents are done. */
function depthsOf(
  { groups }: AnsibleInventory,
  parents: ReadonlyMap<string, readonly string[]>,
  notes: ReadingNotes,
): Map<string, number> | undefined {
  const waitingFor = new Map([...groups.keys()].map((name) => [name, parents.get(name)?.length ?? 0]));
  const depths = new Map<string, number>();
  const ready = [...waitingFor].filter(([, parentsLeft]) => parentsLeft === 0).map(([name]) => name);
  for (const name of ready) {
    const above = (parents.get(name) ?? []).reduce((most, one) => Math.max(most, depths.get(one) ?? 0), 0);
    depths.set(name, name === "all" ? 0 : above + 1);
    if (above + 1 > MOST_NESTED_GROUPS) {
      notes.fail({ code: "inventory/too-deep", place: placeOf(name, groups), most: MOST_NESTED_GROUPS });
      return undefined;
    }
    for (const child of groups.get(name)?.children.keys() ?? []) {
      const left = (waitingFor.get(child) ?? 0) - 1;
      waitingFor.set(child, left);
      if (left === 0) ready.push(child);
    }
  }
  const left = [...groups.keys()].find((name) => !depths.has(name));
  if (left === undefined) return depths;
  noteCycle(left, parents, depths, groups, notes);
  return undefined;
}

/** From a group that is on a cycle or below one, upwards, until a group comes again. */
function noteCycle(
  start: string,
  parents: ReadonlyMap<string, readonly string[]>,
  done: ReadonlyMap<string, number>,
  groups: AnsibleInventory["groups"],
  notes: ReadingNotes,
): void {
  const seen = new Map<string, number>();
  const way: string[] = [];
  let at = start;
  while (!seen.has(at)) {
    seen.set(at, way.length);
    way.push(at);
    at = parents.get(at)?.find((parent) => !done.has(parent)) ?? at;
  }
  const cycle = [...way.slice(seen.get(at)), at].reverse();
  const place = groups.get(cycle[0] ?? "")?.children.get(cycle[1] ?? "") ?? placeOf(start, groups);
  notes.fail({ code: "inventory/group-cycle", place, groups: cycle });
}

function noteTooMany({ groups }: AnsibleInventory, notes: ReadingNotes): void {
  const place = placeOf("all", groups);
  notes.fail({ code: "inventory/too-many", place, what: "group memberships", most: MOST_MEMBERSHIPS });
}

function placeOf(name: string, groups: AnsibleInventory["groups"]): Place {
  return groups.get(name)?.place ?? { file: "", line: 1 };
}
