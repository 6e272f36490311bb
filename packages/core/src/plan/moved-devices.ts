/** A plan is for the routers that were audited: one whose name leads elsewhere by now is not among them. */
import type { Inventory, InventoryDevice } from "../inventory/inventory.js";
import type { Plan } from "./plan.js";

export interface MovedDevice {
  readonly device: string;
  /** `HOST:PORT` when the plan was made. */
  readonly planned: string;
  /** `HOST:PORT` by the inventory at hand; absent where it names no such device. */
  readonly now?: string;
}

/** `HOST:PORT`, with the brackets that an IPv6 address needs. */
export function addressOf({ host, port }: Pick<InventoryDevice, "host" | "port">): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** The plan's devices that this inventory has elsewhere, or not at all. */
export function movedDevices(plan: Plan, inventory: Inventory): readonly MovedDevice[] {
  const known = new Map(inventory.devices.map((one) => [one.name, addressOf(one)]));
  return plan.waves
    .flatMap(({ devices }) => devices)
    .flatMap(({ device, basedOn: { address: planned } }) => {
      const now = known.get(device);
      if (planned === undefined || planned === now) return [];
      return [{ device, planned, ...(now !== undefined && { now }) }];
    });
}
