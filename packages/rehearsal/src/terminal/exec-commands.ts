/** The EXEC grammar: every table of commands in one. */
import type { CommandEntry } from "./command.js";
import { CALL_HOME_COMMANDS } from "./commands/call-home.js";
import { FILE_COMMANDS } from "./commands/files.js";
import { LICENSE_COMMANDS } from "./commands/licensing.js";
import { NETWORK_COMMANDS } from "./commands/network.js";
import { SESSION_COMMANDS } from "./commands/session.js";
import { SYSTEM_COMMANDS } from "./commands/system.js";
import { TRUST_POOL_COMMANDS } from "./commands/trust-pool.js";
import { Grammar } from "./grammar.js";

export const EXEC_GRAMMAR = new Grammar<CommandEntry>([
  ...SESSION_COMMANDS,
  ...SYSTEM_COMMANDS,
  ...TRUST_POOL_COMMANDS,
  ...LICENSE_COMMANDS,
  ...CALL_HOME_COMMANDS,
  ...FILE_COMMANDS,
  ...NETWORK_COMMANDS,
]);
