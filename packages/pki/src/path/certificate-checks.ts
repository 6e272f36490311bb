/**
 * What RFC 5280 6.1.3 to 6.1.5 ask of one certificate at its place in a path, without its signature, its
 * policies and its revocation status.
 */
import { type SignatureScheme, signatureScheme } from "../x509/algorithm.js";
import { type Certificate, type CertificateDefect, isSelfIssued } from "../x509/certificate.js";
import { ExtensionOid } from "../x509/extensions.js";
import { isUsableKey } from "../x509/signature.js";
import type { Spending } from "./budget.js";
import type { PathFailure } from "./failure.js";
import { type NameContext, nameConstraintFault } from "./name-constraints.js";
import type { PlatformPolicy } from "./platform.js";
import type { Purpose } from "./purpose.js";
import type { PathRequest } from "./request.js";
import { namesPeer, type PeerName, serverNameOf } from "./server-name.js";
import { brokenLinkRule, brokenRule, type Role } from "./web-rules.js";

/** What is wrong with the target, whoever issued it. */
export function checkTarget(target: Certificate, request: PathRequest): PathFailure[] {
  const failures = [
    checkValidity(target, request.at),
    checkContents(target, "target", request),
    checkKey(target, request),
    checkHash(target, request),
    checkPurpose(target, request.purpose),
    checkKeyUsage(target, request),
  ];
  for (const peer of expectedNames(request)) {
    const commonName = request.platform.commonNameAsServerName ? "as-last-resort" : "ignored";
    if (!namesPeer(target, peer, commonName))
      failures.push({ code: "chain/name-mismatch", certificate: target });
  }
  return failures.filter((failure) => failure !== undefined);
}

/** What is wrong with a certificate as issuer of `below` (target first); undefined when nothing is. */
export function checkIssuer(
  issuer: Certificate,
  role: "intermediate" | "anchor",
  below: readonly Certificate[],
  request: PathRequest,
  spending: Spending,
): PathFailure | undefined {
  const { platform } = request;
  const weak =
    checkKey(issuer, request) ?? (role === "intermediate" ? checkHash(issuer, request) : undefined);
  if (weak !== undefined) return weak;
  if (role === "intermediate" || platform.anchorExpiryCounts) {
    const failure = checkValidity(issuer, request.at);
    if (failure !== undefined) return failure;
  }
  if (role === "anchor" && !platform.anchorConstraintsCount) return undefined;
  return (
    checkAuthority(issuer, role) ??
    checkContents(issuer, role, request) ??
    checkKeyIdentifiers(below.at(-1) as Certificate, issuer, platform) ??
    checkLength(issuer, below) ??
    (platform.intermediateKeyPurposesCount ? checkPurpose(issuer, request.purpose) : undefined) ??
    checkNamesBelow(issuer, below, { platform, spending })
  );
}

/** Intermediates of a partial path (target first) that count towards path length limits (RFC 5280 4.2.1.9). */
export function countIntermediates(path: readonly Certificate[]): number {
  let count = 0;
  for (let i = 1; i < path.length; i++) if (!isSelfIssued(path[i] as Certificate)) count++;
  return count;
}

function expectedNames({ serverName, peerNames = [] }: PathRequest): readonly PeerName[] {
  return serverName === undefined ? peerNames : [serverNameOf(serverName), ...peerNames];
}

/** Inclusive at both ends, whole seconds (RFC 5280 4.1.2.5). */
function checkValidity(certificate: Certificate, at: Date): PathFailure | undefined {
  const moment = Math.floor(at.getTime() / 1000) * 1000;
  if (!(moment >= certificate.notBefore.getTime())) {
    return { code: "chain/not-yet-valid", certificate, from: certificate.notBefore };
  }
  if (!(moment <= certificate.notAfter.getTime()))
    return { code: "chain/expired", certificate, since: certificate.notAfter };
  return undefined;
}

function checkKey(certificate: Certificate, { platform }: PathRequest): PathFailure | undefined {
  const { kind, bits } = certificate.publicKey;
  const isRsa = kind === "rsa" || kind === "rsa-pss";
  if (!isRsa || bits === undefined || bits >= platform.smallestRsaBits) return undefined;
  return { code: "chain/key-too-small", certificate, bits };
}

/** Looks at how the certificate itself was signed. */
function checkHash(certificate: Certificate, request: PathRequest): PathFailure | undefined {
  const { platform, anchorsAre = "pool", signatureAlgorithms } = request;
  if (
    signatureAlgorithms !== undefined &&
    !signatureAlgorithms.includes(certificate.signatureAlgorithm.oid)
  ) {
    return { code: "chain/signature-algorithm-refused", certificate };
  }
  if (anchorsAre === "pinned" && platform.refusedHashesAllowedBelowPinnedSigner) return undefined;
  const scheme: SignatureScheme | undefined = signatureScheme(certificate.signatureAlgorithm);
  if (scheme === undefined || !("hash" in scheme) || !platform.refusedHashes.includes(scheme.hash))
    return undefined;
  return { code: "chain/hash-refused", certificate, hash: scheme.hash };
}

/** RFC 5280 6.1.4 (k), (n). What is older than version 3 is a CA only where the pool says so. */
function checkAuthority(certificate: Certificate, role: Role): PathFailure | undefined {
  const { basicConstraints, keyUsage } = certificate.extensions;
  const isCa = certificate.version === 3 ? basicConstraints?.ca === true : role === "anchor";
  if (!isCa) return { code: "chain/not-a-ca", certificate };
  if (keyUsage !== undefined && !keyUsage.includes("keyCertSign")) {
    return { code: "chain/may-not-sign-certificates", certificate };
  }
  return undefined;
}

