/**
 * Looks at what a TLS server serves: resolves its name, connects, and takes down its chain. Nothing is sent
 * but the handshake, and nothing is judged here.
 */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { type ProbeFailure, readServedChain } from "@reroot/devices";
import { failed, type Result, success } from "@reroot/pki";
import { codeOf, type NetworkTrouble, networkTrouble } from "./network-trouble.js";

export interface EndpointToLookAt {
  /** Where to connect. */
  readonly host: string;
  readonly port: number;
  /** Asked for (SNI) unless it is an address. */
  readonly serverName: string;
  readonly timeoutMs: number;
}

export interface LookedAt {
  readonly address: string;
  readonly port: number;
  /** DER, in the server's order; at least one. */
  readonly chain: readonly Uint8Array[];
}

export type EndpointFailure =
  | { readonly code: "endpoint/name-not-resolved"; readonly host: string }
  | { readonly code: "endpoint/name-servers-silent"; readonly host: string }
  | { readonly code: "endpoint/connection-refused"; readonly address: string; readonly port: number }
  | { readonly code: "endpoint/no-route"; readonly address: string }
  /** Nothing came back: on the way, or from the server once connected. */
  | {
      readonly code: "endpoint/timed-out";
      readonly address: string;
      readonly port: number;
      readonly seconds: number;
    }
  /** The server ended the connection in the middle of the handshake without a word. */
  | { readonly code: "endpoint/handshake-broken-off"; readonly address: string }
  /** The server refused the handshake and said why; the number is that of RFC 8446, section 6. */
  | { readonly code: "endpoint/tls-alert"; readonly alert: number }
  /** What answers on this port does not speak TLS. */
  | { readonly code: "endpoint/not-tls"; readonly port: number }
  | { readonly code: "endpoint/unreachable"; readonly detail: string };

/** More addresses than this are not tried. */
const MOST_ADDRESSES = 4;

/** One address after the other, until one answers at all. Never rejects for what the network did. */
export async function lookAtEndpoint(endpoint: EndpointToLookAt): Promise<Result<LookedAt, EndpointFailure>> {
  const { host, port, serverName, timeoutMs } = endpoint;
  const addresses = await addressesOf(host, timeoutMs);
  if (!addresses.ok) return addresses;
  let first: EndpointFailure | undefined;
  for (const address of addresses.value.slice(0, MOST_ADDRESSES)) {
    const connectTo = { host: address, port };
    const read = await readServedChain({ host: serverName, port, connectTo, timeoutMs });
    if (read.ok) return success({ address, port, chain: read.value });
    const failure = endpointFailure(read.failure, connectTo);
    if (read.failure.code === "probe/handshake-failed") return failed(failure);
    first ??= failure;
  }
  return failed(first ?? { code: "endpoint/name-not-resolved", host });
}

async function addressesOf(
  host: string,
  timeoutMs: number,
): Promise<Result<readonly string[], EndpointFailure>> {
  if (isIP(host) !== 0) return success([host]);
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<"silence">((resolve) => {
    timer = setTimeout(() => resolve("silence"), timeoutMs);
  });
  try {
    const found = await Promise.race([lookup(host, { all: true }), silence]);
    if (found === "silence") return failed({ code: "endpoint/name-servers-silent", host });
    return success(found.map(({ address }) => address));
  } catch (error) {
    const isSilent = networkTrouble(codeOf(error)) === "name-servers-silent";
    return failed({ code: isSilent ? "endpoint/name-servers-silent" : "endpoint/name-not-resolved", host });
  } finally {
    clearTimeout(timer);
  }
}

function endpointFailure(
  failure: ProbeFailure,
  { host: address, port }: { readonly host: string; readonly port: number },
): EndpointFailure {
  if (failure.code === "probe/timed-out") {
    return { code: "endpoint/timed-out", address, port, seconds: failure.timeoutMs / 1000 };
  }
  const alert = /\bSSL alert number (\d{1,3})\b/.exec(failure.detail)?.[1];
  if (alert !== undefined) return { code: "endpoint/tls-alert", alert: Number(alert) };
  if (NO_TLS.test(failure.detail)) return { code: "endpoint/not-tls", port };
  const trouble = networkTrouble(/\b(E[A-Z]{3,})\b/.exec(failure.detail)?.[1]);
  if (failure.code === "probe/handshake-failed" && trouble !== "other") {
    return { code: "endpoint/handshake-broken-off", address };
  }
  return ofTrouble(trouble, failure.detail, address, port);
}

/** OpenSSL's reasons for a first record that is none (`SSL_R_WRONG_VERSION_NUMBER` and its kin). */
const NO_TLS =
  /:(wrong version number|http request|https proxy request|packet length too long|unexpected message|record layer failure):/;

function ofTrouble(trouble: NetworkTrouble, detail: string, address: string, port: number): EndpointFailure {
  switch (trouble) {
    case "connection-refused":
      return { code: "endpoint/connection-refused", address, port };
    case "no-route":
      return { code: "endpoint/no-route", address };
    case "connection-reset":
      return { code: "endpoint/handshake-broken-off", address };
    case "timed-out":
    case "name-not-resolved":
    case "name-servers-silent":
    case "other":
      return /disconnected|closed the connection/.test(detail)
        ? { code: "endpoint/handshake-broken-off", address }
        : { code: "endpoint/unreachable", detail: readable(detail) };
  }
}

/** Without the thread, the codes and the source files that OpenSSL puts around its reason. */
function readable(detail: string): string {
  const reason = /:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/.exec(detail)?.[1];
  return (reason ?? detail).replace(/\s+/g, " ").trim().slice(0, 200);
}
