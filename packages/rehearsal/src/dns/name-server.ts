/**
 * The lab's name server: real DNS over UDP and TCP on loopback, for the names of the lab's world. What it answers may
 * differ from router to router; who asks is known by the address and port that the question comes from.
 */
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { createServer, type Server, type Socket } from "node:net";
import type { History, QueryEntry } from "../cloud/history.js";
import { type LoopbackAddress, listenOn } from "../loopback.js";
import { type Caller, LAB_NAME_SERVER, type LabNetwork, type Transport } from "../network.js";
import { type DnsAnswer, type DnsQuestion, readQuestion, TYPE_A, writeAnswer } from "./message.js";

/** How the name server treats a question. `truncates` sends askers from UDP to TCP. */
export type NameServerCondition =
  | { readonly kind: "answers" }
  | { readonly kind: "silent" }
  | { readonly kind: "unknown-name" }
  | { readonly kind: "server-failure" }
  | { readonly kind: "truncates" }
  /** Real milliseconds. */
  | { readonly kind: "slow"; readonly delayMs: number };

export interface NameServerParts {
  readonly network: LabNetwork;
  readonly history: History;
  /** Lab time; for an emulated router, as it lives it. */
  nowFor(device: string | undefined): Date;
  /** What a router meets; undefined for one that meets what everybody does. */
  conditionFor(device: string): NameServerCondition | undefined;
}

export class NameServer {
  /** What everybody meets. */
  condition: NameServerCondition = { kind: "answers" };
  readonly #parts: NameServerParts;
  /** By device, then by name: addresses that only that device is given. */
  readonly #own = new Map<string, Map<string, string>>();
  readonly #udp: UdpSocket = createSocket("udp4");
  readonly #tcp: Server;
  readonly #open = new Set<Socket>();
  #address: LoopbackAddress | undefined;

  private constructor(parts: NameServerParts) {
    this.#parts = parts;
    this.#tcp = createServer((socket) => this.#converse(socket));
    this.#udp.on("message", (bytes, { address, port }) => {
      const from = { address, port };
      void this.#answer(bytes, from, "udp", (answer) => this.#udp.send(answer, port, address));
    });
    // An asker that is gone answers with an ICMP error, which concerns nobody.
    this.#udp.on("error", () => undefined);
  }

  static async start(parts: NameServerParts): Promise<NameServer> {
    const server = new NameServer(parts);
    server.#address = await server.#listen();
    parts.network.setNameServer(LAB_NAME_SERVER, server.#address);
    return server;
  }

  /** The same port for UDP and TCP. */
  get address(): LoopbackAddress {
    return this.#address!;
  }

  /** Gives one router an address of its own for a name; undefined takes it back. */
  setAnswerFor(device: string, name: string, address: string | undefined): void {
    const own = this.#own.get(device) ?? new Map<string, string>();
    if (address === undefined) own.delete(name.toLowerCase());
    else own.set(name.toLowerCase(), address);
    this.#own.set(device, own);
  }

  answersFor(device: string): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#own.get(device) ?? []);
  }

  async stop(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await Promise.all([
      new Promise<void>((closed) => this.#udp.close(closed)),
      new Promise((closed) => this.#tcp.close(closed)),
    ]);
  }

  /** TCP chooses a port; UDP takes the same, or both try another. */
  async #listen(): Promise<LoopbackAddress> {
    for (let attempt = 0; ; attempt += 1) {
      const bound = await listenOn(this.#tcp, "127.0.0.1");
      try {
        await new Promise<void>((resolve, reject) => {
          this.#udp.once("error", reject);
          this.#udp.bind(bound.port, bound.address, () => {
            this.#udp.off("error", reject);
            resolve();
          });
        });
        return bound;
      } catch (error) {
        if (attempt === 20) throw error;
        await new Promise((closed) => this.#tcp.close(closed));
      }
    }
  }

  /** RFC 1035 section 4.2.2: each message behind its length in two bytes. */
  #converse(socket: Socket): void {
    this.#open.add(socket);
    const from = { address: socket.remoteAddress ?? "", port: socket.remotePort ?? 0 };
    let pending = Buffer.alloc(0);
    socket.setTimeout(30_000, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#open.delete(socket));
    socket.on("data", (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
        const end = 2 + pending.readUInt16BE(0);
        const message = pending.subarray(2, end);
        pending = pending.subarray(end);
        void this.#answer(message, from, "tcp", (answer) => socket.write(framed(answer)));
      }
    });
  }

  async #answer(
    bytes: Buffer,
    from: LoopbackAddress,
    transport: Transport,
    send: (answer: Buffer) => void,
  ): Promise<void> {
    const question = readQuestion(bytes);
    if (question === undefined) return;
    const caller = this.#parts.network.callerAt(from.address, from.port, transport);
    const condition = (caller && this.#parts.conditionFor(caller.device)) ?? this.condition;
    const answer = this.#decide(question, condition, caller, transport);
    this.#note(question, from, transport, caller, answer);
    if (answer === undefined) return caller?.unanswered?.();
    if (condition.kind === "slow") await new Promise((done) => setTimeout(done, condition.delayMs).unref());
    send(writeAnswer(question, answer));
  }

  #decide(
    { name, type }: DnsQuestion,
    condition: NameServerCondition,
    caller: Caller | undefined,
    transport: Transport,
  ): Omit<DnsAnswer, "id"> | undefined {
    const empty = { isTruncated: false, addresses: [] };
    if (condition.kind === "silent") return undefined;
    if (condition.kind === "unknown-name") return { ...empty, outcome: "name-error" };
    if (condition.kind === "server-failure") return { ...empty, outcome: "server-failure" };
    if (condition.kind === "truncates" && transport === "udp")
      return { ...empty, outcome: "no-error", isTruncated: true };
    const own = caller && this.#own.get(caller.device)?.get(name);
    const address = own ?? this.#parts.network.lookUp(name);
    if (address === undefined) return { ...empty, outcome: "name-error" };
    return { ...empty, outcome: "no-error", addresses: type === TYPE_A ? [address] : [] };
  }

  #note(
    { name }: DnsQuestion,
    from: LoopbackAddress,
    transport: Transport,
    caller: Caller | undefined,
    answer: Omit<DnsAnswer, "id"> | undefined,
  ): void {
    const outcome: QueryEntry["outcome"] = answer?.outcome ?? "unanswered";
    this.#parts.history.add({
      kind: "query",
      at: this.#parts.nowFor(caller?.device).toISOString(),
      host: name,
      from: { ...from, ...(caller === undefined ? {} : { device: caller.device }) },
      transport,
      outcome,
      addresses: answer?.addresses ?? [],
    });
  }
}

function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}
