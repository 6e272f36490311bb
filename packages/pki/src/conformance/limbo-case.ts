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
import { readPem } from "../pem/pem.js";
import { type Certificate, readCertificate } from "../x509/certificate.js";
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
  readonly key_usage: readonly KeyUsage[];
  readonly extended_key_usage: readonly string[];
  readonly expected_peer_name: LimboPeerName | null;
  readonly expected_peer_names: readonly LimboPeerName[];
  readonly max_chain_depth: number | null;
  readonly crls: readonly string[];
}

export interface LimboAnswer {
  readonly actual: "SUCCESS" | "FAILURE";
  readonly reason: string;
}

/** The date of cases that leave it open: their certificates are made to be valid at any. */
const openDate = new Date("2026-12-01T00:00:00Z");

export function answerLimbo(question: LimboQuestion): LimboAnswer {
  const [target] = readCertificates([question.peer_certificate]);
  if (target === undefined) return { actual: "FAILURE", reason: "the peer certificate cannot be read" };
  const lists = readLists(question.crls);
  if (lists === undefined) return { actual: "FAILURE", reason: "a CRL cannot be read" };
  for (const purpose of purposes(question)) {
    const verdict = validatePath(toRequest(question, target, lists, purpose));
    if (!verdict.ok) return { actual: "FAILURE", reason: describe(verdict.failure.failure) };
  }
  return { actual: "SUCCESS", reason: "a valid path exists" };
}

function toRequest(
  question: LimboQuestion,
  target: Certificate,
  crls: readonly RevocationList[],
  purpose: Purpose,
): PathRequest {
  return {
    target,
    intermediates: readCertificates(question.untrusted_intermediates),
    anchors: readCertificates(question.trusted_certs),
    at: question.validation_time === null ? openDate : new Date(question.validation_time),
    purpose,
    platform: platformFor(question),
    peerNames: peerNames(question),
    keyUsage: question.key_usage,
    ...(crls.length > 0 && { crls }),
    ...(question.max_chain_depth !== null && { maxIntermediates: question.max_chain_depth }),
    ...(question.signature_algorithms.length > 0 && {
      signatureAlgorithms: algorithmsNamed(question.signature_algorithms),
    }),
  };
}

/**
 * A case that names its peer is a client's question and gets a client's rules. One that does not asks for path
 * validation alone: RFC 5280 section 6, with what every implementation adds to it.
 */
function platformFor({ expected_peer_name, expected_peer_names }: LimboQuestion): PlatformPolicy {
  return expected_peer_name === null && expected_peer_names.length === 0 ? plainPlatform : webPlatform;
}

const plainPlatform: PlatformPolicy = {
  ...rfc5280Platform,
  anchorExpiryCounts: true,
  anchorConstraintsCount: true,
  intermediateKeyPurposesCount: true,
  refusedHashes: ["md2", "md5"],
};

const knownPurposes: Readonly<Record<string, Purpose>> = {
  anyExtendedKeyUsage: "any",
  serverAuth: "server-auth",
  clientAuth: "client-auth",
  codeSigning: "code-signing",
  emailProtection: "email-protection",
  timeStamping: "time-stamping",
  OCSPSigning: "ocsp-signing",
};

/** Each listed usage must be allowed; without a list, the one of the kind of validation. */
function purposes(question: LimboQuestion): readonly Purpose[] {
  const listed = question.extended_key_usage.map((usage) => knownPurposes[usage] ?? "any");
  if (listed.length > 0) return listed;
  return [question.validation_kind === "SERVER" ? "server-auth" : "client-auth"];
}

function peerNames({ expected_peer_name, expected_peer_names }: LimboQuestion): readonly PeerName[] {
  const named =
    expected_peer_name === null ? expected_peer_names : [expected_peer_name, ...expected_peer_names];
  return named.map(({ kind, value }) => (kind === "RFC822" ? { kind: "email", value } : serverNameOf(value)));
}

/** Certificates that cannot be read are of no use to a path and are left out. */
function readCertificates(pems: readonly string[]): Certificate[] {
  return blocksOf(pems).flatMap((der) => {
    const read = readCertificate(der);
    return read.ok ? [read.value] : [];
  });
}

function readLists(pems: readonly string[]): RevocationList[] | undefined {
  const lists: RevocationList[] = [];
  for (const der of blocksOf(pems)) {
    const read = readRevocationList(der);
    if (!read.ok) return undefined;
    lists.push(read.value);
  }
  return lists;
}

function blocksOf(pems: readonly string[]): Uint8Array[] {
  return pems.flatMap((pem) => {
    const read = readPem(pem);
    if (!read.ok) return [];
    return read.value.flatMap((item) => (item.kind === "block" ? [item.bytes] : []));
  });
}

function describe(failure: PathFailure): string {
  const detail = "rule" in failure ? ` (${failure.rule})` : "oid" in failure ? ` (${failure.oid})` : "";
  return `${failure.code}${detail}: ${formatName(failure.certificate.subject)}`;
}
