/**
 * Drives a rollout to its end in one process: write the intent, then carry it out, then write what
 * came of it. Started again with the same journal it goes on where the last run stopped. It decides
 * nothing: `nextRolloutMove` and `nextDeviceMove` do.
 */
import type { ApprovedPlan, DevicePlan, Plan, Wave } from "../plan/plan.js";
import { advanceFleet, type FleetProgress } from "./fleet-progress.js";
import type { AssessDevices, Hands, RecheckBundle, RolloutTime } from "./hands.js";
import type { JournalStore } from "./journal-store.js";
import { type DeviceMove, nextDeviceMove } from "./next-device-move.js";
import { type Controls, nextRolloutMove, type RolloutMove } from "./next-rollout-move.js";
import { type Observation, summaryOf } from "./observation.js";
import { type Start, type Starts, startOf } from "./pace.js";
import { advanceDevice, type DeviceProgress, deviceOf, UNTOUCHED } from "./progress.js";
import { type Rehearsal, referenceToRehearsal, rehearsalsOf } from "./rehearsed/rehearsal.js";
import type { JournalEntry, JournalEvent } from "./rollout.js";

export interface RolloutPorts {
  readonly hands: Hands;
  readonly journal: JournalStore;
  readonly time: RolloutTime;
  readonly recheckBundle: RecheckBundle;
  /** Where it is given, every device must answer as its like did in it. */
  readonly rehearsal?: Rehearsal;
  /** Needed where a gate of the plan asks for verdicts. */
  readonly assessDevices?: AssessDevices;
}

/** @throws when the journal is another plan's: whoever opens it checks that first (`isJournalOf`). */
export async function rollOut(approved: ApprovedPlan, ports: RolloutPorts): Promise<readonly JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of ports.journal.entries()) entries.push(entry);
  if (!isJournalOf(approved.plan, entries)) throw new Error("the journal is another plan's");
  const run = new Run(approved, ports, entries, await ports.journal.fleet());
  while (await run.advance());
  return run.entries;
}

/** Whether every entry belongs to this plan; what another plan did says nothing of how far this one has got. */
export function isJournalOf({ digest }: Plan, entries: readonly JournalEntry[]): boolean {
  return entries.every(({ planDigest }) => planDigest === digest);
}

type Act = Extract<DeviceMove, { do: "observe" | "send" }>;

/** One process's part of a rollout: the only state outside the journal is what it is doing right now. */
class Run {
  readonly entries: JournalEntry[] = [];
  readonly #approved: ApprovedPlan;
  readonly #ports: RolloutPorts;
  readonly #rehearsalOf: ReturnType<typeof rehearsalsOf> | undefined;
  readonly #progress = new Map<string, DeviceProgress>();
  readonly #latest = new Map<string, Observation>();
  readonly #busy = new Map<string, Promise<void>>();
  readonly #starts: Starts = { sites: new Map(), begun: new Map() };
  #fleet: FleetProgress;
  #writing: Promise<void> = Promise.resolve();
  /** What went wrong on our side while a device was being worked on: it ends the run, not the journal. */
  #trouble: { readonly error: unknown } | undefined;

  constructor(
    approved: ApprovedPlan,
    ports: RolloutPorts,
    entries: readonly JournalEntry[],
    fleet: FleetProgress,
  ) {
    this.#approved = approved;
    this.#ports = ports;
    this.#fleet = fleet;
    this.#rehearsalOf = ports.rehearsal && rehearsalsOf(ports.rehearsal);
    for (const entry of entries) this.#keep(entry);
  }

