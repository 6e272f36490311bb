/** Where a journal is kept: a file, a database, or memory in a test. Entries are added, never changed. */
import type { FleetProgress } from "./fleet-progress.js";
import type { JournalEntry, JournalEvent } from "./rollout.js";

export interface JournalStore {
  /**
   * Adds sequence, time and plan to the event. Resolves once the entry would survive the loss of power.
   * Rejects, with nothing written, when the claim is no longer the current one.
   */
  append(event: JournalEvent, claim?: Claim): Promise<JournalEntry>;
  ofDevice(device: string): Promise<readonly JournalEntry[]>;
  fleet(): Promise<FleetProgress>;
  /** All of them, in order. */
  entries(): AsyncIterable<JournalEntry>;
}

/** The right to work on one device; a later claim on the device has a higher token and ends this one. */
export interface Claim {
  readonly device: string;
  readonly token: number;
}
