/** A plan is for the routers that were audited: one whose name leads elsewhere by now is not among them. */
import { addressOf } from "../inventory/address-of.js";
import type { Inventory } from "../inventory/inventory.js";
import type { Plan } from "./plan.js";

export interface MovedDevice {
  readonly device: string;
  /** When the plan was made. */
  readonly planned: string;
  /** By the inventory at hand; absent where it names no such device. */
  readonly now?: string;
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
