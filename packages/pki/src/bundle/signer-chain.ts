/** From a bundle's signer up to its root: as the bundle claims, and as far as pinned roots prove it. */

import type { PlatformPolicy } from "../path/platform.js";
import { validatePath } from "../path/validate.js";
import { certificatesIn } from "../pem/certificate-rows.js";
import { failed, type Result, success } from "../result.js";
import { type Certificate, isSelfIssued } from "../x509/certificate.js";
import type { Sha256Fingerprint } from "../x509/fingerprint.js";
import { type DistinguishedName, formatName, sameName } from "../x509/name.js";
import type { Bundle, BundleFailure } from "./bundle.js";

/**
 * How a signer's chain is judged. The vendor's signer and its root are SHA-1 signed, which is good enough
 * below a root that someone pinned by SHA-256, and only there; nothing weaker is. A pinned root must be a root:
 * that a device's pool holds *that* certificate is what decides whether the device accepts the bundle.
 */
export const bundleSignerPlatform: PlatformPolicy = {
  name: "bundle signer below a pinned root",
  anchorExpiryCounts: true,
  anchorConstraintsCount: true,
  intermediateInPoolAnchors: false,
  targetInPoolAccepted: false,
  smallestRsaBits: 2048,
  refusedHashes: ["md2", "md5"],
  refusedHashesAllowedBelowPinnedSigner: false,
  intermediateKeyPurposesCount: false,
  commonNameAsServerName: false,
  dnsConstraintWithLeadingDot: "malformed",
  missingCrl: "passes",
  contentRules: "none",
};

export interface ClaimedRoot {
  /** Name of the root, or of the issuer at which the certificates that travel along end. */
  readonly name: DistinguishedName;
  /** The root itself, where it travels along. */
  readonly certificate: Certificate | undefined;
}

/**
 * The root that a bundle's signer names, by the certificates that travel along. Proven for a verified bundle;
 * for any other a claim, good for asking which pin or which device would be needed. Undefined without signer.
 */
export function signerRootOf(bundle: Bundle): ClaimedRoot | undefined {
  if (!bundle.signer) return undefined;
  const transport = certificatesIn(bundle.transport);
  let top = bundle.signer;
  for (let climbed = 0; climbed < LONGEST_CLAIM && !isSelfIssued(top); climbed++) {
    const above = transport.find((certificate) => sameName(certificate.subject, top.issuer));
    if (!above) return { name: top.issuer, certificate: undefined };
    top = above;
  }
  return isSelfIssued(top)
    ? { name: top.subject, certificate: top }
    : { name: top.issuer, certificate: undefined };
}

export interface PinnedRoots {
  readonly signerRoots: readonly Sha256Fingerprint[];
  readonly rootCertificates?: readonly Certificate[];
  readonly at: Date;
}

/** The chain from the signer's certificate to a pinned root, both included. */
export function chainToPinnedRoot(
  signer: Certificate,
  bundle: Bundle,
  { signerRoots, rootCertificates = [], at }: PinnedRoots,
): Result<readonly Certificate[], BundleFailure> {
  const transport = certificatesIn(bundle.transport);
  const anchors = [...transport, ...rootCertificates].filter(({ sha256 }) => signerRoots.includes(sha256));
  const found = validatePath({
    target: signer,
    intermediates: transport,
    anchors,
    at,
    purpose: "any",
    // RFC 5280 section 4.2.1.3: either usage is for signatures on things other than certificates.
    keyUsage: signer.extensions.keyUsage?.includes("contentCommitment") ? [] : ["digitalSignature"],
    platform: { ...bundleSignerPlatform, targetInPoolAccepted: isSelfIssued(signer) },
    anchorsAre: "pinned",
  });
  if (found.ok) return success(found.value.path);
  const because = found.failure.failure;
  return failed(
    ENDS_ELSEWHERE.has(because.code)
      ? notPinned(bundle, signerRoots)
      : { code: "bundle/signer-chain-invalid", because },
  );
}

/** Longer than any chain that a signer could need. */
const LONGEST_CLAIM = 16;

const ENDS_ELSEWHERE: ReadonlySet<string> = new Set(["chain/root-not-in-pool", "chain/issuer-not-found"]);

function notPinned(bundle: Bundle, pinned: readonly Sha256Fingerprint[]): BundleFailure {
  const claimed = signerRootOf(bundle);
  return {
    code: "bundle/signer-not-pinned",
    chainsTo: claimed ? formatName(claimed.name) : "",
    rootSha256: claimed?.certificate?.sha256,
    pinned,
  };
}
