/**
 * What falls due in lab time, in order. It runs events at their own time, whether lab time is moved by hand or runs by
 * itself. Events of one lane never overlap, and an event without a lane has the lab to itself; a few events of different
 * lanes, which cannot influence each other, may be under way at once.
 */
import type { LabClock } from "./clock.js";

interface Entry {
  readonly owner: object;
  readonly at: number;
  readonly sequence: number;
  readonly lane: object | undefined;
  readonly due: (at: Date) => Promise<void>;
}

/** Enough to fill the waiting for sockets: all of it runs on one processor. */
const MAXIMUM_UNDER_WAY = 16;

export class Schedule {
  readonly #clock: LabClock;
  readonly #heap: Entry[] = [];
  /** The latest entry of each owner; entries that are no longer here are passed over when they come up. */
  readonly #current = new Map<object, Entry>();
  #sequence = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(clock: LabClock) {
    this.#clock = clock;
  }

  /** `due` is told its own moment: where lanes are many, lab time may be a little ahead of it. */
  set(owner: object, at: Date | undefined, due: (at: Date) => Promise<void>, lane?: object): void {
    this.#current.delete(owner);
    if (at === undefined || this.#isStopped) return;
    const entry = { owner, at: at.getTime(), sequence: this.#sequence, due, lane };
    this.#sequence += 1;
    this.#current.set(owner, entry);
    push(this.#heap, entry);
    this.wind();
  }

  /** Runs everything due until `to`, moving the clock from event to event, and leaves it there. */
  advanceTo(to: Date): Promise<void> {
    if (to < this.#clock.now()) {
      throw new RangeError(
        `lab time cannot go back from ${this.#clock.now().toISOString()} to ${to.toISOString()}`,
      );
    }
    return this.#inTurn(async () => {
      await this.#runUntil(to);
      if (to > this.#clock.now()) this.#clock.set(to);
    });
  }

  /** Sets the timer for the next event in real time; to be called when the clock's rate has changed. */
  wind(): void {
    clearTimeout(this.#timer);
    const next = this.#next();
    const rate = this.#clock.rate();
    if (next === undefined || rate === 0 || this.#isStopped) return;
    const wait = Math.max(0, (next.at - this.#clock.now().getTime()) / rate);
    this.#timer = setTimeout(
      () => void this.#inTurn(() => this.#runUntil(this.#clock.now())),
      Math.min(wait, 0x7fff_ffff),
    );
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#running.then(work);
    this.#running = mine.then(
      () => this.wind(),
      () => this.wind(),
    );
    return mine;
  }

  async #runUntil(to: Date): Promise<void> {
    const lanes = new Lanes();
    try {
      for (;;) {
        lanes.throwFailure();
        const next = this.#next();
        if (this.#isStopped) return;
        const isDue = next !== undefined && next.at <= to.getTime();
        if (!isDue && lanes.areFree) return;
        // What is under way may ask for something that is due as well, and an event without a lane has the lab to itself.
        if (!isDue || (next.lane === undefined && !lanes.areFree)) await lanes.anyEnd();
        else if (next.lane === undefined) await this.#run(next);
        else if (lanes.hasRoomFor(next.lane)) lanes.start(next.lane, this.#run(next));
        else await lanes.anyEnd();
      }
    } finally {
      await lanes.allEnd();
    }
  }

  async #run(entry: Entry): Promise<void> {
    pop(this.#heap);
    this.#current.delete(entry.owner);
    if (entry.at > this.#clock.now().getTime()) this.#clock.set(new Date(entry.at));
    await entry.due(new Date(entry.at));
  }

  #next(): Entry | undefined {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (this.#current.get(first.owner) === first) return first;
      pop(this.#heap);
    }
    return undefined;
  }
}

/** The events that are under way, by lane. */
class Lanes {
  readonly #runs = new Map<object, Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  get areFree(): boolean {
    return this.#runs.size === 0;
  }

  hasRoomFor(lane: object): boolean {
    return this.#runs.size < MAXIMUM_UNDER_WAY && !this.#runs.has(lane);
  }

  start(lane: object, run: Promise<void>): void {
    const kept = run
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#runs.delete(lane));
    this.#runs.set(lane, kept);
  }

  async anyEnd(): Promise<void> {
    await Promise.race(this.#runs.values());
  }

  async allEnd(): Promise<void> {
    await Promise.all(this.#runs.values());
  }

  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}

function push(heap: Entry[], entry: Entry): void {
  let index = heap.push(entry) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!isBefore(entry, heap[parent]!)) break;
    heap[index] = heap[parent]!;
    index = parent;
  }
  heap[index] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    if (left >= heap.length) break;
    const child = left + 1 < heap.length && isBefore(heap[left + 1]!, heap[left]!) ? left + 1 : left;
    if (!isBefore(heap[child]!, last)) break;
    heap[index] = heap[child]!;
    index = child;
  }
  heap[index] = last;
}
