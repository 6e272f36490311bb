/** An SSH connection to a device, straight or through jump hosts: the route is gone and the login made. */
import { failed, type Result, success } from "@reroot/pki";
import { legacyAmong } from "./algorithms.js";
import type { HopTimeouts, JumpHosts } from "./jump-hosts.js";
import type { Route } from "./route.js";
import type { ConnectFailure } from "./session-failure.js";
import { connectSsh, type SshConnection } from "./ssh.js";

export interface OpenedConnection {
  readonly connection: SshConnection;
  /** Algorithms in use, on the device or on the way to it, that are offered only where they were asked for. */
  readonly legacyAlgorithms: readonly string[];
  /** Ends the connection and lets go of the way to it. */
  readonly release: () => void;
}

/** Never rejects; whatever went wrong is in the failure, and then nothing is left open. */
export async function openConnection(
  { jumps, device }: Route,
  timeouts: HopTimeouts,
  through: JumpHosts,
  signal?: AbortSignal,
): Promise<Result<OpenedConnection, ConnectFailure>> {
  if (signal?.aborted) return failed({ code: "session/cancelled" });
  const way = await through.openWay(jumps, device, timeouts, signal);
  if (!way.ok) return way;
  const { stream, algorithms, release } = way.value;
  const connection = await connectSsh(stream, device, timeouts.loginTimeoutMs, signal);
  if (!connection.ok) {
    release();
    return connection;
  }
  let isReleased = false;
  return success({
    connection: connection.value,
    legacyAlgorithms: legacyAmong([...algorithms, ...connection.value.algorithms]),
    release: () => {
      if (isReleased) return;
      isReleased = true;
      connection.value.close();
      release();
    },
  });
}

/** For what a device may take up and never bring to an end; what comes too late is dropped. */
export async function withinTime<T>(
  opening: Promise<Result<T, ConnectFailure>>,
  timeoutMs: number,
): Promise<Result<T, ConnectFailure>> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Result<T, ConnectFailure>>((resolve) => {
    timer = setTimeout(() => resolve(failed({ code: "session/login-timed-out", timeoutMs })), timeoutMs);
  });
  return Promise.race([opening, timeout]).finally(() => clearTimeout(timer));
}
