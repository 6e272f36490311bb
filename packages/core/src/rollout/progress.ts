/** How far one device has got, read off its own journal entries alone. */
import type { ObservationSummary } from "./observation.js";
import { type Difference, isUnexplained } from "./rehearsed/difference.js";
import type { JournalEntry, SendOutcome } from "./rollout.js";

export interface DeviceProgress {
  /** Steps whose effect was seen, and when. */
  readonly stepsMet: ReadonlyMap<number, string>;
  /** Steps that are not carried out, because nobody approved them. */
  readonly stepsSkipped: ReadonlySet<number>;
  /** Every action carried out, or perhaps carried out, in order. */
  readonly sends: readonly Send[];
  /** The trust pool as it was seen last. */
  readonly lastPool?: string;
  /** Observations after the last send, or all of them before the first. */
  readonly seenSince: readonly ObservationSummary[];
  readonly state: "open" | "done" | "held" | "failed" | "skipped";
  readonly endedAt?: string;
  /** Looks of this round that were compared with a rehearsal: steps, or the number of all of them for the end. */
  readonly looksCompared: ReadonlySet<number>;
  /** What differed at the last of them and is not explained. */
  readonly differences: readonly Difference[];
  /** What somebody accepted, of all that was found. */
  readonly differencesAccepted: readonly Difference[];
  /** 1, and one more for each time that somebody had it tried again. */
  readonly round: number;
}

export interface Send {
  readonly step: number;
  readonly attempt: number;
  readonly round: number;
  readonly at: string;
  readonly deviceTime?: string;
  /** Absent when the outcome was never written: the controller stopped in between. */
  readonly outcome?: SendOutcome;
  /** What was last seen before it was sent. */
  readonly before?: ObservationSummary;
}

export const UNTOUCHED: DeviceProgress = {
  stepsMet: new Map(),
  stepsSkipped: new Set(),
  sends: [],
  seenSince: [],
  state: "open",
  looksCompared: new Set(),
  differences: [],
  differencesAccepted: [],
  round: 1,
};

/** @param entries of one device, in order; others are passed over. */
export function deviceProgressOf(device: string, entries: Iterable<JournalEntry>): DeviceProgress {
  let progress = UNTOUCHED;
  for (const entry of entries) if (deviceOf(entry) === device) progress = advanceDevice(progress, entry);
  return progress;
}

/** The device that an entry is about; undefined for entries about the rollout. */
export function deviceOf(entry: JournalEntry): string | undefined {
  if (entry.event === "intent") return entry.intent.device;
  if (entry.event === "observed") return entry.observation.device;
  return "device" in entry ? entry.device : undefined;
}

export function advanceDevice(progress: DeviceProgress, entry: JournalEntry): DeviceProgress {
  switch (entry.event) {
    case "observed":
      return seen(progress, entry.observation);
    case "intent":
      return withSend(progress, entry);
    case "outcome":
      return { ...progress, sends: withOutcome(progress.sends, entry.outcome) };
    case "step-met":
      return { ...progress, stepsMet: new Map([...progress.stepsMet, [entry.step, entry.at]]) };
    case "step-skipped":
      return { ...progress, stepsSkipped: new Set([...progress.stepsSkipped, entry.step]) };
    case "compared-with-rehearsal":
      return {
        ...progress,
        looksCompared: new Set([...progress.looksCompared, entry.step]),
        differences: entry.differences.filter(isUnexplained),
      };
    case "device-done":
      return ended(progress, "done", entry);
    case "device-held":
      return ended(progress, "held", entry);
    case "device-failed":
      return ended(progress, "failed", entry);
    case "device-skipped":
      return ended(progress, "skipped", entry);
    case "device-retried":
      return again(progress, entry);
    default:
      return progress;
  }
}

function seen(progress: DeviceProgress, observation: ObservationSummary): DeviceProgress {
  const { poolDigest } = observation;
  return {
    ...progress,
    seenSince: [...progress.seenSince, observation],
    ...(poolDigest !== undefined && { lastPool: poolDigest }),
  };
}

function ended(
  progress: DeviceProgress,
  state: DeviceProgress["state"],
  { at }: JournalEntry,
): DeviceProgress {
  return { ...progress, state, endedAt: at };
}

/** What was sent stays known; it is looked at again before anything else is sent. */
function again(
  { endedAt: _, ...progress }: DeviceProgress,
  { accepts }: Extract<JournalEntry, { event: "device-retried" }>,
): DeviceProgress {
  const { differences, differencesAccepted } = progress;
  return {
    ...progress,
    state: "open",
    seenSince: [],
    looksCompared: new Set(),
    differences: [],
    differencesAccepted: accepts ? [...differencesAccepted, ...differences] : differencesAccepted,
    round: progress.round + 1,
  };
}

function withSend(
  progress: DeviceProgress,
  { intent, deviceTime, at }: Extract<JournalEntry, { event: "intent" }>,
): DeviceProgress {
  const before = progress.seenSince.at(-1);
  const send: Send = {
    step: intent.step,
    attempt: intent.attempt,
    round: progress.round,
    at,
    ...(deviceTime !== undefined && { deviceTime }),
    ...(before && { before }),
  };
  return { ...progress, sends: [...progress.sends, send], seenSince: [] };
}

function withOutcome(sends: readonly Send[], outcome: SendOutcome): readonly Send[] {
  const last = sends.at(-1);
  return last ? [...sends.slice(0, -1), { ...last, outcome }] : sends;
}
