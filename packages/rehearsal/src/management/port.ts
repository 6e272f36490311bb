/**
 * The lab's management port: HTTP with JSON on loopback. It exists so that a test can ask the cloud, not a router, what
 * happened. What it offers is in resources.ts and described in docs/lab-management.md.
 *
 * It asks for no token: it can only move a lab that lives in one process, whose keys are thrown away with it, and it must
 * be usable by hand. Browsers are kept out, because any web page could otherwise reach it: a request with an Origin, or
 * for another Host than the address that was bound, is refused.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Given, objectOf } from "../given.js";
import { listenOn } from "../loopback.js";

/** One thing that can be read and perhaps changed. A RangeError becomes a 400 with its message. */
export interface Resource {
  /** `rest` is what follows the resource's path, for example a device's name; empty where nothing does. */
  get(query: URLSearchParams, rest: string): unknown;
  /** What it gives is the answer. */
  put?(body: Given): unknown | Promise<unknown>;
}

/** By path, for example `/clock`. */
export type Resources = Readonly<Record<string, Resource>>;

/** A thing that is not there: it becomes a 404. */
export class NotThere extends Error {}

const MAXIMUM_BODY_BYTES = 65_536;

export class ManagementPort {
  readonly #server: Server;
  readonly #resources: Resources;
  url = "";

  private constructor(resources: Resources) {
    this.#resources = resources;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(resources: Resources): Promise<ManagementPort> {
    const port = new ManagementPort(resources);
    const bound = await listenOn(port.#server, "127.0.0.1");
    port.url = `http://${bound.address}:${bound.port}`;
    return port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body, headers } = await this.#outcome(request);
    response.writeHead(status, {
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...headers,
    });
    response.end(`${JSON.stringify(body)}\n`);
  }

  async #outcome(request: IncomingMessage): Promise<Outcome> {
    if (!isOurs(request, this.url)) {
      return refusal(
        403,
        "lab/not-from-here",
        "the management port answers only to its own address, not to pages",
      );
    }
    try {
      return await this.#resolve(request);
    } catch (error) {
      if (error instanceof NotThere) return refusal(404, "lab/not-found", error.message);
      if (error instanceof TooLarge) return refusal(413, "lab/too-large", error.message);
      if (error instanceof RangeError || error instanceof SyntaxError || error instanceof URIError)
        return refusal(400, "lab/bad-request", error.message);
      if (!request.complete) return refusal(400, "lab/bad-request", "the body ended before its time");
      throw error;
    }
  }

  async #resolve(request: IncomingMessage): Promise<Outcome> {
    const target = `${this.url}${request.url ?? "/"}`;
    if (!URL.canParse(target)) throw new RangeError("the request's path cannot be read");
    const { pathname, searchParams } = new URL(target);
    const [, first = "", ...others] = pathname.split("/").map((part) => decodeURIComponent(part));
    const rest = others.join("/");
    if (first === "") return { status: 200, body: this.#index() };
    const resource = this.#resources[`/${first}`];
    if (resource === undefined) throw new NotThere(`there is no /${first}; GET / lists what there is`);
    if (request.method === "GET") return { status: 200, body: resource.get(searchParams, rest) };
    if (request.method === "PUT" && resource.put !== undefined && rest === "")
      return { status: 200, body: (await resource.put(await readBody(request))) ?? { ok: true } };
    const allow = resource.put === undefined || rest !== "" ? "GET" : "GET, PUT";
    const text = `${pathname} takes ${allow}, not ${request.method}`;
    return { ...refusal(405, "lab/wrong-method", text), headers: { allow } };
  }

  #index() {
    const resources = Object.entries(this.#resources).map(([path, { put }]) => ({
      path,
      methods: put === undefined ? ["GET"] : ["GET", "PUT"],
    }));
    return { format: "lab-management/1", documentation: "docs/lab-management.md", resources };
  }
}

interface Outcome {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

class TooLarge extends Error {}

function refusal(status: number, code: string, error: string): Outcome {
  return { status, body: { error, code } };
}

/** A page that a browser shows sends an Origin; a name that somebody made to lead to loopback is not our Host. */
function isOurs({ headers }: IncomingMessage, url: string): boolean {
  const { port } = new URL(url);
  return (
    headers.origin === undefined && [`127.0.0.1:${port}`, `localhost:${port}`].includes(headers.host ?? "")
  );
}

async function readBody(request: IncomingMessage): Promise<Given> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAXIMUM_BODY_BYTES) throw new TooLarge(`a body has at most ${MAXIMUM_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return objectOf(JSON.parse(Buffer.concat(chunks).toString("utf8")), "the body");
}
