/**
 * Where platforms differ. RFC 5280 leaves these questions open, or real software answers them in its own way;
 * each answer is a value here, never a special case in the engine.
 */
import type { HashName } from "../x509/algorithm.js";

export interface PlatformPolicy {
  readonly name: string;
  /**
   * Does the validity period of the anchor's own certificate count? RFC 5280 6.1.1(d): an anchor is a name and
   * a key, so no; OpenSSL and browsers' libraries check it.
   */
  readonly anchorExpiryCounts: boolean;
  /**
   * Do the constraints inside the anchor's certificate (name constraints, path length, critical extensions)
   * apply? RFC 5937 says how; RFC 5280 6.1 does not look at them.
   */
  readonly anchorConstraintsCount: boolean;
  /** May a certificate of the pool that is not self-signed end a path? */
  readonly intermediateInPoolAnchors: boolean;
  /** Is a server certificate that itself lies in the pool accepted without an issuer? */
  readonly targetInPoolAccepted: boolean;
  /** Smallest RSA modulus in bits, for every key in the path. */
  readonly smallestRsaBits: number;
  /** Hashes below signatures that are not good enough. The anchor's own signature is never looked at. */
  readonly refusedHashes: readonly HashName[];
  /**
   * Is a refused hash still allowed in a path whose anchor the caller pinned by fingerprint? Cisco's bundle
   * signers are SHA-1 signed below a pinned root.
   */
  readonly refusedHashesAllowedBelowPinnedSigner: boolean;
  /** Does an extended key usage in an intermediate limit what is below it? */
  readonly intermediateKeyPurposesCount: boolean;
  /** Is the common name used when a server certificate has no DNS or IP alternative name? RFC 9525: never. */
  readonly commonNameAsServerName: boolean;
  /**
   * A DNS name constraint with a leading dot, to which RFC 5280 gives no meaning: malformed, or, as OpenSSL, NSS
   * and Go read it, all hosts below that domain.
   */
  readonly dnsConstraintWithLeadingDot: "malformed" | "hosts-below";
  /**
   * With CRLs given, what of a certificate for which none can be used: refuse, refuse for the target alone, or
   * let pass.
   */
  readonly missingCrl: "fails" | "fails-for-target" | "passes";
  /**
   * Which rules on what certificates contain are checked beyond path validation: none, or those of RFC 5280
   * section 4 together with the CA/Browser Forum's Baseline Requirements.
   */
  readonly contentRules: "none" | "web-pki";
}

/** RFC 5280 section 6.1 and 6.3 and nothing else; the policy under which PKITS is run. */
export const rfc5280Platform: PlatformPolicy = {
  name: "RFC 5280",
  anchorExpiryCounts: false,
  anchorConstraintsCount: false,
  intermediateInPoolAnchors: true,
  targetInPoolAccepted: false,
  smallestRsaBits: 0,
  refusedHashes: [],
  refusedHashesAllowedBelowPinnedSigner: true,
  intermediateKeyPurposesCount: false,
  commonNameAsServerName: false,
  dnsConstraintWithLeadingDot: "malformed",
  missingCrl: "fails",
  contentRules: "none",
};

/** A strict client of the public web: RFC 5280, RFC 9525, and the CA/Browser Forum's Baseline Requirements. */
export const webPlatform: PlatformPolicy = {
  name: "web PKI",
  anchorExpiryCounts: true,
  anchorConstraintsCount: true,
  intermediateInPoolAnchors: true,
  targetInPoolAccepted: false,
  smallestRsaBits: 2048,
  refusedHashes: ["md2", "md5", "sha1"],
  refusedHashesAllowedBelowPinnedSigner: true,
  intermediateKeyPurposesCount: true,
  commonNameAsServerName: false,
  dnsConstraintWithLeadingDot: "malformed",
  missingCrl: "fails-for-target",
  contentRules: "web-pki",
};

/**
 * Cisco IOS XR. No public document answers these questions for its trustpool. The values are what the
 * certificates in Cisco's own bundles imply, and otherwise what OpenSSL does, on which XR's TLS is built:
 * - bundles hold intermediates (HydrantID SSL ICA G2) beside roots, so these must be able to anchor a path;
 * - bundles hold RSA keys of 1024 bits and SHA-1 signatures, so these must be acceptable;
 * - that an anchor's expiry counts is OpenSSL's behaviour; not confirmed on a device.
 */
export const iosXrPlatform: PlatformPolicy = {
  name: "Cisco IOS XR",
  anchorExpiryCounts: true,
  anchorConstraintsCount: true,
  intermediateInPoolAnchors: true,
  targetInPoolAccepted: true,
  smallestRsaBits: 1024,
  refusedHashes: ["md2", "md5"],
  refusedHashesAllowedBelowPinnedSigner: true,
  intermediateKeyPurposesCount: true,
  commonNameAsServerName: true,
  dnsConstraintWithLeadingDot: "hosts-below",
  missingCrl: "fails-for-target",
  contentRules: "none",
};
