/**
 * The world between the routers and the cloud: a name server's table and the addresses behind it, each mapped to a
 * real listener on loopback. Routing itself is modelled, not real; every connection that results is a real one.
 */
import type { LoopbackAddress } from "./loopback.js";
import { isLoopback } from "./loopback.js";

/** The name server that routers of a lab know (TEST-NET-1, RFC 5737: never routed). */
export const LAB_NAME_SERVER = "192.0.2.53";

/** What an emulated client says about a connection it opened: who it is and, if it turned the server away, why. */
export interface Caller {
  readonly device: string;
  refusal?: string;
}

export class LabNetwork {
  /** Where connections to port 443 end up when a proxy on the way opens TLS. */
  interceptor: LoopbackAddress | undefined;
  readonly #addresses = new Map<string, string>();
  readonly #listeners = new Map<string, LoopbackAddress>();
  readonly #callers = new Map<string, Caller>();

  /** Makes `host:port` of the lab's world lead to a listener. */
  publish(host: string, port: number, listener: LoopbackAddress): void {
    const address = this.#addresses.get(host) ?? `192.0.2.${10 + this.#addresses.size}`;
    this.#addresses.set(host, address);
    this.#listeners.set(`${address}:${port}`, listener);
  }

  /** What the lab's name server answers; undefined where it has no such name. */
  lookUp(name: string): string | undefined {
    return this.#addresses.get(name.toLowerCase());
  }

  /** The loopback listener behind an address of the lab's world. Loopback itself leads to itself; nothing else leads anywhere. */
  listenerAt(address: string, port: number): LoopbackAddress | undefined {
    if (isLoopback(address)) return { address, port };
    return this.#listeners.get(`${address}:${port}`);
  }

  /** Whether anything of the lab's world has this address: what a ping finds. */
  hasAddress(address: string): boolean {
    return address === LAB_NAME_SERVER || [...this.#addresses.values()].includes(address);
  }

  /** Notes who is behind a local address and port, for the cloud's history. Forgotten by `hangUp`. */
  announce(local: LoopbackAddress, caller: Caller): void {
    this.#callers.set(`${local.address}:${local.port}`, caller);
  }

  callerAt(address: string, port: number): Caller | undefined {
    return this.#callers.get(`${address}:${port}`);
  }

  hangUp(local: LoopbackAddress): void {
    this.#callers.delete(`${local.address}:${local.port}`);
  }
}
