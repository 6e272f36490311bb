/**
 * Ansible's `group_vars/` and `host_vars/`: which files belong to which group or host. A file is named after its
 * owner, with `.yml`, `.yaml`, `.json` or no ending; a folder named after it is read whole, "in lexicographical
 * order" (How to build your inventory, "Organizing host and group variables").
 */
import type { ReadingNotes } from "../reading-notes.js";
import type { InventoryFile, InventoryPart } from "../understood-inventory.js";
import { isVaultText, yamlFile } from "../yaml-file.js";
import type { AnsibleInventory } from "./model.js";
import { readVariables } from "./yaml.js";

export function readVariableFiles(
  files: readonly InventoryFile[],
  into: AnsibleInventory,
  notes: ReadingNotes,
): void {
  for (const { owner, of, read, hidden } of sets(files)) {
    const first = read[0] ?? hidden[0];
    const isKnown = of === "group" ? into.groups.has(owner) : into.hosts.has(owner);
    if (!isKnown && first) {
      notes.ignore("of-nobody", first.path, { file: first.path, line: 1 });
      continue;
    }
    for (const { path } of hidden) notes.ignore("hidden", path, { file: path, line: 1 });
    const variables = new Map();
    for (const file of read) readOne(file, variables, notes);
    (of === "group" ? into.groupFiles : into.hostFiles).set(owner, variables);
  }
}

function readOne(
  { path, text }: InventoryFile,
  into: Parameters<typeof readVariables>[1],
  notes: ReadingNotes,
): void {
  if (isVaultText(text)) {
    notes.ignore("encrypted", path, { file: path, line: 1 });
    return;
  }
  const file = yamlFile(path, text, notes);
  if (file) readVariables(file, into, notes);
}

interface VariableSet {
  readonly owner: string;
  readonly of: "group" | "host";
  readonly read: readonly InventoryFile[];
  readonly hidden: readonly InventoryFile[];
}

/** The form that Ansible finds first counts, and the others are not read: the bare name, .yml, .yaml, .json. */
const FORMS = ["", ".yml", ".yaml", ".json"];

function sets(files: readonly InventoryFile[]): readonly VariableSet[] {
  const byOwner = new Map<
    string,
    { owner: string; of: "group" | "host"; forms: Map<string, InventoryFile[]> }
  >();
  for (const file of files) {
    if (file.part.kind !== "variables") continue;
    const { owner, form } = ownerOf(file.part);
    const id = `${file.part.of} ${owner}`;
    const set = byOwner.get(id) ?? { owner, of: file.part.of, forms: new Map<string, InventoryFile[]>() };
    byOwner.set(id, set);
    const same = set.forms.get(form);
    if (same) same.push(file);
    else set.forms.set(form, [file]);
  }
  return [...byOwner.values()].map(({ owner, of, forms }) => {
    const counting = FORMS.find((form) => forms.has(form)) ?? "";
    const read = [...(forms.get(counting) ?? [])].sort((one, other) => (one.path < other.path ? -1 : 1));
    const hidden = [...forms].filter(([form]) => form !== counting).flatMap(([, others]) => others);
    return { owner, of, read, hidden };
  });
}

/** A name may have dots of its own (`r1.example.net`): only the known endings are taken off. */
function ownerOf({ below }: Extract<InventoryPart, { kind: "variables" }>): { owner: string; form: string } {
  const [first = "", ...rest] = below.split("/");
  if (rest.length > 0) return { owner: first, form: "" };
  const form = FORMS.find((ending) => ending !== "" && first.endsWith(ending)) ?? "";
  return { owner: first.slice(0, first.length - form.length), form };
}
