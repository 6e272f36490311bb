/** The EXEC grammar: every table of commands in one; and that of the administration plane. */
import type { PlatformProfile } from "../router/platform.js";
import type { CommandEntry, CommandTable } from "./command.js";
import { CALL_HOME_COMMANDS } from "./commands/call-home.js";
import { FILE_COMMANDS } from "./commands/files.js";
import { HISTORY_COMMANDS } from "./commands/history.js";
import { INTERFACE_COMMANDS } from "./commands/interfaces.js";
import { KEY_COMMANDS } from "./commands/keys.js";
import { LICENSE_COMMANDS } from "./commands/licensing.js";
import { NETWORK_COMMANDS } from "./commands/network.js";
import { OPERATIONS_COMMANDS } from "./commands/operations.js";
import { RELOAD_COMMANDS } from "./commands/reload.js";
import { SESSION_COMMANDS } from "./commands/session.js";
import { ADMIN_ONLY_COMMANDS, SYSTEM_COMMANDS } from "./commands/system.js";
import { TRUST_POOL_COMMANDS } from "./commands/trust-pool.js";
import { Grammar } from "./grammar.js";

const COMMANDS: CommandTable = [
  ...SESSION_COMMANDS,
  ...SYSTEM_COMMANDS,
  ...RELOAD_COMMANDS,
  ...HISTORY_COMMANDS,
  ...OPERATIONS_COMMANDS,
  ...TRUST_POOL_COMMANDS,
  ...LICENSE_COMMANDS,
  ...CALL_HOME_COMMANDS,
  ...FILE_COMMANDS,
  ...KEY_COMMANDS,
  ...NETWORK_COMMANDS,
  ...INTERFACE_COMMANDS,
];

/** What classic and eXR routers let one do in their administration plane, and by `admin COMMAND` from outside it. */
const ADMIN_COMMANDS: CommandTable = [
  ...COMMANDS.filter(([pattern]) =>
    [
      "show version",
      "show platform",
      "show inventory",
      "show inventory all",
      "show inventory raw",
      "show redundancy",
      "dir",
      "reload",
      "reload location <where>",
      "hw-module location <where> reload",
      "terminal length <lines:0-512>",
      "terminal width <columns:0-512>",
    ].includes(pattern),
  ),
  ...ADMIN_ONLY_COMMANDS,
];

const CLASSIC_AND_EXR = new Grammar<CommandEntry>([
  ...COMMANDS.filter(([pattern]) => !pattern.startsWith("bash")),
  ...ADMIN_COMMANDS.map(([pattern, entry]) => [`admin ${pattern}`, entry] as const),
]);

/** The latest architecture has no administration plane of its own, but a shell by the name of `bash`. */
const LATEST = new Grammar<CommandEntry>(
  COMMANDS.filter(([pattern]) => pattern !== "admin" && pattern !== "show sdr detail"),
);

export function execGrammarOf(architecture: PlatformProfile["architecture"]): Grammar<CommandEntry> {
  return architecture === "xr7" ? LATEST : CLASSIC_AND_EXR;
}

export const ADMIN_GRAMMAR = new Grammar<CommandEntry | "leave" | "configure" | "shell">([
  ...ADMIN_COMMANDS,
  ["configure", "configure"],
  ["configure terminal", "configure"],
  ["run", "shell"],
  ...["exit", "end", "quit"].map((word) => [word, "leave"] as const),
]);
