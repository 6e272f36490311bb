/** What is asked of the journal, and what it answers. */
import type { JournalEntry, JournalEvent } from "@reroot/core";
import type pg from "pg";

/** What a decision rests on: it is not written once that has changed. */
export type Basis =
  /** The last entry about a device; with a token, who acts on it as well. */
  | { readonly device: string; readonly seen: number; readonly token?: string }
  /** The fleet's progress, as it is stored. */
  | { readonly fleet: string };

export interface Appending {
  readonly rollout: string;
  readonly at: string;
  /** What has happened: always written. */
  readonly events: readonly JournalEvent[];
  /** What is about to be done: written only while the rollout is neither paused, cancelled nor ended. */
  readonly intent?: JournalEvent;
  readonly basis?: Basis;
}

export type Halt = "paused" | "cancelled" | "ended";

export type Appended =
  /** `halted`: the intent is not among the entries, and must not be carried out. */
  | { readonly result: "written"; readonly entries: readonly JournalEntry[]; readonly halted?: Halt }
  /** Another process has the device now. */
  | { readonly result: "fenced" }
  /** Somebody else wrote first: look again and decide anew. */
  | { readonly result: "overtaken" };

/** Called inside the transaction that writes the entries. */
export type Written = (
  client: pg.PoolClient,
  rollout: string,
  entries: readonly JournalEntry[],
) => Promise<void>;
