/** Why a device was stopped: held before anything was sent, or failed after. */
import type { PoolDigest } from "../evidence/evidence.js";
import type { UnknownReason } from "../evidence/known.js";
import type { StepKind } from "../plan/step.js";
import type { ObservedFact } from "./observation.js";
import type { Difference, RehearsedOutcome } from "./rehearsed/difference.js";

/** What a device's refusal means, where its words tell; each has advice of its own. The notice names the first. */
export type RefusalKind =
  | "download-failed"
  | "name-not-resolved"
  | "signature-refused"
  | "not-a-bundle"
  | "not-authorized"
  | "command-unknown"
  | "commit-failed"
  /** Of the approved lines not all came into the candidate. */
  | "candidate-incomplete"
  /** What was to be configured stands there already. */
  | "nothing-to-commit"
  | "no-space"
  | "no-such-file"
  /** The device takes files neither by SFTP nor by SCP. */
  | "upload-refused"
  | "not-registered";

/** Who else is at work on a device, so that nothing was changed. */
export type HeldKind =
  | "configuration-locked"
  /** Others committed while our session was open. */
  | "foreign-commit"
  /** The candidate held statements that nobody approved. */
  | "foreign-candidate";

export type StopReason =
  | { readonly code: "rollout/cannot-observe"; readonly because: UnknownReason }
  | { readonly code: "rollout/device-changed"; readonly expected: PoolDigest; readonly found: PoolDigest }
  | { readonly code: "rollout/foreign-commit"; readonly expected: string; readonly found: string }
  | { readonly code: "rollout/configuration-locked"; readonly by: string }
  | { readonly code: "rollout/install-in-progress" }
  | { readonly code: "rollout/standby-not-ready" }
  | { readonly code: "rollout/may-not-change"; readonly lacking: readonly string[] }
  | {
      readonly code: "rollout/no-space";
      readonly path: string;
      readonly needed: number;
      readonly free: number;
    }
  /** Whether it is safe to go on could not be learned. */
  | {
      readonly code: "rollout/check-unknown";
      readonly fact: ObservedFact;
      readonly because: UnknownReason;
    }
  | {
      readonly code: "rollout/command-refused";
      readonly command: string;
      readonly text: string;
      readonly because?: RefusalKind;
    }
  /** The device was left as it was, because somebody else is at work on it. */
  | { readonly code: "rollout/change-held"; readonly text: string; readonly because: HeldKind }
  /** Nothing reached the device, several times. */
  | { readonly code: "rollout/not-sent"; readonly detail: string }
  | { readonly code: "rollout/import-without-effect"; readonly command: string }
  | { readonly code: "rollout/step-without-effect"; readonly kind: StepKind; readonly command: string }
  /** The pool holds certificates that were neither there before nor in the approved bundle. */
  | { readonly code: "rollout/foreign-certificates"; readonly sha1: readonly string[] }
  | { readonly code: "rollout/no-contact-since"; readonly since: string; readonly deadlineSeconds: number }
  /** In the lab the plan did not come to a good end for this device, or not at all. */
  | { readonly code: "rollout/not-rehearsed"; readonly because: Exclude<RehearsedOutcome, "done"> }
  | { readonly code: "rollout/rehearsal-too-old"; readonly madeAt: string; readonly maxAgeSeconds: number }
  /** It answers otherwise than its like did in the lab, and nothing explains it. */
  | {
      readonly code: "rollout/unlike-rehearsal";
      readonly rehearsal: string;
      readonly differences: readonly Difference[];
    }
  /** Its turn did not come before the last of its windows had closed. */
  | { readonly code: "rollout/window-over" }
  | { readonly code: "rollout/cancelled" };
