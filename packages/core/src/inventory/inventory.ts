/**
 * Which devices there are and how they are addressed. It does not know how to log in to them
 * (devices) nor what they run (evidence).
 */

export interface Inventory {
  readonly devices: readonly InventoryDevice[];
}

export interface InventoryDevice {
  /** Unique within the inventory; how the team calls the router. */
  readonly name: string;
  /** Host name or address to connect to. */
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  /** Where it stands: waves and concurrency can be bounded by site. */
  readonly site?: string;
  /** Every group that it belongs to, parents of groups included. */
  readonly groups: readonly string[];
  /**
   * What the inventory says that it runs: `iosxr`, `iosxe`, `ios`, `nxos` or `asa` where that is recognised,
   * the inventory's own word otherwise. Only a prior: what the device says decides.
   */
  readonly os?: string;
}

export const DEFAULT_SSH_PORT = 22;
