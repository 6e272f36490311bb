/** Which devices are meant: the options that commands share which take an inventory. */
import { INVENTORY_FORMATS } from "@reroot/core";
import { type Command, Option } from "commander";
import { wholeNumber } from "./command.js";

/** Adds `--inventory` with what belongs to it, and `--limit`. */
export function withInventoryOptions(command: Command): Command {
  return withInventorySource(command, "devices from a file, a folder, or NetBox").option(
    "--limit <pattern>",
    "only these devices and groups, as Ansible writes it: 'core,!paris' or 'r*:&edge'",
  );
}

/** For commands that want one device of an inventory. */
export function withInventorySource(command: Command, what: string): Command {
  return command
    .option("--inventory <file|dir|url>", what)
    .addOption(
      new Option(
        "--inventory-format <format>",
        "what it is written in (default: seen from what stands in it)",
      ).choices(INVENTORY_FORMATS),
    )
    .addOption(
      new Option("--inventory-token-fd <n>", "file descriptor that holds the NetBox token").argParser(
        wholeNumber(0, 1023),
      ),
    );
}
