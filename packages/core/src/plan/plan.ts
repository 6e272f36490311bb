/**
 * What will be sent where, and in which order: immutable, named by its digest, and complete, so
 * that carrying it out leaves no choice. A change is a new plan that names its parent. A plan
 * knows nothing of how far it has got: that is the journal's.
 */
import type { PoolDigest } from "../evidence/evidence.js";
import type { UnknownReason } from "../evidence/known.js";
import type { NoticeReference, Verdict } from "../finding/finding.js";

export const PLAN_FORMAT = 1;

export interface Plan {
  readonly formatVersion: typeof PLAN_FORMAT;
  /** SHA-256 over the canonical form of everything else in the plan: `sha256:<hex>`. */
  readonly digest: string;
  readonly parent?: string;
  readonly notice: NoticeReference;
  readonly assessmentDigest: string;
  readonly author: string;
  readonly createdAt: string;
  readonly concurrency: number;
  /** The bundle that the devices are to import; absent when the plan refuses to send anything. */
  readonly bundle?: PlannedBundle;
  /** Why nothing may be sent to any device, where that is so. */
  readonly refusal?: HoldReason;
  readonly waves: readonly Wave[];
  /** Devices that need a remedy and will not get one by this plan, with what would free them. */
  readonly heldBack: readonly HeldBack[];
  /** Devices that need nothing. */
  readonly untouched: readonly { readonly device: string; readonly verdict: Verdict }[];
}

export interface PlannedBundle {
  readonly name: string;
  readonly version: string;
  readonly url: string;
  /** SHA-256 of the file's bytes, uppercase hex. */
  readonly sha256: string;
  readonly signerRootSha256: string;
}

export interface Wave {
  readonly name: string;
  readonly devices: readonly DevicePlan[];
  readonly gate: Gate;
}

/** The condition for the next wave. */
export interface Gate {
  readonly failuresAllowed: number;
  readonly soakSeconds: number;
}

export interface DevicePlan {
  readonly device: string;
  readonly remedy: string;
  /** What the plan rests on; a device found otherwise is held, not pushed through. */
  readonly basedOn: { readonly pool: PoolDigest; readonly verdict: Verdict };
  readonly steps: readonly PlannedStep[];
  readonly undo: Undo;
  readonly cautions: readonly Caution[];
}

export type PlannedStep =
  | {
      readonly kind: "import-bundle";
      /** The exact line that is sent. */
      readonly command: string;
      /** Met when the trust pool holds each of these roots. */
      readonly requiredRoots: readonly { readonly sha256: string; readonly sha1: string }[];
    }
  | {
      readonly kind: "renew-authorization";
      readonly command: string;
      /** Met when a contact succeeded later than this step began, on the device's clock. */
      readonly deadlineSeconds: number;
    };

export type Undo =
  /** Nothing was downloaded before, so removing what is downloaded restores the earlier pool. */
  | { readonly kind: "remove-downloaded"; readonly command: string }
  /** The earlier downloaded set is not held; it cannot be restored. */
  | { readonly kind: "none"; readonly because: "earlier-downloaded-certificates" };

export type Caution = "renewal-may-show-out-of-compliance" | "verification-is-off" | "renewal-not-possible";

export interface HeldBack {
  readonly device: string;
  readonly verdict: Verdict;
  readonly reason: HoldReason;
}

/** Closed: each has its advice in the terminal and in docs/errors.md. */
export type HoldReason =
  | { readonly code: "plan/not-determined"; readonly because?: UnknownReason }
  | { readonly code: "plan/other-cause-first"; readonly cause: string }
  | { readonly code: "plan/device-cannot-resolve-bundle-host"; readonly host: string }
  | { readonly code: "plan/bundle-unavailable"; readonly url: string; readonly detail: string }
  | { readonly code: "plan/bundle-refused"; readonly url: string; readonly failure: string }
  | { readonly code: "plan/bundle-lacks-root"; readonly url: string; readonly commonName: string }
  | { readonly code: "plan/signer-not-in-pool"; readonly signerRootSha256: string }
  | { readonly code: "plan/no-remedy"; readonly os: string };

/** A plan together with the approval that names its digest. Nothing else may be carried out. */
export interface ApprovedPlan {
  readonly plan: Plan;
  readonly approval: Approval;
}

export interface Approval {
  readonly planDigest: string;
  readonly by: string;
  readonly at: string;
}
