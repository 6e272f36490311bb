/**
 * Ansible's inventory before anything is decided: groups, hosts, and the few variables that say how a device
 * is reached, each with its place. Variables that hold secrets are noted and not kept; all others are no
 * concern of ours.
 */
import type { Said } from "../device-fields.js";
import type { ReadingNotes } from "../reading-notes.js";
import { isSecretKey } from "../secret-key.js";
import type { Place } from "../understood-inventory.js";

export interface AnsibleInventory {
  readonly groups: Map<string, AnsibleGroup>;
  readonly hosts: Map<string, AnsibleHost>;
  /** Variables of `group_vars/` and `host_vars/`, by group and by host. */
  readonly groupFiles: Map<string, Variables>;
  readonly hostFiles: Map<string, Variables>;
  /** How often a host or a group was said to belong to a group: bounds what ranges and aliases can grow to. */
  memberships: number;
}

export interface AnsibleGroup {
  readonly name: string;
  readonly place: Place;
  /** Said to be there by a section or a mapping of its own, and not only named as a child or by its variables. */
  isDefined: boolean;
  readonly variables: Variables;
  readonly children: Map<string, Place>;
}

export interface AnsibleHost {
  readonly name: string;
  readonly place: Place;
  readonly variables: Variables;
  /** The groups that list it. */
  readonly groups: Set<string>;
}

export type Variables = Map<UsedVariable, Said>;

export const USED_VARIABLES = [
  "ansible_host",
  "ansible_ssh_host",
  "ansible_port",
  "ansible_ssh_port",
  "ansible_user",
  "ansible_ssh_user",
  "ansible_connection",
  "ansible_network_os",
  "ansible_group_priority",
  "site",
] as const;

export type UsedVariable = (typeof USED_VARIABLES)[number];

export function emptyAnsibleInventory(place: Place): AnsibleInventory {
  const inventory: AnsibleInventory = {
    groups: new Map(),
    hosts: new Map(),
    groupFiles: new Map(),
    hostFiles: new Map(),
    memberships: 0,
  };
  // "Ansible creates two default groups: all and ungrouped" (How to build your inventory, default groups).
  for (const name of ["all", "ungrouped"]) groupNamed(inventory, name, place).isDefined = true;
  return inventory;
}

export function groupNamed({ groups }: AnsibleInventory, name: string, place: Place): AnsibleGroup {
  const known = groups.get(name);
  if (known) return known;
  const group: AnsibleGroup = { name, place, isDefined: false, variables: new Map(), children: new Map() };
  groups.set(name, group);
  return group;
}

export function hostNamed({ hosts }: AnsibleInventory, name: string, place: Place): AnsibleHost {
  const known = hosts.get(name);
  if (known) return known;
  const host: AnsibleHost = { name, place, variables: new Map(), groups: new Set() };
  hosts.set(name, host);
  return host;
}

/** Keeps a variable that Reroot uses, and notes those whose absence somebody may wonder about. */
export function setVariable(variables: Variables, said: Said, notes: ReadingNotes): void {
  const { key, place } = said;
  if (isUsed(key)) variables.set(key, said);
  else if (isSecretKey(key)) notes.ignore("secret", key, place);
  else if (LOGIN_VARIABLES.test(key)) notes.ignore("not-used", key, place);
}

function isUsed(key: string): key is UsedVariable {
  return (USED_VARIABLES as readonly string[]).includes(key);
}

/** How Ansible's own SSH is to log in: Reroot takes that from its options and from ~/.ssh/config. */
const LOGIN_VARIABLES =
  /^ansible_(ssh_(common|extra)_args|ssh_(private_key|transport|executable).*|private_key_file|paramiko_.+|become.*|network_cli_.+|libssh_.+)$/;
