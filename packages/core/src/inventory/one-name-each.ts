/**
 * Whether two names lead to one device. A device that is listed twice would be changed twice, at the same
 * time: so this is refused, for the devices that are left after a limit.
 */

import { failed, type Result, success } from "@reroot/pki";
import { addressOf } from "./address-of.js";
import type { Inventory } from "./inventory.js";
import type { InventoryFailure } from "./inventory-failure.js";
import type { Place } from "./understood-inventory.js";

export type SameAddress = Extract<InventoryFailure, { code: "inventory/same-address" }>;

/** Compares addresses and ports as they are written; names are not resolved. */
export function oneNameEach(
  { devices }: Inventory,
  places: ReadonlyMap<string, Place>,
): Result<Inventory, SameAddress> {
  const known = new Map<string, string>();
  for (const device of devices) {
    const { name } = device;
    const address = addressOf(device);
    const other = known.get(address.toLowerCase());
    if (other !== undefined) {
      const [place, otherPlace] = [places.get(name) ?? NOWHERE, places.get(other) ?? NOWHERE];
      return failed({ code: "inventory/same-address", place, name, other, otherPlace, address });
    }
    known.set(address.toLowerCase(), name);
  }
  return success({ devices });
}

const NOWHERE: Place = { file: "", line: 1 };
