/**
 * How devices are reached: logins, host keys, limits, pace. One value for everything that opens
 * sessions, so that reading and changing share the pace and the accepted keys. It knows no commands.
 */
import type { InventoryDevice } from "@reroot/core";
import type { Result } from "@reroot/pki";
import type { AlgorithmSet } from "../session/algorithms.js";
import type { DialogueLimits } from "../session/dialogue.js";
import type { HostKeys } from "../session/host-keys.js";
import type { Login } from "../session/login.js";
import type { ConnectFailure } from "../session/session-failure.js";
import { openTerminal, type SshTimeouts } from "../session/ssh.js";
import type { Terminal } from "../session/terminal.js";
import { paceOf } from "./pace.js";

export interface AccessLimits extends SshTimeouts, DialogueLimits {
  /** Only connecting is tried again, never a command. */
  readonly connectAttempts: number;
  /** Between the beginnings of two sessions to one device. */
  readonly msBetweenSessions: number;
}

export const DEFAULT_LIMITS: AccessLimits = {
  connectTimeoutMs: 10_000,
  loginTimeoutMs: 20_000,
  commandTimeoutMs: 60_000,
  sessionTimeoutMs: 300_000,
  maxOutputLength: 32 * 1024 * 1024,
  connectAttempts: 2,
  msBetweenSessions: 1_000,
};

export interface AccessOptions {
  readonly loginFor: (device: InventoryDevice) => Login;
  readonly hostKeys: HostKeys;
  /** `modern` unless this device was named as needing legacy algorithms. */
  readonly algorithmsFor?: (device: InventoryDevice) => AlgorithmSet;
  readonly limits?: Partial<AccessLimits>;
}

export interface DeviceAccess {
  readonly limits: AccessLimits;
  openTerminal(device: InventoryDevice): Promise<Result<Terminal, ConnectFailure>>;
}

export function deviceAccess(options: AccessOptions): DeviceAccess {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const pace = paceOf(limits.msBetweenSessions);
  const openOnce = async (device: InventoryDevice) => {
    const { host, port } = device;
    await pace.turnFor(host, port);
    const algorithms = options.algorithmsFor?.(device) ?? "modern";
    return openTerminal({ host, port, algorithms }, options.loginFor(device), options.hostKeys, limits);
  };
  return {
    limits,
    openTerminal: async (device) => {
      let opened = await openOnce(device);
      for (let attempt = 1; attempt < limits.connectAttempts && mayPass(opened); attempt++) {
        opened = await openOnce(device);
      }
      return opened;
    },
  };
}

/** A refusal stays one; a connection that did not come about may come about next time. */
function mayPass(opened: Result<Terminal, ConnectFailure>): boolean {
  return !opened.ok && opened.failure.code === "session/unreachable";
}
