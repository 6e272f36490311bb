/** What the controller found at the remedy's URL when it fetched and verified the bundle itself. */
import type { HoldReason } from "./hold-reason.js";
import type { PlannedBundle } from "./plan.js";

export type BundleOffer = VerifiedOffer | { readonly ok: false; readonly reason: HoldReason };

export interface VerifiedOffer {
  readonly ok: true;
  readonly bundle: PlannedBundle;
  /** SHA-1 of the signer root: the label by which a device's pool shows that it holds it. */
  readonly signerRootSha1: string;
}
