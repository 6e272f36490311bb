/**
 * Ansible's INI inventory: hosts with variables on their line, `[group]`, `[group:children]`, `[group:vars]`;
 * "anything found outside a section is considered an ungrouped host" (documentation of the ini plugin).
 */
import type { Said } from "../device-fields.js";
import type { ReadingNotes } from "../reading-notes.js";
import type { InventoryFile, Place } from "../understood-inventory.js";
import { isVaultText } from "../yaml-file.js";
import { addHosts } from "./add-hosts.js";
import { iniValue, iniWords } from "./ini-words.js";
import { type AnsibleInventory, groupNamed, setVariable } from "./model.js";

export function readAnsibleIni(
  { path, text }: InventoryFile,
  into: AnsibleInventory,
  notes: ReadingNotes,
): void {
  let section: Section = { group: "ungrouped", kind: "hosts" };
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = raw.trim();
    const place: Place = { file: path, line: index + 1 };
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    if (isSectionLine(line)) section = openSection(line, into, place, notes) ?? section;
    else if (section.kind === "hosts") readHost(line, section.group, into, place, notes);
    else if (section.kind === "vars") readVariable(line, section.group, into, place, notes);
    else readChild(line, section.group, into, place, notes);
  }
}

interface Section {
  readonly group: string;
  readonly kind: "hosts" | "children" | "vars";
}

const SECTION = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:[#;].*)?$/;

/** `[2001:db8::1]:22 a=b` and `[a:c]-router` are hosts, although they begin with a bracket. */
function isSectionLine(line: string): boolean {
  return SECTION.test(line) || /^\[[^\]]*\]$/.test(line);
}

function openSection(
  line: string,
  into: AnsibleInventory,
  place: Place,
  notes: ReadingNotes,
): Section | undefined {
  const [, name, kind = "hosts"] = SECTION.exec(line) ?? [];
  if (name === undefined || (kind !== "hosts" && kind !== "children" && kind !== "vars")) {
    const expected = "a section such as [core], [core:children] or [core:vars]";
    notes.fail({ code: "inventory/bad-line", place, expected });
    return undefined;
  }
  const group = groupNamed(into, name, place);
  if (kind !== "vars") group.isDefined = true;
  return { group: name, kind };
}

function readHost(
  line: string,
  group: string,
  into: AnsibleInventory,
  place: Place,
  notes: ReadingNotes,
): void {
  const [pattern, ...assignments] = iniWords(line) ?? [];
  if (pattern === undefined) {
    notes.fail({ code: "inventory/bad-line", place, expected: "every quote to be closed on its line" });
    return;
  }
  const said: Said[] = [];
  for (const assignment of assignments) {
    const equals = assignment.indexOf("=");
    if (equals < 1) {
      notes.fail({
        code: "inventory/bad-line",
        place,
        expected: "a host and then variables, each as key=value",
      });
      return;
    }
    said.push(saidIn(assignment.slice(0, equals), assignment.slice(equals + 1), place));
  }
  for (const host of addHosts(pattern, group, into, place, notes)) {
    for (const one of said) setVariable(host.variables, one, notes);
  }
}

/** "Unlike host lines, :vars sections accept only a single entry per line." */
function readVariable(
  line: string,
  group: string,
  into: AnsibleInventory,
  place: Place,
  notes: ReadingNotes,
): void {
  const equals = line.indexOf("=");
  if (equals < 1) {
    notes.fail({ code: "inventory/bad-line", place, expected: "a variable as key=value" });
    return;
  }
  const said = saidIn(line.slice(0, equals).trim(), line.slice(equals + 1).trim(), place);
  setVariable(groupNamed(into, group, place).variables, said, notes);
}

function readChild(
  line: string,
  group: string,
  into: AnsibleInventory,
  place: Place,
  notes: ReadingNotes,
): void {
  const child = /^([^\s:[\]]+)\s*(?:[#;].*)?$/.exec(line)?.[1];
  if (child === undefined) {
    notes.fail({ code: "inventory/bad-line", place, expected: "the name of one group" });
    return;
  }
  const parent = groupNamed(into, group, place);
  if (!parent.children.has(child)) parent.children.set(child, place);
}

function saidIn(key: string, value: string, place: Place): Said {
  if (isVaultText(value)) return { key, place, kind: "encrypted", text: "" };
  return { key, place, kind: "text", text: iniValue(value) };
}
