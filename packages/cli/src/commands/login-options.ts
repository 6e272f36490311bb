/**
 * How to log in to devices: the options that every command shares which opens sessions, and where a
 * login comes from. What an SSH configuration means is the devices package's business.
 */
import { appendFileSync, existsSync, mkdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { InventoryDevice } from "@reroot/core";
import {
  configuredRoutes,
  EMPTY_SSH_CONFIG,
  type RouteNote,
  type RouteTo,
  readSshConfig,
  type SshConfig,
} from "@reroot/devices";
import { type Command, Option } from "commander";
import { readText } from "../files/read-file.js";
import { Refusal } from "../refusal.js";
import { passphraseFor, passwordByCommand, passwordFor } from "../secrets.js";
import { routeNoteInWords, sshConfigFailureInWords } from "../words/ssh-config.js";
import type { World } from "../world.js";
import { wholeNumber } from "./command.js";

export interface LoginOptions {
  readonly user?: string;
  readonly passwordFd?: number;
  readonly passwordCommand?: string;
  readonly askPassword?: boolean;
  readonly identity?: readonly string[];
  readonly sshConfig?: string;
  readonly knownHosts?: string;
  readonly acceptNewHostKeys?: boolean;
  readonly legacyAlgorithms?: string;
}

export interface LoginGiven {
  readonly routeTo: RouteTo;
}

export function withLoginOptions(command: Command): Command {
  return command
    .option("--user <name>", "user name on the devices (default: the SSH configuration's, or yours here)")
    .addOption(
      new Option("--password-fd <n>", "file descriptor that holds the password").argParser(
        wholeNumber(0, 1023),
      ),
    )
    .option("--password-command <command>", "a command of yours that prints the password")
    .option("--ask-password", "ask for the password although there are keys or an agent")
    .option("--identity <file...>", "private keys, beside those of the SSH configuration")
    .option("--ssh-config <file>", "an SSH configuration (default: ~/.ssh/config; `none` for none)")
    .option("--known-hosts <file>", "host keys that count (default: ~/.ssh/known_hosts)")
    .option("--accept-new-host-keys", "file the key of a host that is not known yet; never a changed one")
    .option("--legacy-algorithms <names>", "devices or groups, by commas, that may use old SSH algorithms");
}

/** For what carries plans out: the token of registrations, which stands in no plan. */
export function registrationTokenOption(): Option {
  return new Option(
    "--registration-token-fd <n>",
    "where to read the token for approved registrations; or set REROOT_REGISTRATION_TOKEN",
  ).argParser(wholeNumber(0, 1023));
}

export async function loginFrom(
  options: LoginOptions,
  devices: readonly InventoryDevice[],
  world: World,
): Promise<LoginGiven> {
  const { environment, directory } = world;
  const home = environment.HOME ?? os.homedir();
  const localUser = os.userInfo().username;
  const config = await sshConfigFrom(options, home, world);
  const knownHostsFile = await checkKnownHosts(options, config, home, world);
  const password = await passwordFrom(options, config, devices, world);
  const jumpPassword = environment.REROOT_JUMP_PASSWORD;
  const legacy = new Set(options.legacyAlgorithms?.split(",").map((name) => name.trim()));
  const noted = noteTeller(world);
  const routeTo = configuredRoutes({
    config,
    localUser,
    home,
    environment,
    noted,
    passphraseFor: (file) => passphraseFor(file, world),
    ...(options.user !== undefined && { username: options.user }),
    ...(password !== undefined && { password }),
    ...(jumpPassword && { jumpPassword }),
    ...(options.identity && { identityFiles: options.identity.map((file) => path.resolve(directory, file)) }),
    ...(knownHostsFile !== undefined && { knownHostsFile }),
    ...(options.acceptNewHostKeys && { acceptNewHostKeys: fileHostKey }),
    algorithmsFor: ({ name, groups }) =>
      [name, ...groups].some((one) => legacy.has(one)) ? "modern-and-legacy" : "modern",
  });
  // Now, so that passphrases are asked for and notes are shown before anything else is on the screen.
  for (const device of devices) await routeTo(device);
  return { routeTo };
}

async function sshConfigFrom({ sshConfig }: LoginOptions, home: string, world: World): Promise<SshConfig> {
  if (sshConfig === "none") return EMPTY_SSH_CONFIG;
  const usual = world.environment.HOME === undefined ? undefined : path.join(home, ".ssh", "config");
  const file = sshConfig === undefined ? usual : path.resolve(world.directory, sshConfig);
  if (file === undefined || (sshConfig === undefined && !existsSync(file))) return EMPTY_SSH_CONFIG;
  const config = await readSshConfig(file, home);
  if (config.ok) return config.value;
  throw new Refusal(sshConfigFailureInWords(config.failure));
}

/** A file that was named must be there. With none at all, and no key to be accepted, every device would be refused. */
async function checkKnownHosts(
  { knownHosts, acceptNewHostKeys }: LoginOptions,
  config: SshConfig,
  home: string,
  world: World,
): Promise<string | undefined> {
  const usual = path.join(home, ".ssh", "known_hosts");
  const namesOthers = config.directives.some(({ keyword }) => keyword.endsWith("knownhostsfile"));
  const mayBeMissing = acceptNewHostKeys === true || (knownHosts === undefined && namesOthers);
  const file = knownHosts ?? usual;
  if (!mayBeMissing) {
    await readText(world.directory, file).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      throw new Refusal({
        sentence: `The devices' host keys cannot be checked: ${error.message}`,
        place: file,
        advice:
          "Collect them with ssh-keyscan over a path that you trust, compare, and give them: --known-hosts FILE",
      });
    });
  }
  return knownHosts === undefined ? undefined : path.resolve(world.directory, knownHosts);
}

/** Where there are keys or an agent, a password is not asked for unless somebody wants to be asked. */
async function passwordFrom(
  { user, passwordFd, passwordCommand, askPassword, identity }: LoginOptions,
  config: SshConfig,
  devices: readonly InventoryDevice[],
  world: World,
): Promise<string | undefined> {
  if (passwordCommand !== undefined) return passwordByCommand(passwordCommand);
  const { SSH_AUTH_SOCK, REROOT_PASSWORD } = world.environment;
  const hasKeys =
    identity !== undefined ||
    Boolean(SSH_AUTH_SOCK) ||
    config.directives.some(({ keyword }) => keyword === "identityfile");
  const isGiven = passwordFd !== undefined || Boolean(REROOT_PASSWORD) || askPassword === true;
  if (hasKeys && !isGiven) return undefined;
  const username = user ?? os.userInfo().username;
  const named = [...new Set(devices.map((device) => device.username ?? username))];
  return passwordFor(named.join(", "), world, passwordFd);
}

function fileHostKey(line: string, file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  appendFileSync(file, `${line}\n`, { mode: 0o600 });
}

/** A line in the configuration is told of once, however many devices it applies to. */
function noteTeller({ stderr }: World): (device: string, note: RouteNote) => void {
  const told = new Set<string>();
  return (device, note) => {
    const sentence = routeNoteInWords(note);
    if (!told.has(sentence)) stderr.write(`note   ${sentence} (first for ${device})\n`);
    told.add(sentence);
  };
}
