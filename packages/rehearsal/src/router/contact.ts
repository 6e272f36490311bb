/**
 * One message from a router to a cloud service, and what the router logs when the handshake fails. The bodies are the
 * lab's own dialect, since the vendor's are not public; TLS, names, paths, status codes and timing are real.
 */
import type { ConnectFailure } from "./connect.js";
import type { RouterHost } from "./host.js";
import { exchange } from "./http.js";
import type { Egress } from "./routing.js";

/** A message to the cloud, in the lab's dialect. */
export interface CloudMessage {
  readonly dialect: "lab-cloud/1";
  readonly device: { readonly name: string; readonly productId: string; readonly serialNumber: string };
  readonly message:
    | "registration"
    | "registration-renewal"
    | "authorization-renewal"
    | "deregistration"
    | "usage-report"
    | "call-home-test"
    | "call-home-inventory";
  readonly idToken?: string;
}

export interface CloudAnswer {
  readonly dialect: "lab-cloud/1";
  readonly result: "accepted" | "invalid-token" | "unknown-device";
  readonly compliance?: "in-compliance" | "out-of-compliance";
  /** Why a token is not accepted. */
  readonly reason?: "unknown" | "expired" | "used-up" | "revoked";
}

export type Contact =
  | { readonly ok: true; readonly answer: CloudAnswer }
  | { readonly ok: false; readonly failure: ContactFailure };

export type ContactFailure =
  | ConnectFailure
  | "no-response"
  | "too-large"
  | "empty-response"
  | "server-error"
  /** No active profile carries the message. */
  | "transport-disabled";

export async function contact(
  router: RouterHost,
  url: string,
  egress: Egress,
  message: CloudMessage["message"],
  idToken?: string,
): Promise<Contact> {
  const body: CloudMessage = {
    dialect: "lab-cloud/1",
    device: { name: router.name, productId: router.profile.productId, serialNumber: router.serialNumber },
    message,
    ...(idToken === undefined ? {} : { idToken }),
  };
  const target = parseUrl(url);
  if (target === undefined) return { ok: false, failure: "name-unresolved" };
  const answer = await exchange(router, "POST", target, egress, JSON.stringify(body));
  if (!answer.ok) {
    logHandshakeFailure(router, answer.failure);
    return answer;
  }
  if (answer.status !== 200) return { ok: false, failure: "server-error" };
  if (answer.body.length === 0) return { ok: false, failure: "empty-response" };
  return readAnswer(answer.body);
}

function readAnswer(body: Uint8Array): Contact {
  try {
    return { ok: true, answer: JSON.parse(Buffer.from(body).toString("utf8")) as CloudAnswer };
  } catch {
    return { ok: false, failure: "empty-response" };
  }
}

export function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** The http client's own message; the first text is the notice's, the others are modelled on it. */
export function logHandshakeFailure(router: RouterHost, failure: string): void {
  const text = HANDSHAKE_TEXTS[failure];
  if (text === undefined) return;
  router.logMessage({
    process: "http_client",
    jobId: 255,
    code: "SECURITY-XR_SSL-3-CERT_VERIFY_ERR_2_PARAM",
    text: `SSL certificate verify error: Peer certificate verification failed - ${text}`,
  });
}

const HANDSHAKE_TEXTS: Readonly<Record<string, string>> = {
  "chain-untrusted":
    "no trusted cert 'Crypto Engine' detected the 'warning' condition 'Invalid trustpoint or trustpoint not exist'",
  "certificate-expired":
    "certificate expired 'Crypto Engine' detected the 'warning' condition 'Certificate not valid'",
  "revocation-unknown":
    "CRL could not be fetched 'Crypto Engine' detected the 'warning' condition 'CRL not available'",
  "name-mismatch":
    "hostname mismatch 'Crypto Engine' detected the 'warning' condition 'Peer identity mismatch'",
};
