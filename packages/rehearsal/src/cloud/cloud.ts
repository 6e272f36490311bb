/**
 * The emulated cloud: real TLS servers for the names of its sites, chosen by SNI. It has a door for clients outside the
 * lab, which see calendar dates, and one for emulated routers (see certificates/throw-away-ca.ts). What a site says once
 * the handshake is done is the site's own business.
 */
import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext, type SecureContext, TLSSocket } from "node:tls";
import type { ThrowAwayCa } from "../certificates/throw-away-ca.js";
import { type LoopbackAddress, listenOn } from "../loopback.js";
import type { LabNetwork } from "../network.js";
import type { ChainFault, ChainStep } from "../options.js";
import { type ChainPlan, ChainSchedule, cutOverPlan, type HostChain } from "./chains.js";
import type { HandshakeEntry, History, Peer } from "./history.js";

/** One host of the cloud: what it serves a chain by, and what it answers. */
export interface CloudSite {
  readonly host: string;
  readonly plan: ChainPlan;
  /** Sends the answer, and says what of it goes into the history. */
  answer(
    request: IncomingMessage,
    response: ServerResponse,
    visitor: Visitor,
  ): Promise<{ readonly status: number; readonly message?: string }>;
}

/** The emulated router that asks, if it is one, and the moment of lab time at which it came. */
export interface Visitor {
  readonly device: string | undefined;
  readonly at: Date;
}

export interface CloudParts {
  readonly sites: readonly CloudSite[];
  readonly ca: ThrowAwayCa;
  /** Lab time; for an emulated router, as it lives it. */
  nowFor(device: string | undefined): Date;
  readonly network: LabNetwork;
  readonly history: History;
}

/** Three doors with one service behind: the third is a proxy that opens TLS. */
type Door = "outside" | "routers" | "interceptor";

interface Site extends CloudSite {
  readonly chains: ChainSchedule;
}

/** One connection, from the first byte to the line that it leaves in the history. */
interface Visit {
  readonly from: Peer;
  /** Set by the client's choice of name. */
  served?: { readonly site: Site; readonly chain: HostChain; readonly at: Date };
  outcome?: HandshakeEntry["outcome"];
  /** The client's TLS alert, if it sent one. */
  alert?: string;
}

/** What a client gets that names no host; shared, because making one costs more than a handshake's other parts. */
const NO_CERTIFICATE = createSecureContext();

export class EmulatedCloud {
  readonly #parts: CloudParts;
  readonly #sites: ReadonlyMap<string, Site>;
  readonly #doors: readonly Server[];
  /** Speaks HTTP on connections whose handshake is done; listens nowhere itself. */
  readonly #http: HttpServer;
  readonly #sockets = new Set<Socket>();
  /** Connections of emulated routers, and who waits for the last of them to end. */
  readonly #ofRouters = new Set<Socket>();
  readonly #waiting: (() => void)[] = [];
  readonly #visits = new WeakMap<object, Visit>();
  #outside: LoopbackAddress | undefined;

