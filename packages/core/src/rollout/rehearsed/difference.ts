/** The words of a comparison: which facts there are, in what two routers differ, and how a rehearsal ended for a device. */

export const COMPARABLE_FACTS = [
  "platform",
  "release",
  "required-roots",
  "bundle-in-pool",
  "earlier-certificates",
  "other-certificates",
  "trust-pool-policy",
  "crl-check",
  "licence-mode",
  "licence-transport",
  "registration",
  "authorization",
  "standby",
  "may-change",
  "answers-to-reading",
  "answer-to-step",
] as const;
export type ComparableFact = (typeof COMPARABLE_FACTS)[number];

/** A few words for each; a fact that does not apply, or that nobody asked for, is left out. */
export type ComparableFacts = Readonly<Partial<Record<ComparableFact, string>>>;

export interface Difference {
  readonly fact: ComparableFact;
  /** Absent where the lab's router told nothing of it. */
  readonly rehearsed?: string;
  /** Absent where the device tells nothing of it. */
  readonly found?: string;
  /** Nothing is held for it. */
  readonly explained?: WhyExplained;
}

export type WhyExplained =
  /** The lab's router is known to differ from the device in this; the rehearsal says so. */
  | "not-imitated"
  /** Somebody answerable has seen this difference and accepted it. */
  | "accepted"
  /** Our own controller stopped before the answer was written. */
  | "answer-not-seen";

export function isUnexplained({ explained }: Difference): boolean {
  return explained === undefined;
}

/**
 * `not-imitated`: the lab has no router like it. `not-reached`: its turn did not come in the lab.
 * Only what is `done` says how a real router should answer.
 */
export type RehearsedOutcome = "done" | "held" | "failed" | "not-reached" | "not-imitated";
