/**
 * Which device an address belongs to, by the inventory. Devices fetch from whichever interface leads to the
 * mirror, so that an address may be nobody's that we know; it is then shown as it is. Names in the inventory are
 * looked up by whoever has a resolver.
 */
import { isIP } from "node:net";
import type { Inventory } from "@reroot/core";

/** Undefined for an address that no device of the inventory has, or that several share. */
export type DeviceAtAddress = (address: string) => string | undefined;

export type LookUp = (host: string) => Promise<readonly string[]>;

/** A name that does not resolve leaves its device without an address, and is no reason to stop. */
export async function devicesByAddress(inventory: Inventory, lookUp: LookUp): Promise<DeviceAtAddress> {
  const devices = new Map<string, string | undefined>();
  for (const { name, host } of inventory.devices) {
    const addresses = isIP(host) ? [host] : await lookUp(host).catch(() => []);
    for (const address of addresses.map(plainAddress)) {
      devices.set(address, devices.has(address) && devices.get(address) !== name ? undefined : name);
    }
  }
  return (address) => devices.get(plainAddress(address));
}

/** IPv4 addresses come as `::ffff:192.0.2.1` where a socket speaks both. */
export function plainAddress(address: string): string {
  return address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
}