  /** False once nothing is left to do. */
  async advance(): Promise<boolean> {
    if (this.#trouble) throw this.#trouble.error;
    const { rehearsal } = this.#ports;
    const required = rehearsal && { rehearsal: referenceToRehearsal(rehearsal) };
    const move = nextRolloutMove({ ...this.#approved, ...required }, this.#fleet, this.#now());
    if (move.do === "end" || move.do === "stand-by") return this.#pause(undefined);
    if (move.do === "wait") return this.#pause(move.until);
    if (move.do === "record") await this.#write(move.event);
    else if (move.do === "recheck-bundle") await this.#recheck(move);
    else if (move.do === "assess-wave") await this.#assess(move);
    else return this.#work(move.wave, move.controls);
    return true;
  }

  async #recheck({ wave, urls }: Extract<RolloutMove, { do: "recheck-bundle" }>): Promise<void> {
    const found = [];
    for (const url of urls) found.push({ url, ...(await this.#ports.recheckBundle(url)) });
    await this.#write({ event: "bundle-rechecked", wave, found });
  }

  async #assess({ wave, required }: Extract<RolloutMove, { do: "assess-wave" }>): Promise<void> {
    const { assessDevices } = this.#ports;
    if (!assessDevices) throw new Error(`the gate after ${wave.name} asks for verdicts, and nobody judges`);
    const changed = wave.devices.filter(({ device }) => this.#progress.get(device)?.state === "done");
    const found = await assessDevices(changed.map(({ device }) => device));
    const short = found.filter(({ verdict }) => !required.includes(verdict));
    await this.#write({ event: "wave-assessed", wave: wave.name, short });
  }

  async #work(wave: Wave, controls: Controls): Promise<boolean> {
    let hasMoved = false;
    const waits: string[] = [];
    for (const device of wave.devices) {
      if (this.#busy.has(device.device)) continue;
      const move = this.#moveOf(device, wave.name, controls);
      if (move.do === "wait") waits.push(move.until);
      if (move.do === "record") await this.#write(move.event);
      const start = move.do === "observe" || move.do === "send" ? this.#begin(device, move) : undefined;
      if (typeof start === "object") waits.push(start.notBefore);
      if (move.do === "record" || start === "now") hasMoved = true;
    }
    return hasMoved || this.#pause(waits.sort()[0]);
  }

  #moveOf(devicePlan: DevicePlan, wave: string, controls: Controls): DeviceMove {
    const { device } = devicePlan;
    const latest = this.#latest.get(device);
    const rehearsed = this.#rehearsalOf && { rehearsed: this.#rehearsalOf(device) };
    return nextDeviceMove(
      { ...this.#approved, devicePlan, wave, ...rehearsed },
      {
        progress: this.#progress.get(device) ?? UNTOUCHED,
        at: this.#now(),
        controls,
        ...(latest && { latest }),
      },
    );
  }

  async #pause(until: string | undefined): Promise<boolean> {
    if (this.#busy.size > 0) await Promise.race(this.#busy.values());
    else if (until !== undefined) await this.#ports.time.waitUntil(new Date(until));
    else return false;
    return true;
  }

  /** As far as the pace of the plan lets it begin at this moment. */
  #begin(device: DevicePlan, move: Act): Start {
    const start = startOf(device, this.#approved.plan.pace, this.#starts, this.#now());
    if (start !== "now") return start;
    const name = device.device;
    if (!this.#starts.begun.has(name)) this.#starts.begun.set(name, this.#now());
    this.#starts.sites.set(name, device.site ?? "");
    const work = this.#carryOut(name, move).catch((error: unknown) => {
      this.#trouble = { error };
    });
    const done = work.finally(() => {
      this.#busy.delete(name);
      this.#starts.sites.delete(name);
    });
    this.#busy.set(name, done);
    return start;
  }

  /** The intent is durable before anything is sent. */
  async #carryOut(device: string, move: Act): Promise<void> {
    const { hands } = this.#ports;
    if (move.do === "observe") {
      const seen = await hands.observe(device, move.wanted);
      this.#latest.set(device, seen);
      return this.#write({ event: "observed", observation: summaryOf(seen) });
    }
    const { intent, deviceTime } = move;
    const { step, attempt, action } = intent;
    await this.#write({ event: "intent", intent, ...(deviceTime !== undefined && { deviceTime }) });
    this.#latest.delete(device);
    const outcome = await hands.carryOut(device, step, action);
    return this.#write({ event: "outcome", device, step, attempt, outcome });
  }

  /** One entry after the other, as the journal numbers them. */
  #write(event: JournalEvent): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const entry = await this.#ports.journal.append(event);
      this.#fleet = advanceFleet(this.#fleet, entry);
      this.#keep(entry);
    });
    return this.#writing;
  }

  #keep(entry: JournalEntry): void {
    this.entries.push(entry);
    const device = deviceOf(entry);
    if (device === undefined) return;
    this.#progress.set(device, advanceDevice(this.#progress.get(device) ?? UNTOUCHED, entry));
  }

  #now(): string {
    return this.#ports.time.now().toISOString();
  }
}
