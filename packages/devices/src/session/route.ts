/** The way to a device: the hosts that a session goes through, and how each is logged in to and verified. */
import type { AlgorithmChanges, AlgorithmSet } from "./algorithms.js";
import type { HostKeys } from "./host-keys.js";
import type { Login } from "./login.js";
import type { TcpAddress } from "./tcp.js";

export interface Hop extends TcpAddress {
  readonly login: Login;
  readonly hostKeys: HostKeys;
  readonly algorithms: AlgorithmSet;
  readonly algorithmChanges?: AlgorithmChanges;
  /** The name under which its key is filed, instead of host and port (HostKeyAlias). */
  readonly hostKeyAlias?: string;
  /** Instead of the limit that holds for all. */
  readonly connectTimeoutMs?: number;
}

export interface Route {
  /** In the order in which they are gone through; each is reached from the one before. */
  readonly jumps: readonly Hop[];
  readonly device: Hop;
}

/** Where the key of a hop is filed in known_hosts. */
export function hostKeyPlace(hop: Hop): { readonly host: string; readonly port: number } {
  return hop.hostKeyAlias === undefined ? hop : { host: hop.hostKeyAlias, port: 22 };
}
