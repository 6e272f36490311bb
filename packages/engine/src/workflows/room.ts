/** What the workflows of this process work with. One at a time: DBOS itself is one per process. */
import { setTimeout as sleep } from "node:timers/promises";
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

/** It stays when its engine closes: what wakes too late finds the doors shut. */
export function enterRoom(room: Room): void {
  current = room;
}

export function room(): Room {
  if (!current) throw new Error("no engine runs in this process");
  return current;
}

/**
 * Lets what touches a device come to its end, and nothing new begin. A workflow asks DBOS for everything through
 * it: once DBOS is shut down it fails whatever it is asked, and a workflow that hears of that has failed for good.
 */
export class Drain {
  readonly #working = new Busy();
  readonly #asking = new Busy();
  #isClosing = false;

  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Work that touches devices. */
  while<T>(work: () => Promise<T>): Promise<T> {
    return this.#working.while(work);
  }

  /** A durable step, until it is recorded. */
  step<T>(ask: () => Promise<T>): Promise<T> {
    return this.wait(() => this.#asking.while(ask));
  }

  /** A durable wait, for which closing does not wait. What comes back while closing comes back to nobody. */
  async wait<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#isClosing) await never();
    try {
      return await ask();
    } finally {
      if (this.#isClosing) await never();
    }
  }

  /** Resolves when nothing touches a device, and what was done is recorded or has had `recordMs` for it. */
  async close(recordMs: number): Promise<void> {
    this.#isClosing = true;
    await this.#working.quiet();
    const inTime = new AbortController();
    // A database that is away records nothing, and must not keep us.
    const late = sleep(recordMs, undefined, { signal: inTime.signal }).catch(() => {});
    await Promise.race([this.#asking.quiet(), late]);
    inTime.abort();
  }
}

const never = () => new Promise<never>(() => {});

class Busy {
  #count = 0;
  #quiet: (() => void) | undefined;

  async while<T>(work: () => Promise<T>): Promise<T> {
    this.#count++;
    try {
      return await work();
    } finally {
      this.#count--;
      if (this.#count === 0) this.#quiet?.();
    }
  }

  quiet(): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#quiet = resolve;
    });
  }
}
