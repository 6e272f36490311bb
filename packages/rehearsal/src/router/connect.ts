/**
 * How a router connects to somewhere: name resolution through its own configuration, a real TCP connection through the
 * lab's network, and for https a real TLS handshake verified by OpenSSL against its own trust pool.
 */
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { askNameServers } from "../dns/resolver.js";
import type { Caller } from "../network.js";
import { isSet, settingsOf } from "./configuration.js";
import { resolverEgress } from "./egress.js";
import type { RouterHost } from "./host.js";
import { openTunnel } from "./proxy-tunnel.js";
import { canReach, DEFAULT_VRF, type Egress } from "./routing.js";

export type ConnectFailure =
  | "name-unresolved"
  /** The VRF has no route there, or the source interface cannot be used. */
  | "no-route"
  | "connect-failed"
  /** The proxy answered, and refused to go on. */
  | "proxy-refused"
  | "timeout"
  | "chain-untrusted"
  | "certificate-expired"
  | "name-mismatch"
  | "revocation-unknown";

export type Connected =
  | { readonly ok: true; readonly socket: Socket }
  | { readonly ok: false; readonly failure: ConnectFailure };

/** Real milliseconds for each step: everything is on loopback, so this only bounds a fault. */
const TIMEOUT_MS = 10_000;

/**
 * Connects to the host of an http or https URL, directly or through the proxy of this way: for https by a tunnel, for
 * http to the proxy itself, which takes whole URLs. The caller destroys the socket.
 */
export async function connectTo(router: RouterHost, url: URL, egress: Egress): Promise<Connected> {
  const isTls = url.protocol === "https:";
  const port = Number(url.port || (isTls ? 443 : 80));
  const next = egress.proxy ?? { host: url.hostname, port };
  const caller: Caller = { device: router.name, ...(isIntercepted(router) ? { isIntercepted: true } : {}) };
  const socket = await dial(router, next, egress, caller);
  if (typeof socket === "string") return { ok: false, failure: socket };
  if (!isTls) return { ok: true, socket };
  if (egress.proxy !== undefined) {
    const refused = await openTunnel(socket, `${url.hostname}:${port}`);
    if (refused !== undefined) {
      socket.destroy();
      return { ok: false, failure: refused };
    }
  }
  const failure = await handshake(router, socket, url.hostname, caller);
  if ("tls" in failure) return { ok: true, socket: failure.tls };
  socket.destroy();
  return { ok: false, failure: failure.failed };
}

/**
 * What the router's own resolver answers in a VRF: static hosts, then the name servers of that VRF to which it has a
 * route, by a real question. An address resolves to itself.
 */
export async function resolveName(
  router: RouterHost,
  name: string,
  vrf = DEFAULT_VRF,
): Promise<string | undefined> {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return name;
  const configuration = router.running();
  const scope = vrf === DEFAULT_VRF ? "domain" : `domain vrf ${vrf}`;
  const fixed = settingsOf(configuration, `${scope} ipv4 host ${name}`)[0];
  if (fixed !== undefined) return fixed;
  if (isSet(configuration, `${scope} lookup disable`)) return undefined;
  const egress = resolverEgress(configuration, vrf);
  const servers = settingsOf(configuration, `${scope} name-server`).filter((server) =>
    canReach(configuration, egress, server),
  );
  const asker = { device: router.name, sourceAddress: router.sourceAddress };
  return askNameServers(router.surroundings.network, asker, servers, name);
}

type Undialled = Extract<ConnectFailure, "name-unresolved" | "no-route" | "connect-failed" | "timeout">;

async function dial(
  router: RouterHost,
  to: { readonly host: string; readonly port: number },
  egress: Egress,
  caller: Caller,
): Promise<Socket | Undialled> {
  const address = await resolveName(router, to.host, egress.vrf);
  if (address === undefined) return "name-unresolved";
  if (!canReach(router.running(), egress, address)) return "no-route";
  const { network } = router.surroundings;
  const isOpened = to.port === 443 && caller.isIntercepted === true;
  const listener = isOpened ? network.interceptor : network.listenerAt(address, to.port);
  if (listener === undefined || router.fault("connect-refused") !== undefined) return "connect-failed";
  const socket = connectTcp({
    host: listener.address,
    port: listener.port,
    localAddress: router.sourceAddress,
  });
  socket.setNoDelay(true);
  const outcome = await settled(socket, "connect");
  if (outcome !== "connect") {
    socket.destroy();
    return outcome === "timeout" ? "timeout" : "connect-failed";
  }
  const local = { address: socket.localAddress ?? "", port: socket.localPort ?? 0 };
  network.announce(local, caller);
  // The server still asks who called when it sees the connection end, so the name is kept a little longer.
  socket.once("close", () => setTimeout(() => network.hangUp(local), 1_000).unref());
  return socket;
}

