/**
 * How devices are reached: routes, logins, host keys, limits, pace. One value for everything that opens
 * sessions, so that reading and changing share the pace and the accepted keys. It knows no commands.
 */
import type { InventoryDevice } from "@reroot/core";
import { type Result, success } from "@reroot/pki";
import type { AlgorithmSet } from "../session/algorithms.js";
import type { DialogueLimits } from "../session/dialogue.js";
import type { HostKeys } from "../session/host-keys.js";
import { type HopTimeouts, type JumpHosts, jumpHosts } from "../session/jump-hosts.js";
import type { Login } from "../session/login.js";
import { type OpenedConnection, openConnection } from "../session/open-connection.js";
import { type OpenedTerminal, openTerminal } from "../session/open-terminal.js";
import type { Route } from "../session/route.js";
import type { ConnectFailure } from "../session/session-failure.js";
import { paceOf } from "./pace.js";

export interface AccessLimits extends HopTimeouts, DialogueLimits {
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

/** The way to a device; asked for once a session. */
export type RouteTo = (device: InventoryDevice) => Promise<Result<Route, ConnectFailure>>;

export interface AccessOptions {
  readonly routeTo: RouteTo;
  readonly limits?: Partial<AccessLimits>;
}

export interface StraightRoutes {
  readonly loginFor: (device: InventoryDevice) => Login;
  readonly hostKeys: HostKeys;
  /** `modern` unless this device was named as needing legacy algorithms. */
  readonly algorithmsFor?: (device: InventoryDevice) => AlgorithmSet;
}

export interface DeviceAccess {
  readonly limits: AccessLimits;
  /** `signal` ends the attempt, not the session that came of it. */
  openTerminal(
    device: InventoryDevice,
    signal?: AbortSignal,
  ): Promise<Result<OpenedTerminal, ConnectFailure>>;
  /** A connection without a shell, for files. */
  openConnection(
    device: InventoryDevice,
    signal?: AbortSignal,
  ): Promise<Result<OpenedConnection, ConnectFailure>>;
}

/** How either is opened, once. */
type Opening<T> = (
  route: Route,
  limits: AccessLimits,
  through: JumpHosts,
  signal?: AbortSignal,
) => Promise<Result<T, ConnectFailure>>;

export function deviceAccess(options: AccessOptions): DeviceAccess {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const pace = paceOf(limits.msBetweenSessions);
  const through = jumpHosts();
  const opener =
    <T>(opening: Opening<T>) =>
    async (device: InventoryDevice, signal?: AbortSignal): Promise<Result<T, ConnectFailure>> => {
      const route = await options.routeTo(device);
      if (!route.ok) return route;
      const openOnce = async () => {
        await pace.turnFor(route.value.device.host, route.value.device.port, signal);
        return opening(route.value, limits, through, signal);
      };
      let opened = await openOnce();
      for (let attempt = 1; attempt < limits.connectAttempts && mayPass(opened); attempt++) {
        opened = await openOnce();
      }
      return opened;
    };
  return { limits, openTerminal: opener(openTerminal), openConnection: opener(openConnection) };
}

/** Each device by its own address, as the inventory has it. */
export function straightRoutes({ loginFor, hostKeys, algorithmsFor }: StraightRoutes): RouteTo {
  return async (device) => {
    const { host, port } = device;
    const algorithms = algorithmsFor?.(device) ?? "modern";
    return success({ jumps: [], device: { host, port, algorithms, hostKeys, login: loginFor(device) } });
  };
}

/** A refusal stays one; a connection that did not come about may come about next time. */
function mayPass(opened: Result<unknown, ConnectFailure>): boolean {
  if (opened.ok) return false;
  const { failure } = opened;
  return (failure.code === "session/jump-failed" ? failure.failure : failure).code === "session/unreachable";
}
