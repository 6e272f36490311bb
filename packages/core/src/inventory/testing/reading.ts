/** Reads inventories from texts in a test, as if they lay in one folder. */
import type { InventoryDevice } from "../inventory.js";
import type { InventoryFailure } from "../inventory-failure.js";
import { inventoryPart } from "../inventory-part.js";
import { readInventory } from "../read-inventory.js";
import type { InventoryFile, InventoryFormat, UnderstoodInventory } from "../understood-inventory.js";

/** By path within the folder. */
export type Texts = Readonly<Record<string, string>>;

export function filesOf(texts: Texts): InventoryFile[] {
  return Object.entries(texts).flatMap(([path, text]) => {
    const part = inventoryPart(path);
    return part ? [{ path, text, part }] : [];
  });
}

export function understood(texts: Texts | string, format?: InventoryFormat): UnderstoodInventory {
  const read = readInventory(filesOf(typeof texts === "string" ? { inventory: texts } : texts), {
    ...(format && { format }),
  });
  if (!read.ok) throw new Error(`refused: ${JSON.stringify(read.failure)}`);
  return read.value;
}

export function failureOf(texts: Texts | string, format?: InventoryFormat): InventoryFailure {
  const read = readInventory(filesOf(typeof texts === "string" ? { inventory: texts } : texts), {
    ...(format && { format }),
  });
  if (read.ok) throw new Error(`accepted: ${JSON.stringify(read.value.inventory)}`);
  return read.failure;
}

/** Devices by name. */
export function devicesOf(texts: Texts | string, format?: InventoryFormat): Record<string, InventoryDevice> {
  const { devices } = understood(texts, format).inventory;
  return Object.fromEntries(devices.map((device) => [device.name, device]));
}
