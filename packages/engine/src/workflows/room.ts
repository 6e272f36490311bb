/** What the workflows of this process work with. One at a time: DBOS itself is one per process. */
import type { DBOSClient } from "@dbos-inc/dbos-sdk";
import type { ApprovedPlan, AssessDevices, Hands, RecheckBundle } from "@reroot/core";
import type pg from "pg";
import type { DatabaseFailure } from "../failure.js";
import type { Journal } from "../journal/journal.js";
import type { EngineTime, Leaps } from "../time.js";

export interface Room {
  readonly executor: string;
  readonly pool: pg.Pool;
  readonly journal: Journal;
  readonly client: DBOSClient;
  readonly time: EngineTime;
  /** There where time leaps. */
  readonly leaps: Leaps | undefined;
  readonly worldFor: WorldFor;
  readonly drain: Drain;
  /** Told of what nothing can go on with. */
  fatal(failure: DatabaseFailure): void;
  /** Told of what is our own mistake; the device stays open and is tried again later. */
  trouble(about: { readonly rollout: string; readonly device?: string }, error: unknown): void;
}

/** What a rollout needs of the world outside. */
export interface RolloutWorld {
  readonly hands: Hands;
  readonly recheckBundle: RecheckBundle;
  /** Needed where a gate of the plan asks for verdicts. */
  readonly assessDevices?: AssessDevices;
}

/** `context` is what whoever submitted the rollout gave along: the inventory, for example. */
export type WorldFor = (approved: ApprovedPlan, context: unknown) => RolloutWorld | Promise<RolloutWorld>;

let current: Room | undefined;

export function enterRoom(room: Room | undefined): void {
  current = room;
}

export function room(): Room {
  if (!current) throw new Error("no engine runs in this process");
  return current;
}

/** Lets what touches a device come to its end, and nothing new begin. */
export class Drain {
  #closing = false;
  #busy = 0;
  #quiet: (() => void) | undefined;

  get isClosing(): boolean {
    return this.#closing;
  }

  /** Never resolves once the engine is closing: what waits here is left for whoever goes on. */
  async gate(): Promise<void> {
    if (this.#closing) await new Promise<never>(() => {});
  }

  async while<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
      if (this.#busy === 0) this.#quiet?.();
    }
  }

  close(): Promise<void> {
    this.#closing = true;
    if (this.#busy === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#quiet = resolve;
    });
  }
}
