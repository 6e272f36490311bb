/**
 * The mirror's HTTP server: verified bundles on one address, and nothing else. It never reads a file, follows no
 * path, and holds few and short connections. Plain HTTP on purpose: devices verify the bundle's own signature,
 * and what a device then holds is compared with the approved bundle.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isIP, type Socket } from "node:net";
import { failed, type Result, success } from "@reroot/pki";
import { type DeviceAtAddress, plainAddress } from "./device-addresses.js";
import type { Fetch, FetchEnd, FetchLog } from "./fetch-log.js";
import type { MirrorFailure } from "./mirror-failure.js";
import type { MirrorLog } from "./mirror-log.js";
import { type AnswerHead, answerTo } from "./requested.js";
import type { BundleShelf } from "./shelf.js";

export interface MirrorOptions {
  /** An address of this machine, the one that devices are told; never all of them. */
  readonly address: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly shelf: BundleShelf;
  readonly deviceAt: DeviceAtAddress;
  readonly fetches: FetchLog;
  readonly log: MirrorLog;
  readonly now: () => Date;
  readonly limits?: Partial<MirrorLimits>;
}

export interface MirrorLimits {
  /** At the same time, over all clients. */
  readonly connections: number;
  /** For a request to come in whole. */
  readonly requestMs: number;
  /** Without anything being taken. */
  readonly silenceMs: number;
  /** For one answer, however steadily it is taken. */
  readonly answerMs: number;
  /** How long a stop waits for answers that are under way. */
  readonly stopMs: number;
}

const MIRROR_LIMITS: MirrorLimits = {
  connections: 256,
  requestMs: 10_000,
  silenceMs: 30_000,
  answerMs: 15 * 60_000,
  stopMs: 10_000,
};

export interface Mirror {
  readonly address: string;
  readonly port: number;
  /** Where a device finds this bundle. */
  urlOf(name: string): string | undefined;
  /** Answers under way now. */
  readonly busy: () => number;
  stop(): Promise<MirrorStopped>;
}

export interface MirrorStopped {
  /** Answers that were cut off. */
  readonly unfinished: number;
}

export async function startMirror(options: MirrorOptions): Promise<Result<Mirror, MirrorFailure>> {
  const { address, shelf, log } = options;
  const limits = { ...MIRROR_LIMITS, ...options.limits };
  if (!isIP(address)) return failed({ code: "mirror/address-not-ours", address });
  if (/^(?:0\.0\.0\.0|::|(?:0+:){1,7}:?0*)$/.test(address))
    return failed({ code: "mirror/every-address", address });
  const sockets = new Set<Socket>();
  let busy = 0;
  const server = createServer(
    {
      maxHeaderSize: 8_192,
      requestTimeout: limits.requestMs,
      headersTimeout: limits.requestMs,
      keepAliveTimeout: 5_000,
    },
    (request, response) => {
      busy++;
      answer(request, response, options, limits, () => {
        busy--;
      });
    },
  );
  server.maxConnections = limits.connections;
  server.maxRequestsPerSocket = 16;
  server.on("drop", (data) => log.refused(plainAddress(data?.remoteAddress ?? ""), "too many connections"));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    log.refused(plainAddress((socket as Socket).remoteAddress ?? ""), error.code ?? error.message);
    if (socket.writable)
      socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    else socket.destroy();
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.setTimeout(limits.silenceMs, () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  });
  const trouble = await listening(server, options);
  if (trouble) return failed(trouble);
  const port = portOf(server);
  log.started(
    origin(address, port),
    shelf.bundles.map(({ name, sha256 }) => ({ name, sha256 })),
  );
  return success({
    address,
    port,
    urlOf: (name) => {
      const bundle = shelf.bundles.find((one) => one.name === name);
      return bundle && `${origin(address, port)}${bundle.paths[0]}`;
    },
    busy: () => busy,
    stop: async () => {
      const stopped = await stop(server, sockets, () => busy, limits);
      log.stopped(stopped.unfinished);
      return stopped;
    },
  });
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { shelf, deviceAt, fetches, log, now }: MirrorOptions,
  { answerMs }: MirrorLimits,
  done: () => void,
): void {
  const at = now();
  const began = performance.now();
  const address = plainAddress(request.socket.remoteAddress ?? "");
  const method = request.method ?? "";
  const target = request.url ?? "";
  const head = answerTo({ method, target, header: (name) => headerOf(request, name) }, shelf);
  let isLate = false;
  let isHandedOver = false;
  let bytes = 0;
  const timer = setTimeout(() => {
    isLate = true;
    request.socket.destroy();
  }, answerMs);
  response.once("close", () => {
    clearTimeout(timer);
    done();
    const end: FetchEnd = isHandedOver ? "complete" : isLate ? "timed-out" : "broken-off";
    const device = deviceAt(address);
    const fetch: Fetch = {
      format: "reroot-mirror-fetch/1",
      at: at.toISOString(),
      address,
      ...(device !== undefined && { device }),
      method: method.slice(0, 16),
      path: target.slice(0, 200),
      ...about(head),
      bytes,
      milliseconds: Math.round(performance.now() - began),
      end,
    };
    fetches.add(fetch);
    log.answered(fetch);
  });
  // What comes with a request that may not have a body is not read.
  if (head.status === 400 || head.status === 405) response.shouldKeepAlive = false;
  response.once("finish", () => {
    // It is also emitted where the other side is gone and nothing more can be sent.
    isHandedOver = !request.socket.destroyed;
  });
  response.writeHead(head.status, head.headers);
  const { body, bundle } = head;
  if (!body || !bundle) response.end();
  else {
    send(response, bundle.content.subarray(body.from, body.to + 1), (length) => {
      bytes += length;
    });
  }
}

