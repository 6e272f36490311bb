/**
 * The vocabulary of a rollout: what may be intended, what came of it, and the append-only journal
 * of both. `docs/evidence-and-proof.md` specifies the entries; whoever carries intents out (a file
 * here, a database later) writes exactly these.
 */
import type { ClockFacts, LicenceFacts, PoolDigest } from "../evidence/evidence.js";
import type { Known, TranscriptId, UnknownReason } from "../evidence/known.js";

export const JOURNAL_FORMAT = 1;

/** What was last seen of a device, by the same reading that `gather` does. */
export interface Observation {
  readonly device: string;
  /** Controller's clock. */
  readonly at: string;
  readonly clock: Known<ClockFacts>;
  readonly pool: Known<{ readonly digest: PoolDigest; readonly sha1: readonly string[] }>;
  readonly licence: Known<LicenceFacts>;
}

export type Intent =
  | { readonly kind: "observe"; readonly device: string }
  | {
      readonly kind: "send";
      readonly device: string;
      readonly step: number;
      readonly attempt: number;
      /** The exact line of the approved plan. */
      readonly command: string;
    };

/** What came of sending a command. `unknown` says that the effect must be looked at, never assumed. */
export type SendOutcome =
  | { readonly result: "accepted"; readonly shownBy: readonly TranscriptId[] }
  | { readonly result: "refused"; readonly text: string; readonly shownBy: readonly TranscriptId[] }
  | { readonly result: "unknown"; readonly detail: string };

export type JournalEntry = {
  readonly formatVersion: typeof JOURNAL_FORMAT;
  /** 1, 2, 3, ... without a gap. */
  readonly sequence: number;
  readonly at: string;
  readonly planDigest: string;
} & JournalEvent;

export type JournalEvent =
  | { readonly event: "started"; readonly approvedBy: string }
  | { readonly event: "wave-opened"; readonly wave: string }
  | { readonly event: "intent"; readonly intent: Intent; readonly deviceTime?: string }
  | { readonly event: "observed"; readonly observation: ObservationSummary }
  | {
      readonly event: "outcome";
      readonly device: string;
      readonly step: number;
      readonly attempt: number;
      readonly outcome: SendOutcome;
    }
  | { readonly event: "step-met"; readonly device: string; readonly step: number }
  | { readonly event: "device-done"; readonly device: string }
  | { readonly event: "device-held"; readonly device: string; readonly reason: StopReason }
  | { readonly event: "device-failed"; readonly device: string; readonly reason: StopReason }
  | { readonly event: "gate-passed"; readonly wave: string; readonly failures: number }
  | { readonly event: "gate-closed"; readonly wave: string; readonly failures: number }
  | { readonly event: "ended"; readonly completed: boolean };

/** The facts of an observation that the journal keeps. */
export interface ObservationSummary {
  readonly device: string;
  readonly at: string;
  readonly deviceTime?: string;
  readonly poolDigest?: PoolDigest;
  /** Why the pool could not be seen, where it could not. */
  readonly unseen?: UnknownReason;
  readonly lastContact?: { readonly result: "succeeded" | "failed"; readonly at: string };
}

/** Why a device was stopped: held before anything was sent, or failed after. */
export type StopReason =
  | { readonly code: "rollout/cannot-observe"; readonly because: UnknownReason }
  | { readonly code: "rollout/device-changed"; readonly expected: PoolDigest; readonly found: PoolDigest }
  | { readonly code: "rollout/command-refused"; readonly command: string; readonly text: string }
  | { readonly code: "rollout/import-without-effect"; readonly command: string }
  | { readonly code: "rollout/no-contact-since"; readonly since: string; readonly deadlineSeconds: number };
