/**
 * Routers that exist only as a pool, a licence agent and a temper, for driving rollouts through every
 * kind of trouble. They keep their own history, which is what tests compare the journal with.
 */

import { known, unknown } from "../evidence/known.js";
import { type Action, linesOf } from "../plan/step.js";
import { type FleetProgress, fleetProgressOf } from "../rollout/fleet-progress.js";
import type { Hands, RolloutTime } from "../rollout/hands.js";
import type { JournalStore } from "../rollout/journal-store.js";
import { type Observation, type ObservedFact, observation } from "../rollout/observation.js";
import { deviceOf } from "../rollout/progress.js";
import {
  JOURNAL_FORMAT,
  type JournalEntry,
  type JournalEvent,
  type SendOutcome,
} from "../rollout/rollout.js";

export const REQUIRED = { sha256: "A".repeat(64), sha1: "B".repeat(40) };
export const IMPORT = "crypto ca trustpool import url http://bundles.example/ios.p7b";
export const RENEW = "license smart renew auth";
export const BUNDLE = {
  name: "ios_intersect",
  version: "10",
  url: "http://bundles.example/ios.p7b",
  bytes: 150_000,
  sha256: "C".repeat(64),
  md5: "c".repeat(32),
  signerRootSha256: "D".repeat(64),
  certificates: [REQUIRED],
};
export const served = async () => ({ sha256: BUNDLE.sha256 });
export const POOL_BEFORE = "sha256:before";

/** What goes wrong with one device. */
export interface Temper {
  readonly import: "works" | "refused" | "no-effect" | "lost-with-effect" | "lost-without-effect";
  readonly renew: "works" | "lost-with-effect" | "never-succeeds" | "refused";
  readonly unreachable: boolean;
  readonly changedSincePlan: boolean;
  /** Polls that a contact takes before it shows. */
  readonly patience: number;
}

export class Crash extends Error {}

export class SimulatedFleet implements Hands, RolloutTime {
  readonly history: { readonly device: string; readonly command: string; readonly hadEffect: boolean }[] = [];
  readonly #states = new Map<
    string,
    { held: boolean; contactAt?: number; lastContact?: string; polls: number }
  >();
  readonly #tempers: ReadonlyMap<string, Temper>;
  #clock = Date.parse("2022-02-23T06:00:00Z");

  constructor(tempers: ReadonlyMap<string, Temper>) {
    this.#tempers = tempers;
    for (const device of tempers.keys()) this.#states.set(device, { held: false, polls: 0 });
  }

  now(): Date {
    return new Date(this.#clock);
  }

  async waitUntil(moment: Date): Promise<void> {
    this.#clock = Math.max(this.#clock, moment.getTime());
  }

  holdsRoot(device: string): boolean {
    return this.#stateOf(device).held;
  }

  async observe(device: string, wanted: readonly ObservedFact[]): Promise<Observation> {
    this.#clock += 1000;
    const temper = this.#temperOf(device);
    const at = this.now().toISOString();
    if (temper.unreachable) return unseen(device, at, wanted);
    const state = this.#stateOf(device);
    if (state.contactAt !== undefined && state.polls++ >= temper.patience) {
      state.lastContact = new Date(state.contactAt).toISOString();
    }
    const digest = state.held ? "sha256:after" : temper.changedSincePlan ? "sha256:other" : POOL_BEFORE;
    return observation(device, at, wanted, {
      clock: known({ deviceTime: at }),
      pool: known({ digest, sha1: state.held ? [REQUIRED.sha1] : [] }),
      licence: known({
        mode: "smart",
        registration: { status: "registered" },
        ...(state.lastContact && { lastContact: { result: "succeeded" as const, at: state.lastContact } }),
      }),
    });
  }

  async carryOut(device: string, _step: number, action: Action): Promise<SendOutcome> {
    this.#clock += 1000;
    const outcome = linesOf(action)[0] === IMPORT ? this.#import(device) : this.#renew(device);
    return outcome;
  }

  #import(device: string): SendOutcome {
    const mood = this.#temperOf(device).import;
    const works = mood === "works" || mood === "lost-with-effect";
    this.#record(device, IMPORT, works);
    if (works) this.#stateOf(device).held = true;
    if (mood === "refused") return { result: "refused", text: "% Download failed", shownBy: [] };
    return mood.startsWith("lost")
      ? { result: "unknown", detail: "link lost" }
      : { result: "accepted", shownBy: [] };
  }

  #renew(device: string): SendOutcome {
    const mood = this.#temperOf(device).renew;
    const works = mood === "works" || mood === "lost-with-effect";
    this.#record(device, RENEW, works);
    const state = this.#stateOf(device);
    if (works) Object.assign(state, { contactAt: this.#clock + 1000, polls: 0 });
    if (mood === "refused") return { result: "refused", text: "% not registered", shownBy: [] };
    return mood === "lost-with-effect"
      ? { result: "unknown", detail: "link lost" }
      : { result: "accepted", shownBy: [] };
  }

  #record(device: string, command: string, hadEffect: boolean): void {
    this.history.push({ device, command, hadEffect });
  }

  #stateOf(device: string) {
    const state = this.#states.get(device);
    if (!state) throw new Error(`no such device ${device}`);
    return state;
  }

  #temperOf(device: string): Temper {
    return this.#tempers.get(device) as Temper;
  }
}

function unseen(device: string, at: string, wanted: readonly ObservedFact[]): Observation {
  const because = unknown({ code: "evidence/unreachable", detail: "no route" });
  return observation(device, at, wanted, { clock: because, pool: because, licence: because });
}

/** A journal in memory that survives the crash of whoever writes it. */
export class MemoryJournal implements JournalStore {
  readonly all: JournalEntry[] = [];
  readonly #planDigest: string;
  readonly #now: () => Date;

  constructor(planDigest: string, now: () => Date) {
    this.#planDigest = planDigest;
    this.#now = now;
  }

  async append(event: JournalEvent): Promise<JournalEntry> {
    const entry: JournalEntry = {
      formatVersion: JOURNAL_FORMAT,
      sequence: this.all.length + 1,
      at: this.#now().toISOString(),
      planDigest: this.#planDigest,
      ...event,
    };
    this.all.push(entry);
    return entry;
  }

  async ofDevice(device: string): Promise<readonly JournalEntry[]> {
    return this.all.filter((entry) => deviceOf(entry) === device);
  }

  async fleet(): Promise<FleetProgress> {
    return fleetProgressOf(this.all);
  }

  async *entries(): AsyncGenerator<JournalEntry> {
    yield* this.all;
  }
}
