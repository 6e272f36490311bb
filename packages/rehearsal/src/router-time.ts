/**
 * Lab time as one router lives it. While lab time jumps, contacts of several routers are open at once, each at its own
 * moment; no router can tell, because nothing leads from one to another except through the cloud. Outside of such an
 * event it is simply lab time.
 */
import type { LabClock } from "./clock.js";

export class RouterTime implements LabClock {
  readonly #lab: LabClock;
  #at: Date | undefined;

  constructor(lab: LabClock) {
    this.#lab = lab;
  }

  now(): Date {
    return this.#at ?? this.#lab.now();
  }

  /** Runs an event at its own moment of lab time. */
  async during(at: Date, due: () => Promise<void>): Promise<void> {
    this.#at = at;
    try {
      await due();
    } finally {
      this.#at = undefined;
    }
  }

  rate(): number {
    return this.#lab.rate();
  }

  setRate(rate: number): void {
    this.#lab.setRate(rate);
  }

  set(to: Date): void {
    this.#lab.set(to);
  }

  hold(): () => void {
    return this.#lab.hold();
  }
}
