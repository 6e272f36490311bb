/**
 * The vocabulary of a rollout: what may be intended, what came of it, and the append-only journal
 * of both. `docs/evidence-and-proof.md` specifies the entries; whoever carries intents out (a file
 * here, a database there) writes exactly these.
 */
import type { TranscriptId } from "../evidence/known.js";
import type { Verdict } from "../finding/finding.js";
import type { Action, SeparateApproval } from "../plan/step.js";
import type { ObservationSummary } from "./observation.js";
import type { Difference } from "./rehearsed/difference.js";
import type { HeldKind, RefusalKind, StopReason } from "./stop-reason.js";

export const JOURNAL_FORMAT = 2;

/** One action of the approved plan that is about to be carried out. */
export interface Intent {
  readonly device: string;
  /** Counts from 0, as in the plan of the device. */
  readonly step: number;
  /** Counts from 1 over all that was ever sent for this step. */
  readonly attempt: number;
  readonly action: Action;
}

/** What came of it. `unknown` says that the effect must be looked at, never assumed. */
export type SendOutcome =
  | {
      readonly result: "accepted";
      readonly shownBy: readonly TranscriptId[];
      /** The commit that it came to, where the device shows beyond doubt which one that is. */
      readonly commitId?: string;
    }
  | {
      readonly result: "refused";
      readonly text: string;
      /** What the text means, where that is known. */
      readonly because?: RefusalKind;
      readonly shownBy: readonly TranscriptId[];
    }
  /** Certain: nothing was changed, because somebody else is at work on the device. */
  | {
      readonly result: "held";
      readonly text: string;
      readonly because: HeldKind;
      readonly shownBy: readonly TranscriptId[];
    }
  | { readonly result: "unknown"; readonly detail: string }
  /** Certain: nothing of it reached the device. */
  | { readonly result: "not-sent"; readonly detail: string };

export type JournalEntry = {
  readonly formatVersion: typeof JOURNAL_FORMAT;
  /** 1, 2, 3, ... without a gap. */
  readonly sequence: number;
  readonly at: string;
  readonly planDigest: string;
} & JournalEvent;

export type JournalEvent =
  | {
      readonly event: "started";
      readonly approvedBy: string;
      readonly also?: readonly SeparateApproval[];
    }
  /** From here on every device must answer as its like did in this rehearsal; said again for a newer one. */
  | { readonly event: "rehearsal-required"; readonly rehearsal: string; readonly madeAt: string }
  /** Before a step, or, with the number of all steps, at the end: what differs from the rehearsal, explained or not. */
  | {
      readonly event: "compared-with-rehearsal";
      readonly device: string;
      readonly rehearsal: string;
      readonly step: number;
      readonly differences: readonly Difference[];
    }
  /** The wave waits for its window; said once for each opening. */
  | { readonly event: "wave-waiting"; readonly wave: string; readonly until: string }
  | { readonly event: "bundle-rechecked"; readonly wave: string; readonly found: readonly BundleFound[] }
  | { readonly event: "wave-opened"; readonly wave: string }
  /** Its devices were read and judged again, where its gate asks for verdicts; those that have another. */
  | { readonly event: "wave-assessed"; readonly wave: string; readonly short: readonly VerdictFound[] }
  | { readonly event: "intent"; readonly intent: Intent; readonly deviceTime?: string }
  | { readonly event: "observed"; readonly observation: ObservationSummary }
  | {
      readonly event: "outcome";
      readonly device: string;
      readonly step: number;
      readonly attempt: number;
      readonly outcome: SendOutcome;
    }
  | {
      readonly event: "step-met";
      readonly device: string;
      readonly step: number;
      /** Certificates of the approved bundle that the pool does not show after an import; SHA-1, at most ten. */
      readonly lacking?: { readonly count: number; readonly sha1: readonly string[] };
    }
  | {
      readonly event: "step-skipped";
      readonly device: string;
      readonly step: number;
      readonly because: "not-approved";
    }
  | { readonly event: "device-done"; readonly device: string; readonly wave: string }
  | {
      readonly event: "device-held";
      readonly device: string;
      readonly wave: string;
      readonly reason: StopReason;
    }
  | {
      readonly event: "device-failed";
      readonly device: string;
      readonly wave: string;
      readonly reason: StopReason;
    }
  | ({ readonly event: "device-skipped"; readonly device: string; readonly wave: string } & Decided)
  /** A device that was held or failed is opened again; so is its wave, if its gate had closed. */
  | ({
      readonly event: "device-retried";
      readonly device: string;
      readonly wave: string;
      readonly after: "held" | "failed";
      /** What differed from the rehearsal when it was stopped holds it no more. */
      readonly accepts?: "differences";
    } & Decided)
  | { readonly event: "gate-passed"; readonly wave: string; readonly failures: number }
  | { readonly event: "gate-closed"; readonly wave: string; readonly failures: number }
  | ({ readonly event: "paused" } & Decided)
  | ({ readonly event: "resumed" } & Decided)
  | ({ readonly event: "cancelled" } & Decided)
  /** Another worker goes on with the device. */
  | { readonly event: "taken-over"; readonly device: string; readonly worker: string }
  | { readonly event: "ended"; readonly completed: boolean; readonly because?: EndedEarly };

/** Why a rollout ended before it was complete. */
export type EndedEarly =
  | "refused"
  | "cancelled"
  | "gate-closed"
  | "bundle-replaced"
  | "bundle-unavailable"
  | "window-over";

export interface VerdictFound {
  readonly device: string;
  readonly verdict: Verdict;
}

/** Who decided it, and why. */
export interface Decided {
  readonly by: string;
  readonly why?: string;
}

/** What the controller found at a URL that devices are about to import from. */
export type BundleFound = { readonly url: string } & (
  | { readonly sha256: string }
  | { readonly unavailable: string }
);
