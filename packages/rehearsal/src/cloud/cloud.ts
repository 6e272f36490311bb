/**
 * The emulated cloud: real TLS servers for the endpoints' names, chosen by SNI, and behind them a licensing and Call
 * Home service that speaks the lab's own dialect. It has a door for clients outside the lab, which see
 * calendar dates, and one for emulated routers (see certificates/throw-away-ca.ts).
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
import type { LabClock } from "../clock.js";
import { type LoopbackAddress, listenOn } from "../loopback.js";
import type { LabNetwork } from "../network.js";
import type { EndpointSpec } from "../options.js";
import type { CloudAnswer, CloudMessage } from "../router/contact.js";
import { type ChainFault, ChainSchedule, type HostChain } from "./chains.js";
import type { HandshakeEntry, History, Peer } from "./history.js";

export interface CloudParts {
  readonly endpoints: readonly EndpointSpec[];
  readonly ca: ThrowAwayCa;
  readonly clock: LabClock;
  readonly network: LabNetwork;
  readonly history: History;
  /** What the accounts say of a device; undefined for a device that they do not know. */
  complianceOf(device: string): "in-compliance" | "out-of-compliance" | undefined;
  /** How the cloud misbehaves towards a device, if it does. */
  misbehaviourTowards(device: string): Misbehaviour | undefined;
  /** The registration token that the accounts accept. */
  readonly idToken: string;
}

/** An HTTP status instead of an answer, or an answer with nothing in it. */
export type Misbehaviour = { readonly status: number } | "empty";

/** Three doors with one service behind: the third is a proxy that opens TLS. */
type Door = "outside" | "routers" | "interceptor";

/** One connection, from the first byte to the line that it leaves in the history. */
interface Visit {
  readonly from: Peer;
  /** Set by the client's choice of name. */
  served?: { readonly host: string; readonly chain: HostChain };
  outcome?: HandshakeEntry["outcome"];
  /** The client's TLS alert, if it sent one. */
  alert?: string;
}

/** What a client gets that names no host; shared, because making one costs more than a handshake's other parts. */
const NO_CERTIFICATE = createSecureContext();

const MAXIMUM_MESSAGE_BYTES = 1_048_576;

export class EmulatedCloud {
  readonly #parts: CloudParts;
  readonly #chains: ReadonlyMap<string, ChainSchedule>;
  readonly #doors: readonly Server[];
  /** Speaks HTTP on connections whose handshake is done; listens nowhere itself. */
  readonly #http: HttpServer;
  readonly #sockets = new Set<Socket>();
  readonly #visits = new WeakMap<object, Visit>();
  #outside: LoopbackAddress | undefined;

  private constructor(parts: CloudParts) {
    this.#parts = parts;
    this.#chains = new Map(
      parts.endpoints.map(({ host, cutOverAt }) => [host, new ChainSchedule(host, cutOverAt, parts.ca)]),
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
    for (const { host } of parts.endpoints) parts.network.publish(host, 443, routers!);
    return cloud;
  }

  /** Where clients outside the lab connect. */
  get address(): LoopbackAddress {
    return this.#outside!;
  }

  get hosts(): readonly string[] {
    return [...this.#chains.keys()];
  }

  cutOverOf(host: string): Date | undefined {
    return this.#chains.get(host)?.cutOverAt;
  }

  /** Throws RangeError for a host that this cloud does not have. */
  setCutOver(host: string, at: Date): void {
    this.#chainsOf(host).cutOverAt = at;
  }

  /** Throws RangeError for a host that this cloud does not have. */
  setChainFault(host: string, fault: ChainFault | undefined): void {
    this.#chainsOf(host).fault = fault;
  }

  #chainsOf(host: string): ChainSchedule {
    const chains = this.#chains.get(host);
    if (chains !== undefined) return chains;
    throw new RangeError(`the lab's cloud has no host ${host}; it has ${this.hosts.join(", ")}`);
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
    });
  }

  /** A client that asks for a name that is not here gets no certificate, as from a server with none to offer. */
  #choose(
    door: Door,
    host: string,
    visit: Visit,
    answer: (error: Error | null, context?: SecureContext) => void,
  ): void {
    const chains = this.#chains.get(host);
    const now = this.#parts.clock.now();
    const chain = door === "interceptor" ? chains?.intercepted(now) : chains?.at(now);
    if (chain === undefined) {
      answer(new Error(`no such host: ${host}`));
      return;
    }
    visit.served = { host, chain };
    answer(null, door === "outside" ? chain.calendarContext : chain.alwaysValidContext);
  }

  /** Writes down the first outcome of a visit that got as far as a chain. */
  #record(visit: Visit, outcome: HandshakeEntry["outcome"], reason?: string): void {
    if (visit.served === undefined || visit.outcome !== undefined) return;
    visit.outcome = outcome;
    const { host, chain } = visit.served;
    this.#parts.history.add({
      kind: "handshake",
      at: this.#parts.clock.now().toISOString(),
      host,
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
    const { host } = visit.served;
    const endpoint = this.#parts.endpoints.find((candidate) => candidate.host === host);
    const isService = endpoint?.services.some(({ path }) => path === request.url) === true;
    const message = isService ? parseMessage(await bodyOf(request)) : undefined;
    const misbehaviour = message && this.#parts.misbehaviourTowards(message.device.name);
    const answer = message === undefined || misbehaviour !== undefined ? undefined : this.#reply(message);
    const status = statusOf(isService, message !== undefined, misbehaviour);
    this.#parts.history.add({
      kind: "request",
      at: this.#parts.clock.now().toISOString(),
      host,
      from: this.#named(visit.from),
      method: request.method ?? "",
      path: request.url ?? "",
      status,
      ...(message === undefined ? {} : { message: message.message }),
    });
    response.writeHead(status, { "content-type": "application/json", connection: "close" });
    response.end(answer === undefined ? "" : JSON.stringify(answer));
  }

  #reply(message: CloudMessage): CloudAnswer {
    const dialect = "lab-cloud/1";
    const compliance = this.#parts.complianceOf(message.device.name);
    if (message.message === "registration" && message.idToken !== this.#parts.idToken)
      return { dialect, result: "invalid-token" };
    if (compliance === undefined) return { dialect, result: "unknown-device" };
    return { dialect, result: "accepted", compliance };
  }
}

function statusOf(isService: boolean, isMessage: boolean, misbehaviour: Misbehaviour | undefined): number {
  if (!isService) return 404;
  if (!isMessage) return 400;
  return typeof misbehaviour === "object" ? misbehaviour.status : 200;
}

/** `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA` and the like, in words. */
function alertOf(error: NodeJS.ErrnoException): string {
  const alert = /ALERT_(\w+)$/.exec(error.code ?? "")?.[1];
  return alert === undefined ? error.message : `TLS alert: ${alert.toLowerCase().replaceAll("_", " ")}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAXIMUM_MESSAGE_BYTES) return "";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseMessage(body: string): CloudMessage | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== "object" || value === null) return undefined;
    const message = value as Partial<CloudMessage>;
    const isOurs = message.dialect === "lab-cloud/1" && typeof message.message === "string";
    return isOurs && typeof message.device?.name === "string" ? (message as CloudMessage) : undefined;
  } catch {
    return undefined;
  }
}
