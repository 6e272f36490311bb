/**
 * An inventory as it was understood: the devices, where each stands in which file, and what was not used
 * and why. No value of anything that may be a secret is in it.
 */
import type { Inventory } from "./inventory.js";

export const INVENTORY_FORMATS = [
  "reroot",
  "ansible-ini",
  "ansible-yaml",
  "nornir",
  "csv",
  "netbox",
] as const;

export type InventoryFormat = (typeof INVENTORY_FORMATS)[number];

/** A line of a file; `file` as the caller named it, `line` from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A text that the caller read. */
export interface InventoryFile {
  /** As it is shown to the user. */
  readonly path: string;
  readonly text: string;
  readonly part: InventoryPart;
}

/**
 * What a file is to an inventory. A companion lies beside the named file and is read only if the format
 * wants it (Nornir's groups.yaml and defaults.yaml).
 */
export type InventoryPart =
  | { readonly kind: "source" | "companion" }
  | {
      readonly kind: "variables";
      readonly of: "group" | "host";
      /** The path below group_vars/ or host_vars/, such as `core.yml` or `core/main.yml`. */
      readonly below: string;
    };

export interface UnderstoodInventory {
  readonly inventory: Inventory;
  readonly formats: readonly InventoryFormat[];
  /** Where each device stands, by its name. */
  readonly places: ReadonlyMap<string, Place>;
  readonly leftOut: readonly LeftOutDevice[];
  readonly ignored: readonly Ignored[];
}

/** A device that the inventory names and that Reroot does not take. */
export interface LeftOutDevice {
  /** Empty where the inventory gives none. */
  readonly name: string;
  readonly place: Place;
  readonly reason: LeftOutReason;
}

export type LeftOutReason =
  /** NetBox: not `active`. */
  | { readonly kind: "status"; readonly status: string }
  /** NetBox: neither primary_ip4 nor primary_ip6. */
  | { readonly kind: "no-address" }
  | { readonly kind: "no-name" }
  /** Ansible: a connection that is not to a device's command line. */
  | { readonly kind: "connection"; readonly connection: string };

/** Something that was read over; the same thing at several places is listed once, with its first place. */
export interface Ignored {
  readonly reason: IgnoredReason;
  /** A key, column, or file. */
  readonly what: string;
  readonly place: Place;
  readonly count: number;
}

export type IgnoredReason =
  /** A password, token or key: never read. */
  | "secret"
  /** Encrypted with Ansible Vault. */
  | "encrypted"
  /** Says how to connect, and Reroot takes that from elsewhere. */
  | "not-used"
  | "unknown-key"
  /** A mapping or a template where an optional text was looked for. */
  | "not-a-text"
  /** The port of NETCONF or HTTP, not of the command line. */
  | "port-of-other-connection"
  /** A file of variables for a group or host that is not in the inventory. */
  | "of-nobody"
  /** A file of variables that Ansible does not read because another comes first. */
  | "hidden"
  /** A file in a folder that by its name is no inventory, or that would have to be run. */
  | "not-an-inventory";
