/**
 * What falls due in lab time, in order. It runs events at their own time, whether lab time is moved by hand or runs by
 * itself; each is awaited before the next, so that what an event causes is never overtaken.
 */
import type { LabClock } from "./clock.js";

interface Entry {
  readonly owner: object;
  readonly at: number;
  readonly sequence: number;
  readonly due: () => Promise<void>;
}

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

  set(owner: object, at: Date | undefined, due: () => Promise<void>): void {
    this.#current.delete(owner);
    if (at === undefined || this.#isStopped) return;
    const entry = { owner, at: at.getTime(), sequence: this.#sequence, due };
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
    for (let next = this.#next(); next !== undefined && next.at <= to.getTime(); next = this.#next()) {
      if (this.#isStopped) return;
      pop(this.#heap);
      this.#current.delete(next.owner);
      if (next.at > this.#clock.now().getTime()) this.#clock.set(new Date(next.at));
      await next.due();
    }
  }

  #next(): Entry | undefined {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (this.#current.get(first.owner) === first) return first;
      pop(this.#heap);
    }
    return undefined;
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
