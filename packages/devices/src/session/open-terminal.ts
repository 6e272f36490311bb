/** A terminal on a device: the connection stands and the shell is opened. */
import { type Result, success } from "@reroot/pki";
import type { HopTimeouts, JumpHosts } from "./jump-hosts.js";
import { openConnection, withinTime } from "./open-connection.js";
import type { Route } from "./route.js";
import type { ConnectFailure } from "./session-failure.js";
import { shellTerminal } from "./shell-terminal.js";
import type { Terminal } from "./terminal.js";

export interface OpenedTerminal {
  readonly terminal: Terminal;
  /** Algorithms in use, on the device or on the way to it, that are offered only where they were asked for. */
  readonly legacyAlgorithms: readonly string[];
}

/** Never rejects; whatever went wrong is in the failure, and then nothing is left open. */
export async function openTerminal(
  route: Route,
  timeouts: HopTimeouts,
  through: JumpHosts,
  signal?: AbortSignal,
): Promise<Result<OpenedTerminal, ConnectFailure>> {
  const opened = await openConnection(route, timeouts, through, signal);
  if (!opened.ok) return opened;
  const { connection, legacyAlgorithms, release } = opened.value;
  const shell = await withinTime(connection.openShell(), timeouts.loginTimeoutMs);
  if (!shell.ok) {
    release();
    return shell;
  }
  return success({ terminal: shellTerminal(shell.value, connection, release), legacyAlgorithms });
}
