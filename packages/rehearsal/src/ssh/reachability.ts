/** Opens and closes SSH listeners as reloads and the faults `unreachable` and `host-key-changed` say. */
import type { EmulatedRouter } from "../router/router.js";
import type { DeviceServer } from "./device-server.js";

export interface ServedDevice {
  readonly router: EmulatedRouter;
  readonly server: DeviceServer;
}

export class Reachability {
  readonly #devices: ReadonlyMap<object, ServedDevice>;
  readonly #withNewKey = new Set<ServedDevice>();
  readonly #turns = new Map<ServedDevice, Promise<void>>();

  constructor(devices: readonly ServedDevice[]) {
    this.#devices = new Map(devices.map((device) => [device.router, device]));
  }

  /** To be called when faults or lab time have changed. */
  async update(): Promise<void> {
    await Promise.all([...this.#devices.values()].map((device) => this.#updateInTurn(device)));
  }

  async updateRouter(router: object): Promise<void> {
    const device = this.#devices.get(router);
    if (device !== undefined) await this.#updateInTurn(device);
  }

  /** Opening and closing take time, so that a second change must wait for the first. */
  #updateInTurn(device: ServedDevice): Promise<void> {
    const mine = (this.#turns.get(device) ?? Promise.resolve()).then(() => this.#updateOne(device));
    this.#turns.set(device, mine);
    return mine;
  }

  async #updateOne(device: ServedDevice): Promise<void> {
    const { router, server } = device;
    const isReachable = router.fault("unreachable") === undefined && router.reloadingUntil === undefined;
    const hasNewKey = router.fault("host-key-changed") !== undefined;
    const isStale = hasNewKey !== this.#withNewKey.has(device);
    if (server.isListening && (!isReachable || isStale)) await server.stop();
    if (hasNewKey) this.#withNewKey.add(device);
    else this.#withNewKey.delete(device);
    if (!server.isListening && isReachable) await server.listen();
  }
}
