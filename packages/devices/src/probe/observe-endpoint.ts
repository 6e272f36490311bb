/**
 * Which chain does an endpoint serve now, and to which of the roots in question does it lead? Whether
 * some device would accept it is decided elsewhere.
 */
import { type EndpointObservation, known, type ServedChain, unknown } from "@reroot/core";
import { type Certificate, iosXrPlatform, readCertificate, sha256Of, validatePath } from "@reroot/pki";
import { type EndpointAddress, type ProbeFailure, readServedChain } from "./served-chain.js";

export interface EndpointQuestion extends EndpointAddress {
  /** The roots in question: retired, required, and any others that may be served. */
  readonly roots: readonly Certificate[];
  readonly now: () => Date;
}

/** Never rejects for what the endpoint did. */
export async function observeEndpoint(question: EndpointQuestion): Promise<EndpointObservation> {
  const { host, port, roots, now } = question;
  const chain = await readServedChain(question);
  const at = now();
  const seen = { host, port, at: at.toISOString() };
  if (!chain.ok)
    return { ...seen, served: unknown({ code: "evidence/unreachable", detail: detailOf(chain.failure) }) };
  const served = servedChain(chain.value, roots, at);
  if (served) return { ...seen, served: known(served) };
  const notUnderstood = { code: "evidence/not-understood", command: "TLS handshake", line: 1 } as const;
  return {
    ...seen,
    served: unknown({ ...notUnderstood, text: "the leaf is no certificate that can be read" }),
  };
}

/** Undefined where the leaf cannot be read. */
function servedChain(
  chain: readonly Uint8Array[],
  roots: readonly Certificate[],
  at: Date,
): ServedChain | undefined {
  const [leaf, ...others] = chain.flatMap((der) => {
    const read = readCertificate(der);
    return read.ok ? [read.value] : [];
  });
  if (!leaf || leaf.sha256 !== sha256Of(chain[0] as Uint8Array)) return undefined;
  const root = rootOf(leaf, others, roots, at);
  return {
    certificates: chain.map(sha256Of),
    leafNotAfter: leaf.notAfter.toISOString(),
    ...(root && { rootSha256: root.sha256 }),
  };
}

/**
 * An expired chain still leads somewhere: then the question is asked for the leaf's first moment, when
 * its issuers were valid. The name is not asked for, because a wrong name changes nothing about the root.
 */
function rootOf(
  target: Certificate,
  intermediates: readonly Certificate[],
  anchors: readonly Certificate[],
  now: Date,
): Certificate | undefined {
  const request = { target, intermediates, anchors, purpose: "any", platform: iosXrPlatform } as const;
  for (const at of [now, target.notBefore]) {
    const path = validatePath({ ...request, at });
    if (path.ok) return path.value.anchor;
  }
  return undefined;
}

function detailOf(failure: ProbeFailure): string {
  return failure.code === "probe/timed-out" ? `no answer within ${failure.timeoutMs} ms` : failure.detail;
}
