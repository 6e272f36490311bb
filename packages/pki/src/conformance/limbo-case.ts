/**
 * Answers one case in the format of x509-limbo (https://x509-limbo.com) from what a validator would be given:
 * certificates, lists, names and a date. Identifiers, descriptions, features and expectations are no part of
 * the question and cannot reach the engine.
 */
import { type RevocationList, readRevocationList } from "../crl/crl.js";
import type { PathFailure } from "../path/failure.js";
import { type PlatformPolicy, rfc5280Platform, webPlatform } from "../path/platform.js";
import type { PathRequest, Purpose } from "../path/request.js";
import { type PeerName, serverNameOf } from "../path/server-name.js";
import { validatePath } from "../path/validate.js";
import { certificatesIn, readCertificates } from "../pem/certificate-rows.js";
import { readPem } from "../pem/pem.js";
import type { Certificate } from "../x509/certificate.js";
import type { KeyUsage } from "../x509/extensions.js";
import { formatName } from "../x509/name.js";
import { algorithmsNamed } from "./limbo-algorithms.js";

export interface LimboPeerName {
  readonly kind: "DNS" | "IP" | "RFC822";
  readonly value: string;
}

/** The fields of a case that ask something. */
export interface LimboQuestion {
  readonly validation_kind: "SERVER" | "CLIENT";
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  readonly validation_time: string | null;
  readonly signature_algorithms: readonly string[];
  readonly key_usage: readonly string[];
  readonly extended_key_usage: readonly string[];
  readonly expected_peer_name: LimboPeerName | null;
  readonly expected_peer_names: readonly LimboPeerName[];
  readonly max_chain_depth: number | null;
  readonly crls: readonly string[];
  /** The first field that does not hold what the format says. */
  readonly unreadable?: string;
}

export interface LimboAnswer {
  readonly actual: "SUCCESS" | "FAILURE";
  readonly reason: string;
}

/** The date of cases that leave it open: their certificates are made to be valid at any. */
const openDate = new Date("2026-12-01T00:00:00Z");

export function answerLimbo(question: LimboQuestion): LimboAnswer {
  if (question.unreadable !== undefined)
    return { actual: "FAILURE", reason: `the case's "${question.unreadable}" cannot be read` };
  const [target] = certificatesOf([question.peer_certificate]);
  if (target === undefined) return { actual: "FAILURE", reason: "the peer certificate cannot be read" };
  const request = toRequest(question, target);
  for (const [name, purpose] of purposes(question)) {
    if (purpose === undefined) return { actual: "FAILURE", reason: `no key purpose is known as ${name}` };
    const verdict = validatePath({ ...request, purpose });
    if (!verdict.ok) return { actual: "FAILURE", reason: describe(verdict.failure.failure) };
  }
  return { actual: "SUCCESS", reason: "a valid path exists" };
}

function toRequest(question: LimboQuestion, target: Certificate): PathRequest {
  return {
    target,
    intermediates: certificatesOf(question.untrusted_intermediates),
    anchors: certificatesOf(question.trusted_certs),
    at: question.validation_time === null ? openDate : momentOf(question.validation_time),
    purpose: "any",
    platform: platformFor(question),
    peerNames: peerNames(question),
    keyUsage: question.key_usage as readonly KeyUsage[],
    ...(question.crls.length > 0 && { crls: listsOf(question.crls) }),
    ...(question.max_chain_depth !== null && { maxIntermediates: question.max_chain_depth }),
    ...(question.signature_algorithms.length > 0 && {
      signatureAlgorithms: algorithmsNamed(question.signature_algorithms),
    }),
  };
}

/** RFC 3339; a time that does not name its zone is in UTC. One that makes no sense lies in no validity period. */
function momentOf(text: string): Date {
  return new Date(/(?:z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
}

/**
 * A case that names its peer is a client's question and gets a client's rules. One that does not asks for path
 * validation alone: RFC 5280 section 6, with what every implementation adds to it.
 */
function platformFor({ expected_peer_name, expected_peer_names }: LimboQuestion): PlatformPolicy {
  return expected_peer_name === null && expected_peer_names.length === 0 ? plainPlatform : clientPlatform;
}

/** A case that puts the peer certificate among those trusted trusts it. */
const clientPlatform: PlatformPolicy = { ...webPlatform, targetInPoolAccepted: true };

const plainPlatform: PlatformPolicy = {
  ...rfc5280Platform,
  anchorExpiryCounts: true,
  anchorConstraintsCount: true,
  intermediateKeyPurposesCount: true,
  targetInPoolAccepted: true,
  dnsConstraintWithLeadingDot: "hosts-below",
  smallestRsaBits: 1024,
  refusedHashes: ["md2", "md5"],
};

const knownPurposes: ReadonlyMap<string, Purpose> = new Map([
  ["anyExtendedKeyUsage", "any"],
  ["serverAuth", "server-auth"],
  ["clientAuth", "client-auth"],
  ["codeSigning", "code-signing"],
  ["emailProtection", "email-protection"],
  ["timeStamping", "time-stamping"],
  ["OCSPSigning", "ocsp-signing"],
]);

/** Each listed usage must be allowed; without a list, the one of the kind of validation. */
function purposes({ extended_key_usage, validation_kind }: LimboQuestion) {
  const implied = validation_kind === "SERVER" ? "serverAuth" : "clientAuth";
  const listed = extended_key_usage.length > 0 ? extended_key_usage : [implied];
  return listed.map((name) => [name, knownPurposes.get(name)] as const);
}

function peerNames({ expected_peer_name, expected_peer_names }: LimboQuestion): readonly PeerName[] {
  const named =
    expected_peer_name === null ? expected_peer_names : [expected_peer_name, ...expected_peer_names];
  return named.map(({ kind, value }) => (kind === "RFC822" ? { kind: "email", value } : serverNameOf(value)));
}

/** Certificates that cannot be read are of no use to a path and are left out. */
function certificatesOf(pems: readonly string[]): Certificate[] {
  return pems.flatMap((pem) => {
    const rows = readCertificates(pem);
    return rows.ok ? certificatesIn(rows.value) : [];
  });
}

/** A list that cannot be read is like one that was never fetched: what it would have said stays unknown. */
function listsOf(pems: readonly string[]): RevocationList[] {
  return pems.flatMap((pem) => {
    const items = readPem(pem);
    if (!items.ok) return [];
    return items.value.flatMap((item) => {
      const list = item.kind === "block" ? readRevocationList(item.bytes) : undefined;
      return list?.ok ? [list.value] : [];
    });
  });
}

function describe(failure: PathFailure): string {
  const detail = "rule" in failure ? ` (${failure.rule})` : "oid" in failure ? ` (${failure.oid})` : "";
  return `${failure.code}${detail}: ${formatName(failure.certificate.subject)}`;
}