/** RFC 5280 6.1.4 (o), 6.1.5 (f): every critical extension is understood; what is read can be relied on. */
function checkContents(certificate: Certificate, role: Role, request: PathRequest): PathFailure | undefined {
  for (const { oid, critical } of certificate.extensions.all) {
    if (critical && !processed.has(oid))
      return { code: "chain/unknown-critical-extension", certificate, oid };
  }
  const defect = certificate.defects.find((candidate) => {
    if (candidate.code === "certificate/extension-malformed") return processed.has(candidate.oid);
    return decisive.has(candidate.code) || (role !== "anchor" && ambiguous.has(candidate.code));
  });
  if (defect !== undefined) return { code: "chain/malformed-certificate", certificate, defect };
  if (!isUsableKey(certificate.publicKey))
    return { code: "chain/malformed-certificate", certificate, defect: keyMalformed };
  if (request.platform.contentRules === "none") return undefined;
  const rule = brokenRule(certificate, role, request.purpose);
  return rule === undefined ? undefined : { code: "chain/content-rule", certificate, rule };
}

function checkKeyIdentifiers(
  child: Certificate,
  issuer: Certificate,
  { contentRules }: PlatformPolicy,
): PathFailure | undefined {
  const broken = contentRules === "none" ? undefined : brokenLinkRule(child, issuer);
  return broken && { code: "chain/content-rule", ...broken };
}

const keyMalformed = { code: "certificate/public-key-malformed" } as const;

const decisive: ReadonlySet<CertificateDefect["code"]> = new Set<CertificateDefect["code"]>([
  "certificate/extension-repeated",
  "certificate/signature-algorithms-differ",
]);

/**
 * X.690 8.3.2, RFC 5280 4.1.2.5: not read alike by all. In an anchor, which is a name and a key, nothing hangs on
 * it, and real roots of devices have dates with fractions.
 */
const ambiguous: ReadonlySet<CertificateDefect["code"]> = new Set<CertificateDefect["code"]>([
  "certificate/serial-not-minimal",
  "certificate/time-irregular",
  "certificate/time-with-fraction",
]);

/** Extensions whose meaning path validation acts on, or that carry nothing it would have to act on. */
const processed: ReadonlySet<string> = new Set([
  ExtensionOid.subjectKeyIdentifier,
  ExtensionOid.authorityKeyIdentifier,
  ExtensionOid.keyUsage,
  ExtensionOid.subjectAltName,
  ExtensionOid.issuerAltName,
  ExtensionOid.basicConstraints,
  ExtensionOid.nameConstraints,
  ExtensionOid.crlDistributionPoints,
  ExtensionOid.freshestCrl,
  ExtensionOid.certificatePolicies,
  ExtensionOid.policyMappings,
  ExtensionOid.policyConstraints,
  ExtensionOid.inhibitAnyPolicy,
  ExtensionOid.extendedKeyUsage,
  ExtensionOid.ocspNoCheck,
]);

/** RFC 5280 6.1.4 (l)-(m), asked from above. */
function checkLength(issuer: Certificate, below: readonly Certificate[]): PathFailure | undefined {
  const allowed = issuer.extensions.basicConstraints?.pathLength;
  if (allowed === undefined || countIntermediates(below) <= allowed) return undefined;
  return { code: "chain/path-length-exceeded", certificate: issuer };
}

const keyPurposes: Readonly<Record<Exclude<Purpose, "any">, string>> = {
  "server-auth": "1.3.6.1.5.5.7.3.1",
  "client-auth": "1.3.6.1.5.5.7.3.2",
  "code-signing": "1.3.6.1.5.5.7.3.3",
  "email-protection": "1.3.6.1.5.5.7.3.4",
  "time-stamping": "1.3.6.1.5.5.7.3.8",
  "ocsp-signing": "1.3.6.1.5.5.7.3.9",
};

const anyPurpose = "2.5.29.37.0";

/** RFC 5280 4.2.1.12. */
function checkPurpose(certificate: Certificate, purpose: Purpose): PathFailure | undefined {
  const allowed = certificate.extensions.extendedKeyUsage;
  if (purpose === "any" || allowed === undefined) return undefined;
  if (allowed.includes(keyPurposes[purpose]) || allowed.includes(anyPurpose)) return undefined;
  return { code: "chain/purpose-refused", certificate };
}

function checkKeyUsage(target: Certificate, { keyUsage = [] }: PathRequest): PathFailure | undefined {
  const allowed = target.extensions.keyUsage;
  if (allowed === undefined || keyUsage.every((usage) => allowed.includes(usage))) return undefined;
  return { code: "chain/key-usage-refused", certificate: target };
}

/** RFC 5280 6.1.3 (b)-(c): not for self-issued certificates, unless they are the target. */
function checkNamesBelow(
  issuer: Certificate,
  below: readonly Certificate[],
  context: NameContext,
): PathFailure | undefined {
  const constraints = issuer.extensions.nameConstraints;
  if (constraints === undefined) return undefined;
  for (const [position, certificate] of below.entries()) {
    if (position > 0 && isSelfIssued(certificate)) continue;
    const found = nameConstraintFault(constraints, certificate, context);
    if (found === undefined) continue;
    const { fault, name } = found;
    if (fault === "over-budget")
      return { code: "chain/budget-exhausted", certificate: issuer, resource: "nameComparisons" };
    const isRefused = fault === "not-permitted" || fault === "excluded";
    const code = isRefused ? "chain/name-refused" : "chain/name-constraint-not-understood";
    return { code, certificate, name, by: issuer };
  }
  return undefined;
}
