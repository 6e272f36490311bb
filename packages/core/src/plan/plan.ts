/**
 * What will be sent where, and in which order: immutable, named by its digest, and complete, so
 * that carrying it out leaves no choice. A change is a new plan that names its parent. A plan
 * knows nothing of how far it has got: that is the journal's.
 */
import type { PoolDigest } from "../evidence/evidence.js";
import type { NoticeReference, Verdict } from "../finding/finding.js";
import type { HoldReason } from "./hold-reason.js";
import type { PlannedStep, SeparateApproval } from "./step.js";
import type { MaintenanceWindow } from "./window.js";

export const PLAN_FORMAT = 2;

export interface Plan {
  readonly formatVersion: typeof PLAN_FORMAT;
  /** SHA-256 over the canonical form of everything else in the plan: `sha256:<hex>`. */
  readonly digest: string;
  /** The plan that this one replaces. */
  readonly parent?: string;
  /** The plan that this one takes back. */
  readonly undoes?: string;
  readonly notice: NoticeReference;
  readonly assessmentDigest: string;
  readonly author: string;
  readonly createdAt: string;
  readonly pace: Pace;
  /** Who may approve it; anybody where it does not say. */
  readonly approvers?: Approvers;
  /** Whether it is to be rehearsed first; the default where it does not say. */
  readonly rehearsal?: RehearsalRule;
  /** The bundle that the devices are to import; absent when the plan refuses to send anything. */
  readonly bundle?: PlannedBundle;
  /** Bundles that devices have imported before, held for undo. */
  readonly earlierBundles?: readonly PlannedBundle[];
  /** SHA-1 labels of each trust pool that a device of the plan was found with, once for each pool. */
  readonly pools: Readonly<Record<PoolDigest, readonly string[]>>;
  /** Why nothing may be sent to any device, where that is so. */
  readonly refusal?: HoldReason;
  readonly waves: readonly Wave[];
  /** Devices that need a remedy and will not get one by this plan, with what would free them. */
  readonly heldBack: readonly HeldBack[];
  /** Devices that need nothing. */
  readonly untouched: readonly { readonly device: string; readonly verdict: Verdict }[];
}

export interface Approvers {
  /** Names; anybody where there is none. */
  readonly names: readonly string[];
  readonly author: "may-approve" | "must-not-approve";
}

/** What a rollout of the plan goes by, where it was rehearsed. */
export interface RehearsalRule {
  /** `required`: no device is touched unless a router like it took the plan well, and it answers as that one did. */
  readonly need: "required" | "on-request";
  /** Older than this, a rehearsal is none. */
  readonly maxAgeSeconds: number;
}

/** How many at the same time, and how many a minute. */
export interface Pace {
  /** Devices worked on at the same time, over all sites. */
  readonly concurrency: number;
  readonly perSite?: number;
  /** Devices begun in a minute. */
  readonly startsPerMinute?: number;
}

export interface PlannedBundle {
  readonly name: string;
  readonly version: string;
  /** Where the controller fetched it. */
  readonly url: string;
  readonly bytes: number;
  /** Of the file's bytes, uppercase hex. */
  readonly sha256: string;
  /** Of the file's bytes, lowercase hex, as devices print it. */
  readonly md5: string;
  readonly signerRootSha256: string;
  /** When the signer says that it was made. */
  readonly signedAt?: string;
  /** What a device may hold after the import that it did not hold before. */
  readonly certificates: readonly BundleCertificate[];
}

/** SHA-256 is what we decide on; SHA-1 is the label by which a device shows the same certificate. */
export interface BundleCertificate {
  readonly sha256: string;
  readonly sha1: string;
}

export interface Wave {
  readonly name: string;
  readonly devices: readonly DevicePlan[];
  /** Nothing is begun outside of these; at any time where there is none. */
  readonly windows?: readonly MaintenanceWindow[];
  readonly gate: Gate;
}

