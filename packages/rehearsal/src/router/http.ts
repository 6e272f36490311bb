/** One HTTP exchange from a router, over whatever `connectTo` gives it. Bounded in size and time; redirects are not followed. */
import { request } from "node:http";
import type { Socket } from "node:net";
import { type ConnectFailure, connectTo } from "./connect.js";
import type { RouterHost } from "./host.js";
import type { Egress } from "./routing.js";

export type Exchange =
  | { readonly ok: true; readonly status: number; readonly body: Uint8Array }
  | { readonly ok: false; readonly failure: ConnectFailure | "no-response" | "too-large" };

const MAXIMUM_BODY_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MS = 15_000;

/** Sends one request the way that `egress` says; lab time stands still meanwhile. */
export async function exchange(
  router: RouterHost,
  method: "GET" | "POST",
  url: URL,
  egress: Egress,
  body?: string,
): Promise<Exchange> {
  const release = router.surroundings.clock.hold();
  try {
    const connected = await connectTo(router, url, egress);
    if (!connected.ok) return connected;
    // A proxy is asked for the whole URL (RFC 9112 section 3.2.2).
    const isAskedOfProxy = egress.proxy !== undefined && url.protocol === "http:";
    const target = isAskedOfProxy ? url.href : `${url.pathname}${url.search}`;
    const answer = await overSocket(connected.socket, method, url, target, body);
    connected.socket.destroy();
    return answer;
  } finally {
    release();
  }
}

function overSocket(
  socket: Socket,
  method: string,
  url: URL,
  target: string,
  body: string | undefined,
): Promise<Exchange> {
  return new Promise((resolve) => {
    const outgoing = request({
      createConnection: () => socket,
      method,
      path: target,
      headers: {
        host: url.host,
        connection: "close",
        ...(body === undefined
          ? {}
          : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
      },
      timeout: TIMEOUT_MS,
    });
    const failed = () => resolve({ ok: false, failure: "no-response" });
    outgoing.once("timeout", () => {
      failed();
      outgoing.destroy();
    });
    outgoing.on("error", failed);
    outgoing.once("response", (incoming) => {
      const chunks: Buffer[] = [];
      let length = 0;
      incoming.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > MAXIMUM_BODY_BYTES) {
          resolve({ ok: false, failure: "too-large" });
          incoming.destroy();
          return;
        }
        chunks.push(chunk);
      });
      incoming.once("end", () =>
        resolve({ ok: true, status: incoming.statusCode ?? 0, body: Buffer.concat(chunks) }),
      );
      incoming.once("error", failed);
      incoming.once("aborted", failed);
    });
    outgoing.end(body);
  });
}
