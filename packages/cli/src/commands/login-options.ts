/** How to log in to devices: the options that `audit` and `apply` share, and where a login comes from. */
import os from "node:os";
import path from "node:path";
import type { InventoryDevice } from "@reroot/core";
import { type Command, Option } from "commander";
import { readText } from "../files/read-file.js";
import { Refusal } from "../refusal.js";
import { passwordFor } from "../secrets.js";
import type { World } from "../world.js";
import { wholeNumber } from "./command.js";

export interface LoginOptions {
  readonly user?: string;
  readonly passwordFd?: number;
  readonly knownHosts?: string;
}

export interface LoginGiven {
  readonly username: string;
  readonly password: string;
  /** Text of the known_hosts file. */
  readonly knownHosts: string;
}

export function withLoginOptions(command: Command): Command {
  return command
    .option("--user <name>", "user name on the devices (default: yours here)")
    .addOption(
      new Option("--password-fd <n>", "file descriptor that holds the password").argParser(
        wholeNumber(0, 1023),
      ),
    )
    .option("--known-hosts <file>", "host keys that count (default: ~/.ssh/known_hosts)");
}

export async function loginFrom(
  { user, passwordFd, knownHosts }: LoginOptions,
  devices: readonly InventoryDevice[],
  world: World,
): Promise<LoginGiven> {
  const username = user ?? os.userInfo().username;
  const named = [...new Set(devices.map((device) => device.username ?? username))];
  const keys = await knownHostsText(knownHosts, world);
  return { username, knownHosts: keys, password: await passwordFor(named.join(", "), world, passwordFd) };
}

async function knownHostsText(given: string | undefined, world: World): Promise<string> {
  const file = given ?? path.join(os.homedir(), ".ssh", "known_hosts");
  return readText(world.directory, file).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal({
      sentence: `The devices' host keys cannot be checked: ${error.message}`,
      place: file,
      advice:
        "Collect them with ssh-keyscan over a path that you trust, compare, and give them: --known-hosts FILE",
    });
  });
}
