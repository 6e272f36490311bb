/** Why a plan sends nothing to a device. Closed: each has its advice in the terminal and in docs/errors.md. */
import type { UnknownReason } from "../evidence/known.js";

export type HoldReason =
  | { readonly code: "plan/not-determined"; readonly because?: UnknownReason }
  | { readonly code: "plan/other-cause-first"; readonly cause: string }
  | { readonly code: "plan/device-cannot-resolve-bundle-host"; readonly host: string }
  | { readonly code: "plan/bundle-unavailable"; readonly url: string; readonly detail: string }
  | { readonly code: "plan/bundle-refused"; readonly url: string; readonly failure: string }
  | { readonly code: "plan/bundle-lacks-root"; readonly url: string; readonly commonName: string }
  | { readonly code: "plan/signer-not-in-pool"; readonly signerRootSha256: string }
  /** The device holds a certificate that did not exist yet when the bundle was signed: it has a newer one. */
  | {
      readonly code: "plan/bundle-older-than-pool";
      readonly subject: string;
      readonly notBefore: string;
      readonly signedAt: string;
    }
  /** The device has downloaded what only a bundle holds that was signed later. */
  | {
      readonly code: "plan/bundle-older-than-imported";
      readonly name: string;
      readonly version: string;
      readonly signedAt: string;
    }
  /** There are windows for other sites and groups, and none for this device. */
  | { readonly code: "plan/no-window"; readonly site?: string }
  /** What a rollout did on this device cannot be taken back, or not by this plan. */
  | {
      readonly code: "plan/cannot-be-undone";
      readonly because: CannotUndo;
    }
  | { readonly code: "plan/no-remedy"; readonly os: string };

export type CannotUndo =
  | "earlier-downloaded-certificates"
  | "another-bundle"
  /** What was sent changed nothing that can be taken back, or that anybody would. */
  | "nothing-to-take-back";
