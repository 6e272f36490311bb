/** Opens one TCP connection within a bound. It knows nothing of what is spoken on it. */
import { connect, type Socket } from "node:net";
import { failed, type Result, success } from "@reroot/pki";
import type { ConnectFailure } from "./session-failure.js";

export interface TcpAddress {
  readonly host: string;
  readonly port: number;
  /** Only addresses of this family. */
  readonly family?: 4 | 6;
  /** Ours, to connect from. */
  readonly localAddress?: string;
}

export function openSocket(
  address: TcpAddress,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Result<Socket, ConnectFailure>> {
  const { host, port, family, localAddress } = address;
  return new Promise((resolve) => {
    const socket: Socket = connect({
      host,
      port,
      noDelay: true,
      onread: { buffer: RECEIVED, callback: (length) => handOver(socket, length) },
      ...(family !== undefined && { family }),
      ...(localAddress !== undefined && { localAddress }),
    });
    // Nothing is read before somebody listens, who has to resume it.
    socket.pause();
    const settle = (failure?: ConnectFailure) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      socket.removeAllListeners();
      // A socket without this listener would take the process down on a late error.
      socket.on("error", () => {});
      if (failure) socket.destroy();
      resolve(failure ? failed(failure) : success(socket));
    };
    const cancel = () => settle({ code: "session/cancelled" });
    const timer = setTimeout(
      () => settle(unreachable(address, `no connection within ${timeoutMs} ms`)),
      timeoutMs,
    );
    socket.once("connect", () => settle());
    socket.once("error", (error: NodeJS.ErrnoException) => settle(unreachable(address, wordsFor(error))));
    signal?.addEventListener("abort", cancel);
    if (signal?.aborted) cancel();
  });
}

// Node would take 64 KiB from the system for each read of each socket, to hold some hundred bytes.
const RECEIVED = Buffer.allocUnsafeSlow(64 * 1024);

/** What is in the common buffer stays there until this returns, and no longer. */
function handOver(socket: Socket, length: number): true {
  socket.emit("data", Buffer.from(RECEIVED.subarray(0, length)));
  return true;
}

export function unreachable({ host, port }: TcpAddress, detail: string): ConnectFailure {
  return { code: "session/unreachable", host, port, detail };
}

const CONNECT_ERRORS: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: "the local address is not ours",
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EHOSTUNREACH: "no route to host",
  ENETUNREACH: "no route to network",
  ENOTFOUND: "the name does not resolve",
  EAI_AGAIN: "the name does not resolve just now",
  ETIMEDOUT: "no answer",
};

/** Host and port stand beside these words already. */
export function wordsFor({ code, message }: NodeJS.ErrnoException): string {
  return CONNECT_ERRORS[code ?? ""] ?? (message || (code ?? "unknown error"));
}
