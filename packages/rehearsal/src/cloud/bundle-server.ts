/**
 * Serves what is published over plain HTTP, and answers for the same host behind the cloud's TLS. Faults may strike
 * everybody or one router.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type LoopbackAddress, listenOn } from "../loopback.js";
import type { LabNetwork } from "../network.js";
import type { BundleSpec } from "../options.js";
import type { BundleScenario } from "./bundle-choices.js";
import { type Content, type Hindrance, sendContent } from "./content.js";
import type { History, Peer } from "./history.js";
import { type PublicationParts, Publications } from "./publications.js";

export interface BundleServerParts extends PublicationParts {
  /** Lab time; for an emulated router, as it lives it. */
  nowFor(device: string | undefined): Date;
  readonly network: LabNetwork;
  readonly history: History;
  /** The scenario that one router meets in the place of everybody's. */
  bundleScenarioFor(device: string): BundleScenario | undefined;
}

/** What is wrong with the server itself, for everybody. */
export type BundleServerFault = { readonly status: 500 | 503 } | Hindrance;

/** @throws {RangeError} for one that is not by plain HTTP. */
function mirrorsOf({ mirrors = [] }: BundleSpec): readonly URL[] {
  return mirrors.map((given) => {
    const url = new URL(given);
    if (url.protocol !== "http:")
      throw new RangeError(`the lab has no mirror but by plain http, not ${given}`);
    return url;
  });
}

export class BundleServer {
  readonly url: URL;
  readonly publications: Publications;
  scenario: BundleScenario;
  fault: BundleServerFault | undefined;
  readonly #parts: BundleServerParts;
  readonly #server: Server;
  #address: LoopbackAddress | undefined;

  private constructor(parts: BundleServerParts) {
    this.#parts = parts;
    this.url = new URL(parts.bundle.url);
    this.publications = new Publications(parts);
    this.scenario = parts.bundle.scenario ?? "good";
    this.#server = createServer((request, response) => void this.#answerPlainly(request, response));
  }

  static async start(parts: BundleServerParts): Promise<BundleServer> {
    const server = new BundleServer(parts);
    if (server.url.protocol !== "http:")
      throw new RangeError(`the lab publishes its bundle by plain http, not at ${parts.bundle.url}`);
    server.#address = await listenOn(server.#server, "127.0.0.1");
    for (const { hostname, port } of [server.url, ...mirrorsOf(parts.bundle)]) {
      parts.network.publish(hostname, Number(port || 80), server.#address);
    }
    return server;
  }

  /** `http://127.0.0.1:PORT`, where every path of the publications can be had. */
  get loopbackOrigin(): string {
    return `http://${this.#address!.address}:${this.#address!.port}`;
  }

  get loopbackUrl(): string {
    return `${this.loopbackOrigin}${this.url.pathname}`;
  }

  /** The file at the bundle's URL in the current scenario; undefined where there is none. */
  bytes(): Uint8Array | undefined {
    return this.publications.bytes("intersect", "old", this.scenario);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  /** Answers one request by whoever `device` is, over plain HTTP or TLS; returns the status. */
  async answer(request: IncomingMessage, response: ServerResponse, device?: string): Promise<number> {
    const { fault } = this;
    const content = this.#contentAt(request.url ?? "", device);
    const status = fault !== undefined && "status" in fault ? fault.status : 404;
    if (content === undefined || status !== 404) {
      response.writeHead(status, { connection: "close", "content-length": 0 });
      response.end();
      return status;
    }
    return sendContent(request, response, content, fault as Hindrance | undefined);
  }

  #contentAt(url: string, device: string | undefined): Content | undefined {
    const published = this.publications.at(url.split("?")[0]!);
    const scenario = (device && this.#parts.bundleScenarioFor(device)) || this.scenario;
    if (published === undefined || scenario === "not-found") return undefined;
    const modifiedAt = this.#parts.bundle.signedAt;
    const { kind } = published;
    if (published.what === "feed") {
      const bytes = Buffer.from(this.publications.feed(kind));
      return { bytes, type: "application/rss+xml", modifiedAt };
    }
    const bytes = this.publications.bytes(kind, published.location, scenario);
    return bytes && { bytes, type: "application/pkcs7-mime", modifiedAt };
  }

  async #answerPlainly(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { remoteAddress: address = "", remotePort: port = 0 } = request.socket;
    const device = this.#parts.network.callerAt(address, port)?.device;
    const from: Peer = { address, port, ...(device === undefined ? {} : { device }) };
    const status = await this.answer(request, response, device);
    this.#parts.history.add({
      kind: "request",
      at: this.#parts.nowFor(device).toISOString(),
      host: this.url.hostname,
      from,
      method: request.method ?? "",
      path: request.url ?? "",
      status,
    });
  }
}
