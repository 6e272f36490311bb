/**
 * Ansible's YAML inventory: groups by their names, each with `hosts`, `vars` and `children` (documentation of
 * the yaml plugin). A child needs no mapping of its own elsewhere.
 */
import { MOST_GROUPS, MOST_NESTED_GROUPS } from "../bounds.js";
import type { ReadingNotes } from "../reading-notes.js";
import { isSecretKey } from "../secret-key.js";
import type { Place } from "../understood-inventory.js";
import type { YamlEntry, YamlFile, YamlNode } from "../yaml-file.js";
import { addHosts } from "./add-hosts.js";
import { type AnsibleInventory, groupNamed, setVariable, type Variables } from "./model.js";

export const GROUP_KEYS = ["hosts", "vars", "children"];

export function readAnsibleYaml(file: YamlFile, into: AnsibleInventory, notes: ReadingNotes): void {
  const groups = file.entriesOf(file.top);
  if (groups === undefined) {
    notes.fail({ code: "inventory/not-a-mapping", place: file.placeOf(file.top), what: "the file" });
    return;
  }
  const reading: Reading = { file, into, notes, groupsLeft: MOST_GROUPS };
  for (const { key, place, value } of groups) readGroup(key, place, value, 1, reading);
}

/** The variables of a `group_vars/` or `host_vars/` file. */
export function readVariables(file: YamlFile, into: Variables, notes: ReadingNotes): void {
  if (file.top === undefined) return;
  const entries = file.entriesOf(file.top);
  if (entries === undefined) {
    notes.fail({ code: "inventory/not-a-mapping", place: file.placeOf(file.top), what: "the file" });
    return;
  }
  setAll(entries, into, file, notes);
}

interface Reading {
  readonly file: YamlFile;
  readonly into: AnsibleInventory;
  readonly notes: ReadingNotes;
  groupsLeft: number;
}

function readGroup(name: string, place: Place, node: YamlNode, depth: number, reading: Reading): void {
  const { file, into, notes } = reading;
  const group = groupNamed(into, name, place);
  group.isDefined = true;
  if (depth > MOST_NESTED_GROUPS) notes.fail({ code: "inventory/too-deep", place, most: MOST_NESTED_GROUPS });
  // Aliases can lead round in a circle, or to the same group on very many ways.
  reading.groupsLeft -= 1;
  if (reading.groupsLeft < 0)
    notes.fail({ code: "inventory/too-many", place, what: "groups", most: MOST_GROUPS });
  if (node === undefined || notes.firstFailure) return;
  const entries = file.entriesOf(node);
  if (entries === undefined) {
    notes.fail({ code: "inventory/not-a-mapping", place, what: `the group "${name}"` });
    return;
  }
  for (const entry of entries) {
    if (entry.key === "vars") setAll(membersOf(entry, reading), group.variables, file, notes);
    else if (entry.key === "hosts") readHosts(name, membersOf(entry, reading), reading);
    else if (entry.key === "children") {
      for (const child of membersOf(entry, reading)) {
        if (!group.children.has(child.key)) group.children.set(child.key, child.place);
        readGroup(child.key, child.place, child.value, depth + 1, reading);
      }
    } else notes.ignore(isSecretKey(entry.key) ? "secret" : "unknown-key", entry.key, entry.place);
  }
}

function readHosts(group: string, hosts: readonly YamlEntry[], { file, into, notes }: Reading): void {
  for (const { key, place, value } of hosts) {
    const variables = value === undefined ? [] : file.entriesOf(value);
    if (variables === undefined) {
      notes.fail({ code: "inventory/not-a-mapping", place, what: `the host "${key}"` });
      continue;
    }
    for (const host of addHosts(key, group, into, place, notes))
      setAll(variables, host.variables, file, notes);
  }
}

/** The mapping below `hosts`, `vars` or `children`; one name alone stands for itself. */
function membersOf({ key, place, value }: YamlEntry, { file, notes }: Reading): readonly YamlEntry[] {
  if (value === undefined) return [];
  const entries = file.entriesOf(value);
  if (entries) return entries;
  const single = file.said(key, value);
  if (key !== "vars" && single.kind === "text")
    return [{ key: single.text, place: single.place, value: undefined }];
  const what = key === "vars" ? "vars" : `${key} (each name with a colon behind it, and no dash before it)`;
  notes.fail({ code: "inventory/not-a-mapping", place, what });
  return [];
}

function setAll(entries: readonly YamlEntry[], into: Variables, file: YamlFile, notes: ReadingNotes): void {
  for (const { key, place, value } of entries) {
    if (value !== undefined) setVariable(into, file.said(key, value, place), notes);
  }
}
