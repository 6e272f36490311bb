/**
 * The lab's management port: clock, schedule, bundle, faults and history over HTTP with JSON, on loopback. It exists so
 * that a test can ask the cloud, not a router, what happened.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { listenOn } from "../loopback.js";

/** What the port can reach; each body is JSON. A RangeError thrown by a handler becomes a 400 with its message. */
export interface ManagementHandlers {
  readonly get: Readonly<Record<string, () => unknown>>;
  readonly put: Readonly<Record<string, (body: Record<string, unknown>) => unknown | Promise<unknown>>>;
}

const MAXIMUM_BODY_BYTES = 65_536;

export class ManagementPort {
  readonly #server: Server;
  url = "";

  private constructor(handlers: ManagementHandlers) {
    this.#server = createServer((request, response) => void answer(handlers, request, response));
  }

  static async start(handlers: ManagementHandlers): Promise<ManagementPort> {
    const port = new ManagementPort(handlers);
    const bound = await listenOn(port.#server, "127.0.0.1");
    port.url = `http://${bound.address}:${bound.port}`;
    return port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}

async function answer(
  handlers: ManagementHandlers,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? "/", "http://lab").pathname;
  const { status, body } = await outcomeOf(handlers, request, path);
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`${JSON.stringify(body)}\n`);
}

async function outcomeOf(handlers: ManagementHandlers, request: IncomingMessage, path: string) {
  const get = Object.hasOwn(handlers.get, path) ? handlers.get[path] : undefined;
  const put = Object.hasOwn(handlers.put, path) ? handlers.put[path] : undefined;
  try {
    if (request.method === "GET" && get !== undefined) return { status: 200, body: get() };
    if (request.method === "PUT" && put !== undefined) {
      return { status: 200, body: (await put(await readBody(request))) ?? { ok: true } };
    }
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError)
      return { status: 400, body: { error: error.message } };
    throw error;
  }
  const known = [
    ...Object.keys(handlers.get).map((at) => `GET ${at}`),
    ...Object.keys(handlers.put).map((at) => `PUT ${at}`),
  ];
  return { status: 404, body: { error: `nothing at ${request.method} ${path}`, known } };
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAXIMUM_BODY_BYTES) throw new RangeError("body too large");
    chunks.push(chunk);
  }
  const value: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  if (typeof value !== "object" || value === null) throw new RangeError("the body must be a JSON object");
  return value as Record<string, unknown>;
}