const CHUNK_BYTES = 65_536;

/** Piece by piece, as it is taken: an answer that is not ended yet is under way, for Node's server too. */
function send(response: ServerResponse, content: Uint8Array, taken: (length: number) => void, at = 0): void {
  const chunk = content.subarray(at, at + CHUNK_BYTES);
  if (chunk.length === 0) {
    response.end();
    return;
  }
  response.write(chunk, (error) => {
    if (error || response.destroyed) return;
    taken(chunk.length);
    send(response, content, taken, at + chunk.length);
  });
}

function about({ status, bundle, body }: AnswerHead): Pick<Fetch, "status" | "bundle" | "range"> {
  return {
    status,
    ...(bundle && { bundle: { name: bundle.name, version: bundle.version, sha256: bundle.sha256 } }),
    ...(status === 206 && body && { range: body }),
  };
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

function listening(server: Server, { address, port }: MirrorOptions): Promise<MirrorFailure | undefined> {
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => resolve(troubleOf(error, origin(address, port))));
    server.listen({ host: address, port }, () => {
      server.removeAllListeners("error");
      server.on("error", () => {});
      resolve(undefined);
    });
  });
}

function troubleOf({ code, message }: NodeJS.ErrnoException, address: string): MirrorFailure {
  switch (code) {
    case "EADDRINUSE":
      return { code: "mirror/address-in-use", address };
    case "EADDRNOTAVAIL":
      return { code: "mirror/address-not-ours", address };
    case "EACCES":
    case "EPERM":
      return { code: "mirror/address-not-allowed", address };
    default:
      return { code: "mirror/cannot-listen", address, detail: message };
  }
}

/** Answers under way may end; whoever idles is let go at once. */
async function stop(
  server: Server,
  sockets: ReadonlySet<Socket>,
  busy: () => number,
  { stopMs }: MirrorLimits,
): Promise<MirrorStopped> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  let unfinished = 0;
  const timer = setTimeout(() => {
    unfinished = busy();
    for (const socket of sockets) socket.destroy();
  }, stopMs);
  await closed;
  clearTimeout(timer);
  return { unfinished };
}

function portOf(server: Server): number {
  const at = server.address();
  if (at === null || typeof at === "string") throw new Error("the mirror listens on no port");
  return at.port;
}

function origin(address: string, port: number): string {
  return `http://${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
}
