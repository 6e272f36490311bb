/**
 * From Ansible's groups, hosts and variables to devices. Which value of a variable counts, from least to most:
 * group variables of the inventory file, group_vars/all, group_vars/*, host variables of the inventory file,
 * host_vars/* (Ansible, "Understanding variable precedence"); within each, parents before children.
 */
import { deviceFrom, type FoundDevice, type Said } from "../device-fields.js";
import type { ReadingNotes } from "../reading-notes.js";
import { groupOrder } from "./group-order.js";
import type { AnsibleHost, AnsibleInventory, UsedVariable, Variables } from "./model.js";

export function ansibleDevices(inventory: AnsibleInventory, notes: ReadingNotes): FoundDevice[] {
  const order = groupOrder(inventory, notes);
  if (order === undefined) return [];
  const inherited = new Map<readonly string[], readonly Variables[]>();
  return [...inventory.hosts.values()].flatMap((host) => {
    const groups = order.withParents(groupsOf(host));
    const layers = inherited.get(groups) ?? layersOf(groups, inventory);
    inherited.set(groups, layers);
    return (
      deviceOf(host, groups, [...layers, host.variables, inventory.hostFiles.get(host.name)], notes) ?? []
    );
  });
}

/** "The ungrouped group contains all hosts that don't have another group aside from all." */
function groupsOf({ groups }: AnsibleHost): readonly string[] {
  const own = [...groups].filter((name) => name !== "all" && name !== "ungrouped");
  return own.length > 0 ? own : ["ungrouped"];
}

function layersOf(
  groups: readonly string[],
  { groups: known, groupFiles }: AnsibleInventory,
): readonly Variables[] {
  const inline = ["all", ...groups].flatMap((name) => known.get(name)?.variables ?? []);
  const files = ["all", ...groups].flatMap((name) => groupFiles.get(name) ?? []);
  return [...inline, ...files];
}

function deviceOf(
  host: AnsibleHost,
  groups: readonly string[],
  layers: readonly (Variables | undefined)[],
  notes: ReadingNotes,
): FoundDevice | undefined {
  const value = (...keys: readonly UsedVariable[]): Said | undefined => {
    for (const key of keys) {
      const said = layers.findLast((layer) => layer?.has(key))?.get(key);
      if (said) return said;
    }
    return undefined;
  };
  const os = value("ansible_network_os");
  const connection = value("ansible_connection");
  if (connection?.kind === "encrypted" || connection?.text.includes("{{")) {
    const { key, place } = connection;
    notes.fail({
      code: connection.kind === "encrypted" ? "inventory/encrypted" : "inventory/template",
      place,
      key,
    });
    return undefined;
  }
  const kind = connectionKind(connection, os);
  const { name, place } = host;
  if (kind === "elsewhere") {
    notes.leaveOut(name, { kind: "connection", connection: connection?.text ?? "" }, place);
    return undefined;
  }
  const port = value("ansible_port", "ansible_ssh_port");
  if (kind === "beside-ssh" && port) notes.ignore("port-of-other-connection", port.key, port.place);
  return deviceFrom(
    {
      name,
      place,
      host: value("ansible_host", "ansible_ssh_host"),
      port: kind === "beside-ssh" ? undefined : port,
      username: value("ansible_user", "ansible_ssh_user"),
      os,
      site: value("site"),
      groups: groups.filter((group) => group !== "ungrouped").sort(),
    },
    notes,
  );
}

/**
 * Whether the host is one that has a command line over SSH. NETCONF and HTTP APIs are other doors of the same
 * routers; `local` is a network device for the older network modules, and this machine where no network OS
 * is named.
 */
function connectionKind(
  connection: Said | undefined,
  os: Said | undefined,
): "ssh" | "beside-ssh" | "elsewhere" {
  const name = connection?.text.split(".").at(-1) ?? "";
  if (SSH_CONNECTIONS.includes(name)) return "ssh";
  if (DEVICE_APIS.includes(name)) return "beside-ssh";
  return name === "local" && os !== undefined ? "ssh" : "elsewhere";
}

const SSH_CONNECTIONS = ["", "smart", "ssh", "paramiko", "paramiko_ssh", "libssh", "network_cli"];
const DEVICE_APIS = ["netconf", "httpapi", "grpc", "gnmi", "restconf"];
