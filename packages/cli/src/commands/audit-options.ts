/** What the commands that audit are given: whence, for which notice, about which date, where to. */
import { VERDICTS } from "@reroot/core";
import { type Command, Option } from "commander";
import type { InventoryOptions } from "../files/inventory-file.js";
import { DEFAULT_NOTICE, moment, wholeNumber } from "./command.js";
import { withInventoryOptions } from "./inventory-options.js";
import { type LoginOptions, withLoginOptions } from "./login-options.js";
import { type Chosen, selectors, WITH_STANDBY } from "./selectors.js";

export interface SourceOptions extends LoginOptions, InventoryOptions {
  readonly notice?: string;
  readonly labNotice?: string;
  readonly captures?: string;
  readonly again?: string;
  readonly only?: readonly Chosen[];
  readonly ping?: string;
  readonly sessions?: number;
  readonly at?: Date;
  readonly out?: string;
}

export function withSourceOptions(command: Command): Command {
  return withLoginOptions(withInventoryOptions(command))
    .option("--captures <dir>", "outputs that you already have, instead of devices")
    .option("--notice <id>", `the notice; several with commas, or "all" (default: ${DEFAULT_NOTICE})`)
    .addOption(
      new Option("--at <date>", "the date that the verdicts are about (default: now)").argParser(moment),
    )
    .option("--out <dir>", "where the files of the run go")
    .addOption(
      new Option("--sessions <n>", "devices read at the same time (default: 64)").argParser(
        wholeNumber(1, 2000),
      ),
    )
    .option(
      "--ping <host>",
      "also ping this address or full name from each device, five times, a second each",
    )
    .option("--lab-notice <file>", "the notice of a lab, as `reroot lab up` wrote it");
}

/** For commands that can read a part of an earlier run's devices again. */
export function withAgainOptions(command: Command): Command {
  return command
    .option("--again <dir>", "an earlier run: read a part of its devices again, into a new folder")
    .addOption(
      new Option(
        "--only <kinds>",
        `with --again, which devices: failed (not-read among them), unreachable, not-read, ${WITH_STANDBY}, or verdicts (${VERDICTS.join(", ")})`,
      ).argParser(selectors),
    );
}
