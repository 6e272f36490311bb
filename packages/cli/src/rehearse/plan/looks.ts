/** Hands of a rehearsal that keep what was seen: the last look before each step was first sent, and one at the end. */
import {
  type Action,
  type ComparableFacts,
  comparableFacts,
  type DevicePlan,
  type DeviceProgress,
  type Hands,
  type Observation,
  type ObservedFact,
  type Plan,
  READ_TO_COMPARE,
} from "@reroot/core";

export class Looks implements Hands {
  readonly #hands: Hands;
  readonly #last = new Map<string, Observation>();
  readonly #before = new Map<string, Observation>();

  constructor(hands: Hands) {
    this.#hands = hands;
  }

  /** A look before a step is one at everything that a real device will be compared by. */
  async observe(device: string, wanted: readonly ObservedFact[]): Promise<Observation> {
    const isPreCheck = wanted.includes("mayChange");
    const asked = isPreCheck ? [...new Set([...wanted, ...READ_TO_COMPARE])] : wanted;
    const seen = await this.#hands.observe(device, asked);
    this.#last.set(device, seen);
    return seen;
  }

  carryOut(device: string, step: number, action: Action) {
    const last = this.#last.get(device);
    const key = `${step} ${device}`;
    if (last && !this.#before.has(key)) this.#before.set(key, last);
    return this.#hands.carryOut(device, step, action);
  }

  /** To be called for a device that is done. */
  async lookAtTheEnd(device: string, steps: number): Promise<void> {
    this.#before.set(`${steps} ${device}`, await this.#hands.observe(device, READ_TO_COMPARE));
  }

  /** Before each step, and last at the end; null where it did not come to that. */
  of(plan: Plan, devicePlan: DevicePlan, progress: DeviceProgress): readonly (ComparableFacts | null)[] {
    const { device } = devicePlan;
    return [...devicePlan.steps, "end"].map((_, look) => {
      const seen = this.#before.get(`${look} ${device}`);
      return seen ? comparableFacts({ plan, devicePlan, progress, look, seen }) : null;
    });
  }
}
