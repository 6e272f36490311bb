/** Devices named on the command line: `host`, `host:port`, `[2001:db8::1]:port`, `r[01:20].example.net`. */
import { failed, type Result, success } from "@reroot/pki";
import { hostsOf } from "./ansible/host-pattern.js";
import { isPort, isWord } from "./device-fields.js";
import { DEFAULT_SSH_PORT, type Inventory, type InventoryDevice } from "./inventory.js";

export type GivenHostFailure = { readonly code: "inventory/not-a-host"; readonly given: string };

/** A device is called what it was given as; given twice, it is one device. */
export function inventoryOfHosts(given: readonly string[]): Result<Inventory, GivenHostFailure> {
  const devices = new Map<string, InventoryDevice>();
  for (const one of given) {
    const read = hostsOf(one);
    const port = read.ok ? (read.port ?? String(DEFAULT_SSH_PORT)) : "";
    if (!read.ok || !isPort(port)) return failed({ code: "inventory/not-a-host", given: one });
    for (const host of read.names) {
      if (!isWord(host) || /[/\\,;]/.test(host)) return failed({ code: "inventory/not-a-host", given: one });
      const name =
        read.names.length > 1 && read.port ? `${host}:${port}` : read.names.length > 1 ? host : one;
      devices.set(name, { name, host, port: Number(port), groups: [] });
    }
  }
  return success({ devices: [...devices.values()] });
}