  private constructor(parts: CloudParts) {
    this.#parts = parts;
    this.#sites = new Map(
      parts.sites.map((site) => [
        site.host,
        { ...site, chains: new ChainSchedule(site.host, site.plan, parts.ca) },
      ]),
    );
    this.#http = createHttpServer((request, response) => void this.#answer(request, response));
    this.#doors = [this.#door("outside"), this.#door("routers"), this.#door("interceptor")];
  }

  static async start(parts: CloudParts): Promise<EmulatedCloud> {
    const cloud = new EmulatedCloud(parts);
    const [outside, routers, interceptor] = await Promise.all(
      cloud.#doors.map((door) => listenOn(door, "127.0.0.1")),
    );
    cloud.#outside = outside;
    parts.network.interceptor = interceptor;
    for (const { host } of parts.sites) parts.network.publish(host, 443, routers!);
    return cloud;
  }

  /** Where clients outside the lab connect. */
  get address(): LoopbackAddress {
    return this.#outside!;
  }

  get hosts(): readonly string[] {
    return [...this.#sites.keys()];
  }

  /** What a host serves in the course of time; none for a host whose root never changes. RangeError: no such host. */
  stepsOf(host: string): readonly ChainStep[] {
    return this.#siteOf(host).chains.steps;
  }

  chainFaultOf(host: string): ChainFault | undefined {
    return this.#siteOf(host).chains.fault;
  }

  /** Throws RangeError for a host that this cloud does not have, or for steps that make no sense. */
  setSteps(host: string, steps: readonly ChainStep[]): void {
    this.#siteOf(host).chains.follow(steps);
  }

  setCutOver(host: string, at: Date): void {
    this.setSteps(host, cutOverPlan(at));
  }

  setChainFault(host: string, fault: ChainFault | undefined): void {
    this.#siteOf(host).chains.fault = fault;
  }

  #siteOf(host: string): Site {
    const site = this.#sites.get(host);
    if (site !== undefined) return site;
    throw new RangeError(`the lab's cloud has no host ${host}; it has ${this.hosts.join(", ")}`);
  }

  /** Resolves when every connection of an emulated router has ended, and with it stands in the history. */
  async settled(): Promise<void> {
    if (this.#ofRouters.size > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#doors.map((door) => new Promise((closed) => door.close(closed))));
  }

  #door(door: Door): Server {
    return createServer((socket) => this.#greet(door, socket));
  }

  /**
   * In TLS 1.3 a server is done before the client has judged its certificate, so an accepted handshake is one that a
   * request follows. Of a connection that ends without one, the outcome is known only if the client says why.
   */
  #greet(door: Door, socket: Socket): void {
    const visit: Visit = { from: this.#peer(socket) };
    this.#sockets.add(socket);
    if (door !== "outside") this.#ofRouters.add(socket);
    socket.setNoDelay(true);
    socket.setTimeout(30_000, () => socket.destroy());
    const tls = new TLSSocket(socket, {
      isServer: true,
      secureContext: NO_CERTIFICATE,
      SNICallback: (host, answer) => this.#choose(door, host, visit, answer),
    });
    this.#visits.set(tls, visit);
    tls.once("secure", () => this.#http.emit("connection", tls));
    tls.on("error", (error) => {
      visit.alert ??= alertOf(error);
      socket.destroy();
    });
    socket.on("error", () => socket.destroy());
    socket.once("close", () => {
      this.#sockets.delete(socket);
      const reason =
        this.#parts.network.callerAt(visit.from.address, visit.from.port)?.refusal ?? visit.alert;
      this.#record(visit, reason === undefined ? "ended" : "refused", reason);
      this.#ofRouters.delete(socket);
      if (this.#ofRouters.size === 0) for (const resolve of this.#waiting.splice(0)) resolve();
    });
  }

  /** A client that asks for a name that is not here gets no certificate, as from a server with none to offer. */
  #choose(
    door: Door,
    host: string,
    visit: Visit,
    answer: (error: Error | null, context?: SecureContext) => void,
  ): void {
    const site = this.#sites.get(host);
    if (site === undefined) {
      answer(new Error(`no such host: ${host}`));
      return;
    }
    const now = this.#parts.nowFor(this.#named(visit.from).device);
    const chain = door === "interceptor" ? site.chains.intercepted(now) : site.chains.at(now);
    visit.served = { site, chain, at: now };
    answer(null, door === "outside" ? chain.calendarContext : chain.alwaysValidContext);
  }

  /** Writes down the first outcome of a visit that got as far as a chain. */
  #record(visit: Visit, outcome: HandshakeEntry["outcome"], reason?: string): void {
    if (visit.served === undefined || visit.outcome !== undefined) return;
    visit.outcome = outcome;
    const { site, chain, at } = visit.served;
    this.#parts.history.add({
      kind: "handshake",
      at: at.toISOString(),
      host: site.host,
      from: this.#named(visit.from),
      chain: chain.described.chain,
      root: chain.described.root,
      outcome,
      ...(reason === undefined ? {} : { reason }),
    });
  }

  #peer(socket: Socket): Peer {
    return { address: socket.remoteAddress ?? "", port: socket.remotePort ?? 0 };
  }

  /** The router introduces itself to the network once its connection stands, which the server may see first. */
  #named(peer: Peer): Peer {
    const device = this.#parts.network.callerAt(peer.address, peer.port)?.device;
    return device === undefined ? peer : { ...peer, device };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const visit = this.#visits.get(request.socket);
    if (visit?.served === undefined) return void request.socket.destroy();
    this.#record(visit, "accepted");
    const { site, at } = visit.served;
    const from = this.#named(visit.from);
    const { status, message } = await site.answer(request, response, { device: from.device, at });
    this.#parts.history.add({
      kind: "request",
      at: at.toISOString(),
      host: site.host,
      from,
      method: request.method ?? "",
      path: request.url ?? "",
      status,
      ...(message === undefined ? {} : { message }),
    });
  }
}

/** `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA` and the like, in words. */
function alertOf(error: NodeJS.ErrnoException): string {
  const alert = /ALERT_(\w+)$/.exec(error.code ?? "")?.[1];
  return alert === undefined ? error.message : `TLS alert: ${alert.toLowerCase().replaceAll("_", " ")}`;
}