/** The condition for the next wave. */
export interface Gate {
  /** Devices that may fail or be held before the next wave stays shut. */
  readonly failuresAllowed: number;
  /** Quiet time after the wave before it is judged. */
  readonly soakSeconds: number;
  /** The devices that were changed are read and judged again: another verdict counts as a failure. */
  readonly requiredVerdicts?: readonly Verdict[];
}

export const REMEDIES = ["import-from-default-url", "import-from-mirror", "import-from-file"] as const;
export type RemedyChosen = (typeof REMEDIES)[number];

export interface DevicePlan {
  readonly device: string;
  readonly site?: string;
  readonly remedy: RemedyChosen;
  /** Why this remedy, and why none that comes before it; empty in an undo, which chooses none. */
  readonly because: readonly RemedyReason[];
  /** What the plan rests on; a device found otherwise is held, not pushed through. */
  readonly basedOn: {
    readonly pool: PoolDigest;
    /** Where the audit found it, with the port where it is not 22; absent for what was read from files. */
    readonly address?: string;
    readonly verdict: Verdict;
    /** The newest commit, where it was read. */
    readonly commitId?: string;
    /** `cabundle url` as it was configured; absent where none was, or where the policy was not read. */
    readonly bundleUrl?: string;
  };
  readonly steps: readonly PlannedStep[];
  readonly undo: Undo;
  readonly cautions: readonly Caution[];
}

export type RemedyReason =
  /** It is the first that the policy names, and nothing speaks against it. */
  | { readonly code: "remedy/first-choice" }
  /** The one before it could not work: this device does not resolve the name. */
  | { readonly code: "remedy/name-not-resolved"; readonly instead: RemedyChosen; readonly host: string }
  /** The one before it is not to be had: no mirror is named, or the notice does not offer it. */
  | { readonly code: "remedy/not-available"; readonly instead: RemedyChosen }
  /** The bundle that fits this device is not the one that the default URL serves. */
  | { readonly code: "remedy/other-bundle-there"; readonly instead: RemedyChosen };

export type Undo =
  /** Carried out, in this order, by an undo plan of its own. */
  | {
      readonly kind: "steps";
      readonly steps: readonly PlannedStep[];
      /** SHA-256 of the earlier bundle that is imported again, one of the plan's `earlierBundles`. */
      readonly bundle?: string;
      /** What stays as it will be all the same. */
      readonly cannotRestore?: "earlier-downloaded-certificates";
    }
  /** The earlier downloaded set is not held and cannot be restored; or there is nothing to restore. */
  | {
      readonly kind: "none";
      readonly because: "earlier-downloaded-certificates" | "nothing-to-take-back" | "it-is-an-undo";
    };

export type Caution =
  | "renewal-may-show-out-of-compliance"
  | "verification-is-off"
  | "renewal-not-possible"
  /** The pool of the standby route processor cannot be seen: to be checked after the next switchover. */
  | "standby-pool-unseen"
  | "agent-not-registered"
  /** What keeps contacts from succeeding remains: the import alone does not bring them back. */
  | "other-cause-remains"
  /** Certificates that were downloaded and are still valid are not in the bundle: the import may take them away. */
  | "import-may-drop-certificates"
  /** Without revocation lists a revoked server certificate would still be accepted. */
  | "crl-check-weakened";

export interface HeldBack {
  readonly device: string;
  readonly verdict: Verdict;
  readonly reason: HoldReason;
}

/** A plan together with the approval that names its digest. Nothing else may be carried out. */
export interface ApprovedPlan {
  readonly plan: Plan;
  readonly approval: Approval;
}

export interface Approval {
  readonly planDigest: string;
  readonly by: string;
  readonly at: string;
  /** Present and true only for a plan of a lab, so that nobody takes it for a yes to anything real. */
  readonly lab?: true;
  /** What needs a yes of its own, and got it. */
  readonly also?: readonly SeparateApproval[];
  /** Digest of the rehearsal that the approver had in view. */
  readonly rehearsal?: string;
}
