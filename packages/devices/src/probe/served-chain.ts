/**
 * Reads the certificates that a TLS server sends, and says nothing to it but the handshake. Nothing is
 * verified here: what is served is the question.
 *
 * TLS 1.2 comes first: there the certificates cross the wire in the clear, so exactly what was sent is
 * read, in its order (RFC 5246, section 7.4.2), and IOS XR's own client speaks no later version. A
 * server that insists on TLS 1.3 is asked again, and its chain is put in order by its signatures.
 */
import { connect, isIP, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls, type DetailedPeerCertificate, type TLSSocket } from "node:tls";
import { failed, type Result, success } from "@reroot/pki";
import { CertificateTap } from "./certificate-tap.js";

export interface EndpointAddress {
  /** Sent as the server's name (SNI) unless it is an address. */
  readonly host: string;
  readonly port: number;
  /** Where to connect instead, for a laboratory or a mirror of the endpoint. */
  readonly connectTo?: { readonly host: string; readonly port: number };
  /** For the whole of one attempt. */
  readonly timeoutMs: number;
}

export type ProbeFailure =
  | { readonly code: "probe/unreachable"; readonly detail: string }
  | { readonly code: "probe/handshake-failed"; readonly detail: string }
  | { readonly code: "probe/timed-out"; readonly timeoutMs: number };

/** DER, leaf first, as the server sent them; at least one. */
export async function readServedChain(
  endpoint: EndpointAddress,
): Promise<Result<readonly Uint8Array[], ProbeFailure>> {
  const first = await attempt(endpoint, "TLSv1.2");
  if (first.ok || first.failure.code !== "probe/handshake-failed") return first;
  const second = await attempt(endpoint, "TLSv1.3");
  return second.ok ? second : first;
}

function attempt(
  { host, port, connectTo, timeoutMs }: EndpointAddress,
  version: "TLSv1.2" | "TLSv1.3",
): Promise<Result<readonly Uint8Array[], ProbeFailure>> {
  return new Promise((resolve) => {
    const tap = new CertificateTap();
    const socket = connect(connectTo ?? { host, port });
    let tls: TLSSocket | undefined;
    const settle = (failure?: ProbeFailure) => {
      clearTimeout(timer);
      const chain = tap.certificates ?? (failure || !tls ? [] : inOrder(tls));
      socket.destroy();
      tls?.destroy();
      // The certificates count even where the handshake then fails, as with a server that wants ours.
      if (chain.length > 0) resolve(success(chain));
      else resolve(failed(failure ?? { code: "probe/handshake-failed", detail: "no certificate was sent" }));
    };
    const timer = setTimeout(() => settle({ code: "probe/timed-out", timeoutMs }), timeoutMs);
    socket.on("error", (error) =>
      settle({ code: tls ? "probe/handshake-failed" : "probe/unreachable", detail: error.message }),
    );
    socket.once("connect", () => {
      tls = connectTls({
        socket: tapped(socket, tap),
        ...(isIP(host) === 0 && { servername: host }),
        minVersion: version === "TLSv1.2" ? "TLSv1" : version,
        maxVersion: version,
        // No certificate of the running Node may get into the chain, and old servers must be readable too.
        ca: [],
        ciphers: "DEFAULT@SECLEVEL=0",
        rejectUnauthorized: false,
      });
      tls.on("error", (error) => settle({ code: "probe/handshake-failed", detail: error.message }));
      tls.once("close", () =>
        settle({ code: "probe/handshake-failed", detail: "the server closed the connection" }),
      );
      tls.once("secureConnect", () => settle());
    });
  });
}

/** The same connection, with what the server sends seen in passing. */
function tapped(socket: Socket, tap: CertificateTap): Duplex {
  const duplex = new Duplex({
    read: () => void socket.resume(),
    write: (chunk, encoding, done) => void socket.write(chunk, encoding, done),
    final: (done) => void socket.end(done),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on("data", (chunk: Buffer) => {
    tap.take(chunk);
    if (!duplex.push(chunk)) socket.pause();
  });
  socket.on("end", () => duplex.push(null));
  return duplex;
}

/** Node links the certificates that came along by issuer; what links to nothing is not seen this way. */
function inOrder(tls: TLSSocket): readonly Uint8Array[] {
  const chain: Uint8Array[] = [];
  const seen = new Set<string>();
  let next: DetailedPeerCertificate | undefined = tls.getPeerCertificate(true);
  while (next?.raw && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    chain.push(next.raw);
    next = next.issuerCertificate;
  }
  return chain;
}
