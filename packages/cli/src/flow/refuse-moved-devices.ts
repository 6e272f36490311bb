/** The inventory of a run can be edited; what was approved is for the routers that were audited, where they were. */
import { type Inventory, movedDevices, type Plan } from "@reroot/core";
import type { RunFolder } from "../files/run-folder.js";
import { Refusal } from "../refusal.js";
import { count } from "../words/count.js";

/** @throws {Refusal} naming a device that the plan was made for at another address. */
export function refuseMovedDevices(plan: Plan, inventory: Inventory, folder: RunFolder): void {
  const [first, ...others] = movedDevices(plan, inventory);
  if (!first) return;
  const { device, planned, now } = first;
  const besides = others.length > 0 ? `, and ${count(others.length, "device")} more moved` : "";
  throw new Refusal({
    sentence: `The inventory is not the one that the plan was made for: ${device} was at ${planned} and is ${now ? `at ${now}` : "not listed"} now${besides}.`,
    place: folder.fileOf("inventory"),
    advice: "Nothing was sent. Audit the devices where they are now, and make a new plan.",
  });
}
