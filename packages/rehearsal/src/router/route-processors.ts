/**
 * The route processors of a router: which one is active, and the trust pool of each. A standby that is in step takes
 * over whatever the active one takes in; one that is behind finds out at the switchover. It knows no sessions.
 */
import type { EmulatedCertificate } from "../certificates/certificate.js";
import type { TrustPool } from "./trust-pool.js";

export type ProcessorIndex = 0 | 1;

export class RouteProcessors {
  readonly #pools: readonly [TrustPool, TrustPool | undefined];
  #active: ProcessorIndex = 0;

  /** Without a second pool there is no standby. */
  constructor(first: TrustPool, second: TrustPool | undefined) {
    this.#pools = [first, second];
  }

  get active(): ProcessorIndex {
    return this.#active;
  }

  get hasStandby(): boolean {
    return this.#pools[1] !== undefined;
  }

  get pool(): TrustPool {
    return this.#pools[this.#active]!;
  }

  get standbyPool(): TrustPool | undefined {
    return this.#pools[this.#active === 0 ? 1 : 0];
  }

  /** `standby` says whether the other processor follows. */
  import(certificates: readonly EmulatedCertificate[], standby: "in-step" | "behind"): void {
    this.pool.import(certificates);
    if (standby === "in-step") this.standbyPool?.import(certificates);
  }

  clean(standby: "in-step" | "behind"): void {
    this.pool.clean();
    if (standby === "in-step") this.standbyPool?.clean();
  }

  /** The active processor's Downloaded set is copied to the standby, as when it comes up. */
  synchronize(): void {
    this.standbyPool?.restore(this.pool.downloaded);
  }

  /** The standby becomes active with the pool that it has. False where there is none. */
  switchOver(): boolean {
    if (!this.hasStandby) return false;
    this.#active = this.#active === 0 ? 1 : 0;
    return true;
  }

  restore(active: ProcessorIndex): void {
    if (active === 0 || this.hasStandby) this.#active = active;
  }
}