function isIntercepted(router: RouterHost): boolean {
  return router.fault("intercepted") !== undefined;
}

type Handshake = { readonly tls: TLSSocket } | { readonly failed: ConnectFailure };

async function handshake(
  router: RouterHost,
  socket: Socket,
  host: string,
  caller: Caller,
): Promise<Handshake> {
  const configuration = router.running();
  const verifiesPeer = !isSet(configuration, "http client secure-verify-peer disable");
  const verifiesHost = !isSet(configuration, "http client secure-verify-host disable");
  const tls = connectTls({
    socket,
    servername: host,
    secureContext: router.surroundings.contexts.for(router.pool),
    rejectUnauthorized: verifiesPeer,
    ...(verifiesHost ? {} : { checkServerIdentity: () => undefined }),
  });
  const outcome = await settled(tls, "secureConnect");
  if (outcome === "timeout") return { failed: "timeout" };
  if (outcome !== "secureConnect") {
    caller.refusal = withoutAdvice(outcome.message);
    return { failed: reasonOf(outcome) };
  }
  if (verifiesPeer && !isInDate(router, tls)) {
    caller.refusal = "certificate has expired or is not yet valid at the router's clock";
    return { failed: "certificate-expired" };
  }
  if (verifiesPeer && needsRevocationLists(router)) {
    caller.refusal = "revocation list could not be fetched";
    return { failed: "revocation-unknown" };
  }
  return { tls };
}

/** Without `crl optional`, in the policy or in the trust point of the pool, a list that cannot be had is fatal. */
function needsRevocationLists(router: RouterHost): boolean {
  const configuration = router.running();
  const isOptional =
    isSet(configuration, "crypto ca trustpool policy", "crl optional") ||
    isSet(configuration, "crypto ca trustpoint Trustpool", "crl optional");
  return !isOptional && router.fault("crl-unreachable") !== undefined;
}

/** The calendar dates of the served chain against the router's own clock; Node's TLS cannot be told a date. */
function isInDate(router: RouterHost, tls: TLSSocket): boolean {
  const now = router.now();
  for (let served = tls.getPeerX509Certificate(); served !== undefined; served = served.issuerCertificate) {
    const twin = router.surroundings.twinOf(served.fingerprint256.replaceAll(":", ""));
    if (twin !== undefined && (now < twin.calendar.notBefore || now > twin.calendar.notAfter)) return false;
    if (served.checkIssued(served)) break;
  }
  return true;
}

/** Node 24 adds `; if the root CA is installed locally, try running Node.js with ...`, which is nothing a router says. */
function withoutAdvice(message: string): string {
  return message.split("; ", 1)[0] as string;
}

function reasonOf(error: NodeJS.ErrnoException): ConnectFailure {
  if (error.code === "ERR_TLS_CERT_ALTNAME_INVALID") return "name-mismatch";
  if (error.code === "CERT_HAS_EXPIRED" || error.code === "CERT_NOT_YET_VALID") return "certificate-expired";
  const isVerification = /CERT|ISSUER|SIGNATURE|CHAIN/.test(error.code ?? "");
  return isVerification ? "chain-untrusted" : "connect-failed";
}

/** Waits for an event of a socket, its error or the time limit. */
function settled<E extends "connect" | "secureConnect">(
  socket: Socket,
  event: E,
): Promise<E | "timeout" | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve("timeout"), TIMEOUT_MS);
    const done = (outcome: E | NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    socket.once(event, () => done(event));
    // Kept for the life of the socket: a late reset must not end the process.
    socket.on("error", (error) => done(error));
    socket.once("close", () => done(new Error("connection closed")));
  });
}
