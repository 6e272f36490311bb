/**
 * The world between the routers and the cloud: a name server's table and the addresses behind it, each mapped to a
 * real listener on loopback. Routing itself is modelled, not real; every connection that results is a real one.
 */
import { isIPv4 } from "node:net";
import type { LoopbackAddress } from "./loopback.js";
import { isLoopback } from "./loopback.js";

/** The name server that routers of a lab know (TEST-NET-1, RFC 5737: never routed). */
export const LAB_NAME_SERVER = "192.0.2.53";

/** The HTTP proxy of the lab's world, for routers that are configured to use it. */
export const LAB_PROXY = { host: "proxy.lab.example", port: 8080 } as const;

/** What an emulated client says about a connection it opened: who it is and, if it turned the server away, why. */
export interface Caller {
  readonly device: string;
  /** Whether a proxy on the way opens its TLS. */
  readonly isIntercepted?: true;
  refusal?: string;
  /**
   * Called by a server that is told to keep silent. Lab time stands still while a router waits, so that nobody is made to
   * sit through the waiting in real time.
   */
  unanswered?(): void;
}

export type Transport = "tcp" | "udp";

export class LabNetwork {
  /** Where connections to port 443 end up when a proxy on the way opens TLS. */
  interceptor: LoopbackAddress | undefined;
  readonly #addresses = new Map<string, string>();
  readonly #listeners = new Map<string, LoopbackAddress>();
  readonly #callers = new Map<string, Caller>();
  readonly #nameServers = new Map<string, LoopbackAddress>();

  /** Makes `host:port` of the lab's world lead to a listener. */
  publish(host: string, port: number, listener: LoopbackAddress): void {
    const address = this.#addressOf(host);
    this.#listeners.set(`${address}:${port}`, listener);
  }

  /** What the lab's name server answers; undefined where it has no such name. */
  lookUp(name: string): string | undefined {
    return this.#addresses.get(name.toLowerCase());
  }

  /** Every name of the lab's world with its address. */
  names(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#addresses);
  }

  /** The loopback listener behind an address of the lab's world. Loopback leads to itself, unless something is published there; nothing else leads anywhere. */
  listenerAt(address: string, port: number): LoopbackAddress | undefined {
    return this.#listeners.get(`${address}:${port}`) ?? (isLoopback(address) ? { address, port } : undefined);
  }

  /** An address is one already. */
  #addressOf(host: string): string {
    if (isIPv4(host)) return host;
    const address = this.#addresses.get(host) ?? `192.0.2.${10 + this.#addresses.size}`;
    this.#addresses.set(host, address);
    return address;
  }

  /** Whether anything of the lab's world has this address: what a ping finds. */
  hasAddress(address: string): boolean {
    return address === LAB_NAME_SERVER || [...this.#addresses.values()].includes(address);
  }

  /** Makes an address of the lab's world lead to a name server, for questions only. */
  setNameServer(address: string, listener: LoopbackAddress): void {
    this.#nameServers.set(address, listener);
  }

  /** Never a name server of the machine that the lab runs on. */
  nameServerAt(address: string): LoopbackAddress | undefined {
    return this.#nameServers.get(address);
  }

  /** Notes who is behind a local address and port, for the servers and the history. Forgotten by `hangUp`. */
  announce(local: LoopbackAddress, caller: Caller, transport: Transport = "tcp"): void {
    this.#callers.set(`${transport} ${local.address}:${local.port}`, caller);
  }

  callerAt(address: string, port: number, transport: Transport = "tcp"): Caller | undefined {
    return this.#callers.get(`${transport} ${address}:${port}`);
  }

  hangUp(local: LoopbackAddress, transport: Transport = "tcp"): void {
    this.#callers.delete(`${transport} ${local.address}:${local.port}`);
  }
}
