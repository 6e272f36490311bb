/**
 * The HTTP proxy of the lab's world, for routers that are configured to use one: tunnels for https, whole URLs for
 * http, to addresses of the lab's world and nowhere else. It introduces each of its connections as the router behind
 * it, so that the cloud's history names the router. It opens no TLS itself.
 */
import {
  createServer,
  type IncomingMessage,
  request as requestFrom,
  type Server,
  type ServerResponse,
} from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type LoopbackAddress, listenOn } from "./loopback.js";
import { type Caller, LAB_PROXY, type LabNetwork } from "./network.js";

const IDLE_MS = 30_000;

export class ForwardProxy {
  readonly #network: LabNetwork;
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();

  private constructor(network: LabNetwork) {
    this.#network = network;
    this.#server = createServer((request, response) => this.#fetch(request, response));
    this.#server.on("connect", (request, socket: Duplex, head: Buffer) =>
      this.#tunnel(request, socket, head),
    );
  }

  static async start(network: LabNetwork): Promise<ForwardProxy> {
    const proxy = new ForwardProxy(network);
    network.publish(LAB_PROXY.host, LAB_PROXY.port, await listenOn(proxy.#server, "127.0.0.1"));
    return proxy;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  #tunnel(request: IncomingMessage, client: Duplex, head: Buffer): void {
    const [host = "", port = "443"] = (request.url ?? "").split(":");
    const caller = this.#callerOf(request);
    const target = this.#targetOf(host, Number(port), caller);
    client.on("error", () => client.destroy());
    if (target === undefined) return void client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    const server = this.#dial(target, caller, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      server.write(head);
      server.pipe(client);
      client.pipe(server);
    });
    this.#sockets.add(client);
    server.once("close", () => client.destroy());
    client.once("close", () => {
      this.#sockets.delete(client);
      server.destroy();
    });
  }

  #fetch(request: IncomingMessage, response: ServerResponse): void {
    const url = URL.canParse(request.url ?? "") ? new URL(request.url ?? "") : undefined;
    const caller = this.#callerOf(request);
    const target = url && this.#targetOf(url.hostname, Number(url.port || 80), caller);
    if (url === undefined || target === undefined) {
      response.writeHead(url === undefined ? 400 : 502).end();
      return;
    }
    const onward = requestFrom({
      createConnection: () => this.#dial(target, caller),
      method: request.method,
      path: `${url.pathname}${url.search}`,
      headers: { ...request.headers, host: url.host, connection: "close" },
    });
    onward.once("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => {
      if (!response.headersSent) response.writeHead(502);
      response.end();
    });
    request.pipe(onward);
  }

  #targetOf(host: string, port: number, caller: Caller | undefined): LoopbackAddress | undefined {
    if (port === 443 && caller?.isIntercepted === true) return this.#network.interceptor;
    const address = /^[\d.]+$/.test(host) ? host : this.#network.lookUp(host);
    return address === undefined ? undefined : this.#network.listenerAt(address, port);
  }

  #callerOf({ socket }: IncomingMessage): Caller | undefined {
    return this.#network.callerAt(socket.remoteAddress ?? "", socket.remotePort ?? 0);
  }

  #dial(target: LoopbackAddress, caller: Caller | undefined, connected?: () => void): Socket {
    const socket = connect({ host: target.address, port: target.port });
    this.#sockets.add(socket);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.once("connect", () => {
      const local = { address: socket.localAddress ?? "", port: socket.localPort ?? 0 };
      if (caller !== undefined) this.#network.announce(local, caller);
      // Kept a little longer than the connection: see the router's own side.
      socket.once("close", () => setTimeout(() => this.#network.hangUp(local), 1_000).unref());
      connected?.();
    });
    socket.once("close", () => this.#sockets.delete(socket));
    return socket;
  }
}
