/** Publishes the signed CA bundle over plain HTTP, in the condition that a scenario asks for. */
import { createServer, type Server } from "node:http";
import { signBundle } from "../certificates/bundle.js";
import type { EmulatedCertificate } from "../certificates/certificate.js";
import type { ThrowAwayCa } from "../certificates/throw-away-ca.js";
import type { LabClock } from "../clock.js";
import { type LoopbackAddress, listenOn } from "../loopback.js";
import type { LabNetwork } from "../network.js";
import type { BundleScenario, BundleSpec } from "../options.js";
import type { History } from "./history.js";

export interface BundleServerParts {
  readonly bundle: BundleSpec;
  /** The pool inside the bundle. */
  readonly bundleCertificates: readonly EmulatedCertificate[];
  readonly ca: ThrowAwayCa;
  readonly clock: LabClock;
  readonly network: LabNetwork;
  readonly history: History;
}

export class BundleServer {
  readonly url: URL;
  scenario: BundleScenario;
  readonly #parts: BundleServerParts;
  readonly #server: Server;
  readonly #built = new Map<BundleScenario, Uint8Array | undefined>();
  #address: LoopbackAddress | undefined;

  private constructor(parts: BundleServerParts) {
    this.#parts = parts;
    this.url = new URL(parts.bundle.url);
    this.scenario = parts.bundle.scenario ?? "good";
    this.#server = createServer((request, response) => {
      const body = request.url === this.url.pathname && request.method === "GET" ? this.bytes() : undefined;
      const status = body === undefined ? 404 : 200;
      this.#record(
        request.method ?? "",
        request.url ?? "",
        status,
        request.socket.remoteAddress,
        request.socket.remotePort,
      );
      response.writeHead(status, { "content-type": "application/pkcs7-mime", connection: "close" });
      response.end(body);
    });
  }

  static async start(parts: BundleServerParts): Promise<BundleServer> {
    const server = new BundleServer(parts);
    if (server.url.protocol !== "http:")
      throw new RangeError(`the lab publishes its bundle by plain http, not at ${parts.bundle.url}`);
    server.#address = await listenOn(server.#server, "127.0.0.1");
    parts.network.publish(server.url.hostname, Number(server.url.port || 80), server.#address);
    return server;
  }

  get loopbackUrl(): string {
    return `http://${this.#address!.address}:${this.#address!.port}${this.url.pathname}`;
  }

  /** The file of the current scenario; undefined where there is none. */
  bytes(): Uint8Array | undefined {
    if (!this.#built.has(this.scenario)) this.#built.set(this.scenario, this.#build(this.scenario));
    return this.#built.get(this.scenario);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  #build(scenario: BundleScenario): Uint8Array | undefined {
    const { ca, bundle, bundleCertificates: certificates } = this.#parts;
    const required = ca.standIns.required.calendar.sha256;
    const content = { ...bundle, certificates };
    const good = () => signBundle(content, ca.bundleSigner);
    switch (scenario) {
      case "good":
        return good();
      case "tampered":
        return tampered(good());
      case "without-required-root":
        return signBundle(
          { ...content, certificates: certificates.filter(({ sha256 }) => sha256 !== required) },
          ca.bundleSigner,
        );
      case "customer-signed":
        return signBundle(content, ca.customerSigner);
      case "truncated":
        return good().subarray(0, good().length - 200);
      case "empty":
        return signBundle({ ...content, certificates: [] }, ca.bundleSigner);
      case "not-found":
        return undefined;
    }
  }

  #record(method: string, path: string, status: number, address = "", port = 0): void {
    const device = this.#parts.network.callerAt(address, port)?.device;
    this.#parts.history.add({
      kind: "request",
      at: this.#parts.clock.now().toISOString(),
      host: this.url.hostname,
      from: { address, port, ...(device === undefined ? {} : { device }) },
      method,
      path,
      status,
    });
  }
}

/** One bit of a certificate inside the signed content, turned over. */
function tampered(bundle: Uint8Array): Uint8Array {
  const changed = Buffer.from(bundle);
  changed[Math.floor(changed.length / 4)]! ^= 0x01;
  return changed;
}
