/**
 * Drives a rollout to its end through ports: write the intent, then carry it out, then write what
 * came of it. Started again with the same journal it goes on where the last run stopped.
 */

import { ifKnown } from "../evidence/known.js";
import type { ApprovedPlan, Plan } from "../plan/plan.js";
import { nextMoves } from "./next-moves.js";
import {
  type Intent,
  JOURNAL_FORMAT,
  type JournalEntry,
  type JournalEvent,
  type Observation,
  type ObservationSummary,
  type SendOutcome,
} from "./rollout.js";

export interface RolloutPorts {
  readonly hands: Hands;
  readonly journal: JournalStore;
  readonly time: RolloutTime;
}

/** Touches one device. Neither call rejects for what a device did. */
export interface Hands {
  observe(device: string): Promise<Observation>;
  send(device: string, command: string): Promise<SendOutcome>;
}

export interface JournalStore {
  readonly entries: readonly JournalEntry[];
  /** Resolves once the entry would survive the loss of power. */
  append(entry: JournalEntry): Promise<void>;
}

export interface RolloutTime {
  now(): Date;
  waitUntil(moment: Date): Promise<void>;
}

/** @throws when the journal is another plan's: whoever opens it checks that first (`isJournalOf`). */
export async function rollOut(approved: ApprovedPlan, ports: RolloutPorts): Promise<readonly JournalEntry[]> {
  if (!isJournalOf(approved.plan, ports.journal.entries)) throw new Error("the journal is another plan's");
  const run = new Run(approved, ports);
  while (await run.advance());
  return ports.journal.entries;
}

/** Whether every entry belongs to this plan; what another plan did says nothing of how far this one has got. */
export function isJournalOf({ digest }: Plan, entries: readonly JournalEntry[]): boolean {
  return entries.every(({ planDigest }) => planDigest === digest);
}

/** One process's part of a rollout: the only state outside the journal is what it is doing right now. */
class Run {
  readonly #approved: ApprovedPlan;
  readonly #ports: RolloutPorts;
  readonly #latest = new Map<string, Observation>();
  readonly #busy = new Map<string, Promise<void>>();
  #writing: Promise<void> = Promise.resolve();
  /** What went wrong on our side while a device was being worked on: it ends the run, not the journal. */
  #trouble: { readonly error: unknown } | undefined;

  constructor(approved: ApprovedPlan, ports: RolloutPorts) {
    this.#approved = approved;
    this.#ports = ports;
  }

  /** False once nothing is left to do. */
  async advance(): Promise<boolean> {
    if (this.#trouble) throw this.#trouble.error;
    const moves = nextMoves(this.#approved, this.#ports.journal.entries, {
      latest: this.#latest,
      busy: new Set(this.#busy.keys()),
      at: this.#ports.time.now().toISOString(),
    });
    for (const move of moves) {
      if (move.do === "record") await this.#write(move.event);
      if (move.do === "act") await this.#begin(move.intent, move.deviceTime);
    }
    if (moves.some((move) => move.do !== "wait")) return true;
    const waits = moves.flatMap((move) => (move.do === "wait" ? [move.until] : [])).sort();
    return this.#pause(waits[0]);
  }

  async #pause(until: string | undefined): Promise<boolean> {
    if (this.#busy.size > 0) await Promise.race(this.#busy.values());
    else if (until !== undefined) await this.#ports.time.waitUntil(new Date(until));
    else return false;
    return true;
  }

  /** The intent is durable before anything is sent. */
  async #begin(intent: Intent, deviceTime: string | undefined): Promise<void> {
    await this.#write({ event: "intent", intent, ...(deviceTime !== undefined && { deviceTime }) });
    const { device } = intent;
    const work = this.#carryOut(intent).catch((error: unknown) => {
      this.#trouble = { error };
    });
    this.#busy.set(
      device,
      work.finally(() => this.#busy.delete(device)),
    );
  }

  async #carryOut(intent: Intent): Promise<void> {
    const { device } = intent;
    if (intent.kind === "observe") {
      const observation = await this.#ports.hands.observe(device);
      this.#latest.set(device, observation);
      return this.#write({ event: "observed", observation: summaryOf(observation) });
    }
    const { step, attempt, command } = intent;
    this.#latest.delete(device);
    const outcome = await this.#ports.hands.send(device, command);
    return this.#write({ event: "outcome", device, step, attempt, outcome });
  }

  /** One entry after the other, so that sequence numbers have no gap. */
  #write(event: JournalEvent): Promise<void> {
    const { journal, time } = this.#ports;
    this.#writing = this.#writing.then(() =>
      journal.append({
        formatVersion: JOURNAL_FORMAT,
        sequence: journal.entries.length + 1,
        at: time.now().toISOString(),
        planDigest: this.#approved.plan.digest,
        ...event,
      }),
    );
    return this.#writing;
  }
}

function summaryOf({ device, at, clock, pool, licence }: Observation): ObservationSummary {
  const deviceTime = ifKnown(clock)?.deviceTime;
  const contact = ifKnown(licence)?.lastContact;
  return {
    device,
    at,
    ...(deviceTime !== undefined && { deviceTime }),
    ...(pool.known ? { poolDigest: pool.value.digest } : { unseen: pool.reason }),
    ...(contact && { lastContact: { result: contact.result, at: contact.at } }),
  };
}
