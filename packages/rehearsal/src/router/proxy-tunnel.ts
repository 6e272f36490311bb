/** Asks an HTTP proxy for a tunnel (RFC 9110 section 9.3.6) on a connection that stands. Bounded in size and time. */
import type { Socket } from "node:net";

const MAXIMUM_ANSWER_BYTES = 16_384;
const TIMEOUT_MS = 10_000;

/** `target` is `host:port`. Undefined where the tunnel stands; what follows on the socket is the target's. */
export function openTunnel(
  socket: Socket,
  target: string,
): Promise<"proxy-refused" | "connect-failed" | "timeout" | undefined> {
  return new Promise((resolve) => {
    let answer = Buffer.alloc(0);
    const finish = (outcome: "proxy-refused" | "connect-failed" | "timeout" | undefined) => {
      clearTimeout(timer);
      socket.off("data", read);
      socket.off("close", closed);
      socket.pause();
      resolve(outcome);
    };
    const timer = setTimeout(() => finish("timeout"), TIMEOUT_MS);
    const closed = () => finish("connect-failed");
    const read = (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]);
      const end = answer.indexOf("\r\n\r\n");
      if (end === -1 && answer.length <= MAXIMUM_ANSWER_BYTES) return;
      const isOpen = end !== -1 && /^HTTP\/1\.[01] 2\d\d /.test(answer.toString("latin1"));
      if (isOpen && answer.length > end + 4) socket.unshift(answer.subarray(end + 4));
      finish(isOpen ? undefined : "proxy-refused");
    };
    socket.on("data", read);
    socket.once("close", closed);
    socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
  });
}
