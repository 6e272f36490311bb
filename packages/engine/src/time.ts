/** How a rollout's time passes: as real time, faster in a lab of another process, or in leaps in one of our own. */
export type EngineTime = RealTime | LeapingTime;

export interface RealTime {
  readonly kind: "real";
  now(): Date;
  /** Real milliseconds until a moment of `now`'s time. */
  msUntil(moment: Date): number;
}

/** Time that stands still while anything is under way, and leaps to the next moment that somebody waits for. */
export interface LeapingTime {
  readonly kind: "leaping";
  now(): Date;
  leapTo(moment: Date): Promise<void>;
}

interface Waiter {
  readonly until: Date;
  readonly wake: () => void;
}

/** Leaps only when all who work are waiting. */
export class Leaps {
  readonly #time: LeapingTime;
  /** Begun, and not at work yet: they stand in a queue. */
  readonly #expected = new Set<string>();
  #working = 0;
  #leaping = false;
  #hasEnded = false;
  #waiters: Waiter[] = [];

  constructor(time: LeapingTime) {
    this.#time = time;
  }

  async while<T>(work: () => Promise<T>): Promise<T> {
    this.#working++;
    try {
      return await work();
    } finally {
      this.#working--;
      this.#leapIfIdle();
    }
  }

  expect(work: string): void {
    this.#expected.add(work);
  }

  arrived(work: string): void {
    this.#expected.delete(work);
  }

  /** Whoever waits waits no more, and time stands still. */
  end(): void {
    this.#hasEnded = true;
    for (const { wake } of this.#waiters.splice(0)) wake();
  }

  until(moment: Date): Promise<void> {
    if (this.#hasEnded) return Promise.resolve();
    return new Promise((wake) => {
      this.#waiters.push({ until: moment, wake });
      this.#leapIfIdle();
    });
  }

  #leapIfIdle(): void {
    if (this.#working > 0 || this.#expected.size > 0 || this.#leaping || this.#waiters.length === 0) return;
    this.#leaping = true;
    const next = new Date(Math.min(...this.#waiters.map(({ until }) => until.getTime())));
    const arrived = next > this.#time.now() ? this.#time.leapTo(next) : Promise.resolve();
    // A lab that is being stopped leaps no more; whoever waits looks again, and finds out.
    void arrived.catch(() => {}).then(() => this.#wakeDue(next));
  }

  #wakeDue(next: Date): void {
    this.#leaping = false;
    const due = this.#waiters.filter(({ until }) => until <= next);
    this.#waiters = this.#waiters.filter(({ until }) => until > next);
    for (const { wake } of due) wake();
    this.#leapIfIdle();
  }
}
