/** One host entry of an Ansible inventory, INI or YAML, as the hosts that it stands for. */
import { MOST_DEVICES, MOST_MEMBERSHIPS } from "../bounds.js";
import type { ReadingNotes } from "../reading-notes.js";
import type { Place } from "../understood-inventory.js";
import { hostsOf } from "./host-pattern.js";
import { type AnsibleHost, type AnsibleInventory, hostNamed } from "./model.js";

/** A port behind the name becomes the host's `ansible_port`. */
export function addHosts(
  pattern: string,
  group: string,
  into: AnsibleInventory,
  place: Place,
  notes: ReadingNotes,
): readonly AnsibleHost[] {
  if (into.memberships > MOST_MEMBERSHIPS) return [];
  const read = hostsOf(pattern);
  if (!read.ok && read.problem === "name") {
    const expected = "a name or an address, with :PORT behind it where it is not 22";
    notes.fail({ code: "inventory/bad-value", place, key: "the host", expected });
    return [];
  }
  if (!read.ok && read.problem === "range") {
    notes.fail({ code: "inventory/bad-range", place, range: read.range });
    return [];
  }
  if (!read.ok || into.hosts.size + read.names.length > MOST_DEVICES) {
    notes.fail({ code: "inventory/too-many", place, what: "devices", most: MOST_DEVICES });
    return [];
  }
  into.memberships += read.names.length;
  if (into.memberships > MOST_MEMBERSHIPS) {
    notes.fail({ code: "inventory/too-many", place, what: "group memberships", most: MOST_MEMBERSHIPS });
    return [];
  }
  return read.names.map((name) => {
    const host = hostNamed(into, name, place);
    host.groups.add(group);
    if (read.port !== undefined) {
      host.variables.set("ansible_port", { key: "the port", place, kind: "text", text: read.port });
    }
    return host;
  });
}
