/**
 * Lab time: an explicit object that every part of a lab asks for the time. It can run, stand still, be held while
 * a contact is open, and be set forward. Nothing in a lab reads the system's calendar for anything that shows.
 */

export interface LabClock {
  /** Lab time now. */
  now(): Date;
  /** Lab seconds per real second; 0 stops the clock. */
  rate(): number;
  setRate(rate: number): void;
  /** Sets lab time. Going back is refused, because everything that has happened would come after now. */
  set(to: Date): void;
  /** Stops lab time until the returned function is called; holds nest. */
  hold(): () => void;
}

/** Real milliseconds on a steady scale; a parameter so that tests own it. */
export type SteadyTime = () => number;

export class RunningClock implements LabClock {
  readonly #steady: SteadyTime;
  #base: number;
  #basedAt: number;
  #rate: number;
  #holds = 0;

  constructor(startAt: Date, rate: number, steady: SteadyTime = () => performance.now()) {
    this.#steady = steady;
    this.#base = startAt.getTime();
    this.#basedAt = steady();
    this.#rate = checkedRate(rate);
  }

  now(): Date {
    return new Date(Math.floor(this.#current()));
  }

  rate(): number {
    return this.#rate;
  }

  setRate(rate: number): void {
    this.#rebase(this.#current());
    this.#rate = checkedRate(rate);
  }

  set(to: Date): void {
    if (Number.isNaN(to.getTime())) throw new RangeError("lab time must be a valid date");
    if (to.getTime() < Math.floor(this.#current())) {
      throw new RangeError(`lab time cannot go back from ${this.now().toISOString()} to ${to.toISOString()}`);
    }
    this.#rebase(to.getTime());
  }

  hold(): () => void {
    this.#rebase(this.#current());
    this.#holds += 1;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#rebase(this.#current());
      this.#holds -= 1;
    };
  }

  #current(): number {
    if (this.#holds > 0) return this.#base;
    return this.#base + (this.#steady() - this.#basedAt) * this.#rate;
  }

  #rebase(current: number): void {
    this.#base = current;
    this.#basedAt = this.#steady();
  }
}

function checkedRate(rate: number): number {
  if (!Number.isFinite(rate) || rate < 0) throw new RangeError(`a clock rate of ${rate} is not possible`);
  return rate;
}
