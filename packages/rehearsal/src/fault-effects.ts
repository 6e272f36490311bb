/** What the faults of routers mean for what stands around them, and whom to tell when one begins or ends. */

import type { BundleScenario } from "./cloud/bundle-choices.js";
import type { Misbehaviour } from "./cloud/licensing-service.js";
import type { NameServerCondition } from "./dns/name-server.js";
import type { FaultKind, FaultSpec } from "./faults.js";
import type { EmulatedRouter } from "./router/router.js";
import type { Schedule } from "./schedule.js";
import type { Reachability } from "./ssh/reachability.js";

export interface FaultEffectsParts {
  readonly routers: ReadonlyMap<string, EmulatedRouter>;
  readonly schedule: Schedule;
  readonly reachability: Reachability;
}

export class FaultEffects {
  readonly #parts: FaultEffectsParts;

  constructor(parts: FaultEffectsParts) {
    this.#parts = parts;
  }

  /** How the cloud answers one router's messages, if not as it should. */
  misbehaviourTowards(device: string): Misbehaviour | undefined {
    const router = this.#parts.routers.get(device);
    if (router?.fault("cloud-empty") !== undefined) return "empty";
    return router?.fault("cloud-status");
  }

  /** How the name server treats one router, if not as everybody. */
  conditionFor(device: string): NameServerCondition | undefined {
    const router = this.#parts.routers.get(device);
    if (router?.fault("dns-down") !== undefined) return { kind: "silent" };
    if (router?.fault("dns-no-such-name") !== undefined) return { kind: "unknown-name" };
    const slow = router?.fault("dns-slow");
    return slow && { kind: "slow", delayMs: slow.delayMs };
  }

  /** Which bundle one router is handed, if not everybody's. */
  bundleScenarioFor(device: string): BundleScenario | undefined {
    return this.#parts.routers.get(device)?.fault("bundle")?.scenario;
  }

  async set(router: EmulatedRouter, fault: FaultSpec): Promise<void> {
    router.faults.add(fault);
    this.#watch(router, fault);
    await this.#tell(router, fault.kind);
  }

  async clear(router: EmulatedRouter, kind: FaultKind): Promise<void> {
    router.faults.clear(kind);
    await this.#tell(router, kind);
  }

  /** To be called once for the faults that routers start with. */
  watchAll(): void {
    for (const router of this.#parts.routers.values())
      for (const fault of router.faults.list()) this.#watch(router, fault);
  }

  /** Faults that begin or end by themselves open and close listeners, and move clocks, at their time. */
  #watch(router: EmulatedRouter, { kind, from, until }: FaultSpec): void {
    if (!TOLD.includes(kind)) return;
    for (const moment of [from, until]) this.#parts.schedule.set({}, moment, () => this.#tell(router, kind));
  }

  async #tell(router: EmulatedRouter, kind: FaultKind): Promise<void> {
    if (kind === "clock-wrong") {
      router.agent.reschedule();
      router.callHome.reschedule();
    } else if (TOLD.includes(kind)) await this.#parts.reachability.updateRouter(router);
  }
}

/** The kinds that somebody must be told about; all others are asked for when they matter. */
const TOLD: readonly FaultKind[] = ["unreachable", "host-key-changed", "clock-wrong"];
