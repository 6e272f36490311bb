/** Why a mirror does not start. */
import type { BundleFailure } from "@reroot/pki";

export type MirrorFailure =
  /** Nothing to serve. */
  | { readonly code: "mirror/no-bundle" }
  /** A bundle does not verify: nothing is served, the others neither. */
  | { readonly code: "mirror/bundle-refused"; readonly from: string; readonly failure: BundleFailure }
  /** The name under which it would be served is no plain file name. */
  | { readonly code: "mirror/bundle-unnamed"; readonly from: string }
  /** Two bundles that differ would be served under one name. */
  | { readonly code: "mirror/name-taken"; readonly name: string; readonly from: string }
  /** It would listen on every address of this machine; it listens on the one that devices are told, and no other. */
  | { readonly code: "mirror/every-address"; readonly address: string }
  | { readonly code: "mirror/address-in-use"; readonly address: string }
  /** No address of this machine. */
  | { readonly code: "mirror/address-not-ours"; readonly address: string }
  /** The system does not let this user listen there. */
  | { readonly code: "mirror/address-not-allowed"; readonly address: string }
  | { readonly code: "mirror/cannot-listen"; readonly address: string; readonly detail: string };
