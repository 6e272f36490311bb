/**
 * Moves one device on until it has to wait or has ended: look, decide (core's machine), write down what is
 * about to be done, do it, write down what came of it. May be started again at any moment, by anybody: it
 * believes nothing but the journal and the device.
 */
import {
  advanceDevice as advanceProgress,
  type Controls,
  type DeviceMove,
  type DeviceProgress,
  deviceProgressOf,
  type JournalEntry,
  type JournalEvent,
  nextDeviceMove,
  type Observation,
  type PlannedDevice,
  summaryOf,
  windowAt,
} from "@reroot/core";
import { lostOr } from "../failure.js";
import type { Appended, Halt } from "../journal/append.js";
import { takeClaim } from "../rollouts/claims.js";
import { type Job, jobOf } from "./jobs.js";
import type { Room } from "./room.js";

export type Advance =
  | { readonly next: "end" }
  /** Until a moment of the rollout's time. */
  | { readonly next: "wait"; readonly until: string }
  /** Until the controls change. */
  | { readonly next: "stand-by" }
  /** Somebody else's word came first, or the engine is closing: look again. */
  | { readonly next: "again" };

export interface DeviceOfRollout {
  readonly rollout: string;
  readonly device: string;
}

export async function advanceDevice(room: Room, about: DeviceOfRollout): Promise<Advance> {
  const token = await takeClaim(room.pool, about, room.executor);
  if (token === undefined) return { next: "end" };
  const [job, { planned, mode }, entries] = await Promise.all([
    jobOf(room, about.rollout),
    assignmentOf(room, about),
    room.journal.ofDevice(about.rollout, about.device),
  ]);
  const device: PlannedDevice = { ...job.approved, ...planned };
  return new DeviceRun(room, { ...about, job, planned: device, token }, entries, mode).go();
}

async function assignmentOf({ pool }: Room, { rollout, device }: DeviceOfRollout) {
  const { rows } = await pool
    .query(
      `select d.plan, d.wave, d.rehearsed, r.halted from reroot.rollout_devices d join reroot.rollouts r on r.id = d.rollout
       where rollout = $1 and device = $2`,
      [rollout, device],
    )
    .catch(lostOr);
  const { plan, wave, rehearsed, halted } = rows[0];
  const planned = { devicePlan: JSON.parse(plan), wave };
  return {
    planned: rehearsed === null ? planned : { ...planned, rehearsed: JSON.parse(rehearsed) },
    mode: modeIn(halted),
  };
}

function modeIn(halted: Halt | null | undefined): Controls["mode"] {
  if (halted === "paused") return "paused";
  return halted ? "stop" : "go";
}

interface Assignment extends DeviceOfRollout {
  readonly job: Job;
  readonly planned: PlannedDevice;
  readonly token: string;
}

class DeviceRun {
  readonly #room: Room;
  readonly #assignment: Assignment;
  #mode: Controls["mode"];
  #progress: DeviceProgress;
  /** The last entry about the device that we know of. */
  #seen: number;
  /** What has happened and is not written yet: it goes together with the next intent. */
  #pending: readonly JournalEvent[] = [];
  #latest: Observation | undefined;

  constructor(room: Room, assignment: Assignment, entries: readonly JournalEntry[], mode: Controls["mode"]) {
    this.#room = room;
    this.#assignment = assignment;
    this.#mode = mode;
    this.#progress = deviceProgressOf(assignment.device, entries);
    this.#seen = entries.at(-1)?.sequence ?? 0;
  }

  async go(): Promise<Advance> {
    for (;;) {
      const stopped = await this.#follow(this.#next());
      if (stopped) return stopped;
      // Nothing new begins once the engine is closing; what has happened is written.
      if (this.#room.drain.isClosing) return (await this.#write()) ?? { next: "again" };
    }
  }

  #next(): DeviceMove {
    return nextDeviceMove(this.#assignment.planned, {
      progress: this.#progress,
      ...(this.#latest && { latest: this.#latest }),
      at: this.#now(),
      controls: { mode: this.#mode, window: this.#window() },
    });
  }

  #window(): Controls["window"] {
    const { job, planned } = this.#assignment;
    const wave = job.approved.plan.waves.find(({ name }) => name === planned.wave);
    return wave ? windowAt(wave, this.#now()) : "open";
  }

  async #follow(move: DeviceMove): Promise<Advance | undefined> {
    switch (move.do) {
      case "record":
        return this.#happened(move.event);
      case "observe":
        return this.#observe(move);
      case "send":
        return this.#send(move);
      case "wait":
        return (await this.#write()) ?? { next: "wait", until: move.until };
      case "stand-by":
        return (await this.#write()) ?? { next: "stand-by" };
      case "end":
        return (await this.#write()) ?? { next: "end" };
    }
  }

  async #observe({ device, wanted }: Extract<DeviceMove, { do: "observe" }>): Promise<undefined> {
    this.#latest = await this.#assignment.job.hands.observe(device, wanted);
    return this.#happened({ event: "observed", observation: summaryOf(this.#latest) });
  }

  /** The intent is durable, and ours alone, before anything is sent. */
  async #send({ intent, deviceTime }: Extract<DeviceMove, { do: "send" }>): Promise<Advance | undefined> {
    const stopped = await this.#write({
      event: "intent",
      intent,
      ...(deviceTime !== undefined && { deviceTime }),
    });
    if (stopped) return stopped;
    // The controls have changed in between: what is to be done is decided anew.
    if (this.#mode !== "go") return undefined;
    this.#latest = undefined;
    const { device, step, attempt, action } = intent;
    const outcome = await this.#assignment.job.hands.carryOut(device, step, action);
    this.#happened({ event: "outcome", device, step, attempt, outcome });
    // At once: what a refusal said is seen once, and cannot be looked up again.
    return this.#write();
  }

  #happened(event: JournalEvent): undefined {
    this.#pending = [...this.#pending, event];
    this.#progress = advanceProgress(this.#progress, this.#assignment.job.provisional(event, this.#now()));
    return undefined;
  }

  /** Undefined when all is written, the intent included unless the controls have changed. */
  async #write(intent?: JournalEvent): Promise<Advance | undefined> {
    if (this.#pending.length === 0 && !intent) return undefined;
    const { rollout, device, token } = this.#assignment;
    const appended = await this.#room.journal.append({
      rollout,
      at: this.#now(),
      events: this.#pending,
      basis: { device, token, seen: this.#seen },
      ...(intent && { intent }),
    });
    return this.#after(appended, intent);
  }

  #after(appended: Appended, intent: JournalEvent | undefined): Advance | undefined {
    if (appended.result !== "written") return { next: "again" };
    this.#pending = [];
    const written = appended.entries.at(-1);
    this.#seen = written?.sequence ?? this.#seen;
    this.#mode = appended.halted ? modeIn(appended.halted) : this.#mode;
    if (intent && written && !appended.halted) this.#progress = advanceProgress(this.#progress, written);
    return undefined;
  }

  #now(): string {
    return this.#room.time.now().toISOString();
  }
}
