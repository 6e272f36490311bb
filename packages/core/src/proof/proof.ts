/**
 * The statement that a third party can check without a device or a database: what was found
 * before, what was approved, what was done, what was found after, and what that amounts to.
 */
import type { StatementSignature } from "@reroot/pki";
import type { TranscriptId } from "../evidence/known.js";
import type { Assessment, NoticeReference, Verdict } from "../finding/finding.js";
import type { ServiceId } from "../notice/notice.js";
import type { ApprovedPlan } from "../plan/plan.js";
import type { JournalEntry } from "../rollout/rollout.js";

export const PROOF_FORMAT = 2;

export interface Proof {
  readonly formatVersion: typeof PROOF_FORMAT;
  /** SHA-256 over the canonical form of everything else but the signature: `sha256:<hex>`. */
  readonly digest: string;
  /** By the installation that made it; over `proofStatement`. */
  readonly signature?: StatementSignature;
  /** A rehearsal proves that the plan works in the lab, and nothing about any real router. */
  readonly kind: "production" | "rehearsal";
  readonly notice: NoticeReference;
  /** Digest of the rehearsal that the rollout went by; absent where none was required. */
  readonly rehearsal?: string;
  readonly devices: readonly DeviceProof[];
  readonly before: Assessment;
  readonly approved: ApprovedPlan;
  readonly journal: readonly JournalEntry[];
  readonly after: Assessment;
  /** Digests of all transcripts that the findings cite. */
  readonly transcripts: readonly TranscriptId[];
}

/**
 * `prepared`: the required root is in the pool by fingerprint and the forecast passes.
 * `not-prepared`: that is not so, or could not be seen. `not-needed`: the device needed nothing.
 * `proven`: in addition a contact succeeded after the action, on the device's clock, with
 * verification on, while the endpoint was seen to serve a chain under the required root.
 */
export type Grade = "proven" | "prepared" | "not-prepared" | "not-needed";

export interface DeviceProof {
  readonly device: string;
  readonly before: Verdict;
  readonly after: Verdict;
  readonly grade: Grade;
  /** How it compared with the rehearsal, where it was compared with one. */
  readonly rehearsed?: ComparedProof;
  readonly services: readonly ServiceProof[];
}

/**
 * `explained`: it differed in nothing but what the lab is known not to imitate; `accepted`: in what somebody accepted;
 * `unlike`: in something else, and was stopped for it.
 */
export type ComparedProof = "as-rehearsed" | "explained" | "accepted" | "unlike";

export interface ServiceProof {
  readonly service: ServiceId;
  readonly grade: Grade;
  /** What is lacking for the next better grade. */
  readonly lacking: readonly Lacking[];
}

export type Lacking =
  | "required-root"
  /** What the pool holds, or whether the service is used, could not be determined afterwards. */
  | "evidence"
  | "forecast"
  | "contact-after-action"
  | "verification-on"
  | "endpoint-seen-on-required-root"
  | "own-contact";
