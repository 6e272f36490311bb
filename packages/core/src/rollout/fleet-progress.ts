/**
 * How far a rollout has got, without one word on any single device: small, however large the fleet, and
 * brought up to date entry by entry.
 */
import type { Decided, JournalEntry } from "./rollout.js";

export interface FleetProgress {
  readonly started: boolean;
  /** Digest of the rehearsal that it goes by. */
  readonly rehearsal?: string;
  readonly paused?: Decided;
  readonly cancelled?: Decided;
  readonly ended?: { readonly completed: boolean };
  readonly waves: Readonly<Record<string, WaveProgress>>;
}

export interface WaveProgress {
  readonly state: "shut" | "open" | "passed" | "closed";
  readonly done: number;
  readonly held: number;
  readonly failed: number;
  readonly skipped: number;
  /** When the last of its devices ended so far. */
  readonly lastEndAt?: string;
  /** Devices whose verdict afterwards is not one that its gate asks for; absent until they were judged. */
  readonly short?: number;
  /** The opening that it was said to wait for. */
  readonly waitsUntil?: string;
  /** How often its bundle was fetched again, and how that went last. */
  readonly rechecks?: {
    readonly count: number;
    readonly at: string;
    readonly last: Extract<JournalEntry, { event: "bundle-rechecked" }>["found"];
  };
}

export const NOT_STARTED: FleetProgress = { started: false, waves: {} };
export const SHUT: WaveProgress = { state: "shut", done: 0, held: 0, failed: 0, skipped: 0 };

export function fleetProgressOf(entries: Iterable<JournalEntry>): FleetProgress {
  let progress = NOT_STARTED;
  for (const entry of entries) progress = advanceFleet(progress, entry);
  return progress;
}

export function waveProgress({ waves }: FleetProgress, wave: string): WaveProgress {
  return waves[wave] ?? SHUT;
}

export function endedIn({ done, held, failed, skipped }: WaveProgress): number {
  return done + held + failed + skipped;
}

export function advanceFleet(progress: FleetProgress, entry: JournalEntry): FleetProgress {
  switch (entry.event) {
    case "started":
      return { ...progress, started: true };
    case "rehearsal-required":
      return { ...progress, rehearsal: entry.rehearsal };
    case "paused":
      return { ...progress, paused: decided(entry) };
    case "resumed":
      return without(progress, "paused");
    case "cancelled":
      return { ...without(progress, "paused"), cancelled: decided(entry) };
    case "ended":
      return { ...progress, ended: { completed: entry.completed } };
    case "device-retried":
      return advanceWave(without(progress, "ended"), entry);
    default:
      return "wave" in entry ? advanceWave(progress, entry) : progress;
  }
}

type OfWave = Extract<JournalEntry, { readonly wave: string }>;

function advanceWave(progress: FleetProgress, entry: OfWave): FleetProgress {
  const wave = afterEntry(waveProgress(progress, entry.wave), entry);
  return { ...progress, waves: { ...progress.waves, [entry.wave]: wave } };
}

function afterEntry(wave: WaveProgress, entry: OfWave): WaveProgress {
  switch (entry.event) {
    case "wave-waiting":
      return { ...wave, waitsUntil: entry.until };
    case "bundle-rechecked": {
      const count = (wave.rechecks?.count ?? 0) + 1;
      return { ...wave, rechecks: { count, at: entry.at, last: entry.found } };
    }
    case "wave-opened":
      return { ...wave, state: "open" };
    case "wave-assessed":
      return { ...wave, short: entry.short.length };
    case "device-done":
      return { ...wave, done: wave.done + 1, lastEndAt: entry.at };
    case "device-held":
      return { ...wave, held: wave.held + 1, lastEndAt: entry.at };
    case "device-failed":
      return { ...wave, failed: wave.failed + 1, lastEndAt: entry.at };
    case "device-skipped":
      return { ...wave, skipped: wave.skipped + 1, lastEndAt: entry.at };
    case "device-retried": {
      const { short: _, ...rest } = wave;
      return { ...rest, state: "open", [entry.after]: wave[entry.after] - 1 };
    }
    case "gate-passed":
      return { ...wave, state: "passed" };
    case "gate-closed":
      return { ...wave, state: "closed" };
  }
}

function decided({ by, why }: Decided): Decided {
  return { by, ...(why !== undefined && { why }) };
}

function without(progress: FleetProgress, key: "paused" | "ended"): FleetProgress {
  const { [key]: _, ...rest } = progress;
  return rest;
}
