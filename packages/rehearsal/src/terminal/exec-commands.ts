/** The EXEC grammar: every table of commands in one; and that of the administration plane. */
import type { CommandEntry, CommandTable } from "./command.js";
import { CALL_HOME_COMMANDS } from "./commands/call-home.js";
import { FILE_COMMANDS } from "./commands/files.js";
import { HISTORY_COMMANDS } from "./commands/history.js";
import { INTERFACE_COMMANDS } from "./commands/interfaces.js";
import { KEY_COMMANDS } from "./commands/keys.js";
import { LICENSE_COMMANDS } from "./commands/licensing.js";
import { NETWORK_COMMANDS } from "./commands/network.js";
import { OPERATIONS_COMMANDS } from "./commands/operations.js";
import { SESSION_COMMANDS } from "./commands/session.js";
import { SYSTEM_COMMANDS } from "./commands/system.js";
import { TRUST_POOL_COMMANDS } from "./commands/trust-pool.js";
import { Grammar } from "./grammar.js";

const COMMANDS: CommandTable = [
  ...SESSION_COMMANDS,
  ...SYSTEM_COMMANDS,
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
const ADMIN_COMMANDS = COMMANDS.filter(([pattern]) =>
  [
    "show version",
    "show platform",
    "show inventory",
    "show inventory all",
    "show redundancy",
    "dir",
  ].includes(pattern),
);

export const EXEC_GRAMMAR = new Grammar<CommandEntry>([
  ...COMMANDS,
  ...ADMIN_COMMANDS.map(([pattern, entry]) => [`admin ${pattern}`, entry] as const),
]);

export const EXEC_GRAMMAR_WITHOUT_ADMIN = new Grammar<CommandEntry>(
  COMMANDS.filter(([pattern]) => pattern !== "admin" && pattern !== "show sdr detail"),
);

export const ADMIN_GRAMMAR = new Grammar<CommandEntry | "leave">([
  ...ADMIN_COMMANDS,
  ...["exit", "end", "quit"].map((word) => [word, "leave"] as const),
]);
