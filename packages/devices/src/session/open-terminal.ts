/** A terminal on a device, straight or through jump hosts: the route is gone, the login made, the shell opened. */
import { failed, type Result, success } from "@reroot/pki";
import { legacyAmong } from "./algorithms.js";
import type { HopTimeouts, JumpHosts } from "./jump-hosts.js";
import type { Route } from "./route.js";
import type { ConnectFailure } from "./session-failure.js";
import { shellTerminal } from "./shell-terminal.js";
import { connectSsh } from "./ssh.js";
import type { Terminal } from "./terminal.js";

export interface OpenedTerminal {
  readonly terminal: Terminal;
  /** Algorithms in use, on the device or on the way to it, that are offered only where they were asked for. */
  readonly legacyAlgorithms: readonly string[];
}

/** Never rejects; whatever went wrong is in the failure, and then nothing is left open. */
export async function openTerminal(
  { jumps, device }: Route,
  timeouts: HopTimeouts,
  through: JumpHosts,
  signal?: AbortSignal,
): Promise<Result<OpenedTerminal, ConnectFailure>> {
  if (signal?.aborted) return failed({ code: "session/cancelled" });
  const way = await through.openWay(jumps, device, timeouts, signal);
  if (!way.ok) return way;
  const { stream, algorithms, release } = way.value;
  const connection = await connectSsh(stream, device, timeouts.loginTimeoutMs, signal);
  if (!connection.ok) {
    release();
    return connection;
  }
  const shell = await withinTime(connection.value.openShell(), timeouts.loginTimeoutMs);
  if (!shell.ok) {
    connection.value.close();
    release();
    return shell;
  }
  return success({
    terminal: shellTerminal(shell.value, connection.value, release),
    legacyAlgorithms: legacyAmong([...algorithms, ...connection.value.algorithms]),
  });
}

/** A device that takes the login and never opens the shell. */
async function withinTime<T>(
  opening: Promise<Result<T, ConnectFailure>>,
  timeoutMs: number,
): Promise<Result<T, ConnectFailure>> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Result<T, ConnectFailure>>((resolve) => {
    timer = setTimeout(() => resolve(failed({ code: "session/login-timed-out", timeoutMs })), timeoutMs);
  });
  return Promise.race([opening, timeout]).finally(() => clearTimeout(timer));
}
