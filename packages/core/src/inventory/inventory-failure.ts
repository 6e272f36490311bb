/** Why an inventory, or a limit on one, cannot be used. No failure carries a value that may be a secret. */
import type { InventoryFormat, Place } from "./understood-inventory.js";

export type InventoryFailure =
  | {
      readonly code: "inventory/too-large";
      readonly place: Place;
      readonly characters: number;
      readonly most: number;
    }
  | {
      readonly code: "inventory/too-many";
      readonly place: Place;
      readonly what: "devices" | "groups" | "group memberships";
      readonly most: number;
    }
  | { readonly code: "inventory/too-deep"; readonly place: Place; readonly most: number }
  | { readonly code: "inventory/unknown-format"; readonly place: Place }
  | {
      readonly code: "inventory/mixed-formats";
      readonly place: Place;
      readonly format: InventoryFormat;
      readonly otherFormat: InventoryFormat;
      readonly otherFile: string;
    }
  /** A script or the settings of a plugin: a way to get a list of devices, and not a list. */
  | { readonly code: "inventory/dynamic"; readonly place: Place }
  | { readonly code: "inventory/not-yaml"; readonly place: Place; readonly detail: string }
  | { readonly code: "inventory/not-json"; readonly place: Place }
  | { readonly code: "inventory/no-devices"; readonly place: Place; readonly leftOut: number }
  | { readonly code: "inventory/not-a-mapping"; readonly place: Place; readonly what: string }
  | { readonly code: "inventory/unknown-key"; readonly place: Place; readonly key: string }
  | { readonly code: "inventory/missing-key"; readonly place: Place; readonly key: string }
  | {
      readonly code: "inventory/bad-value";
      readonly place: Place;
      readonly key: string;
      readonly expected: string;
    }
  | { readonly code: "inventory/bad-line"; readonly place: Place; readonly expected: string }
  | { readonly code: "inventory/bad-range"; readonly place: Place; readonly range: string }
  | { readonly code: "inventory/template"; readonly place: Place; readonly key: string }
  | { readonly code: "inventory/encrypted"; readonly place: Place; readonly key: string }
  | { readonly code: "inventory/encrypted-file"; readonly place: Place }
  | {
      readonly code: "inventory/duplicate-name";
      readonly place: Place;
      readonly name: string;
      readonly first: Place;
    }
  | { readonly code: "inventory/duplicate-key"; readonly place: Place; readonly key: string }
  | { readonly code: "inventory/unknown-group"; readonly place: Place; readonly group: string }
  | {
      readonly code: "inventory/group-cycle";
      readonly place: Place;
      /** Each holds the next; the last is the first again. */
      readonly groups: readonly string[];
    }
  | {
      readonly code: "inventory/incomplete";
      readonly place: Place;
      readonly devices: number;
      readonly announced: number;
    }
  | {
      readonly code: "inventory/same-address";
      readonly place: Place;
      readonly name: string;
      readonly other: string;
      readonly otherPlace: Place;
      readonly address: string;
    };

export type LimitFailure =
  | {
      readonly code: "inventory/limit-matches-nothing";
      readonly limit: string;
      /** The parts that match no device and no group; empty where the parts exclude each other. */
      readonly unmatched: readonly string[];
    }
  | { readonly code: "inventory/bad-limit"; readonly pattern: string; readonly expected: string };
