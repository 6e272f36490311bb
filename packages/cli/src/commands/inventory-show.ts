/** `reroot inventory show`: what was understood of an inventory, where each device stands, what was not used. */
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { givenInventory, type InventoryOptions } from "../files/inventory-file.js";
import { Refusal } from "../refusal.js";
import { inventoryAsJson, showInventory, showInventoryWarnings } from "../views/inventory-view.js";
import type { Run } from "./command.js";
import { withInventoryOptions } from "./inventory-options.js";

export function inventoryShowCommand(run: Run): Command {
  const command = new Command("show")
    .description("show what was understood of an inventory, and what was not used; connects to no device")
    .argument("[host...]", "devices by name or address, such as r1:2022 or r[01:20]");
  return withInventoryOptions(command).action(run(show));
}

async function show(desk: Desk, hosts: readonly string[], options: InventoryOptions): Promise<ExitCode> {
  if (hosts.length > 0 === (options.inventory !== undefined)) {
    throw new Refusal({
      sentence: hosts.length > 0 ? "Hosts and --inventory exclude each other." : "No inventory was named.",
      advice: "Give --inventory FILE, a folder, or the address of NetBox; or hosts.",
    });
  }
  const given = await givenInventory(hosts, options, desk.world, desk.progress.show);
  desk.progress.clear();
  if (desk.json) desk.out.json(inventoryAsJson(given));
  else {
    showInventory(given, desk.out);
    showInventoryWarnings({ ignored: [], leftOut: [], unmatched: given.unmatched }, desk.err);
  }
  return EXIT.fine;
}
