/**
 * Certificates known in full, to be found by the SHA-1 that devices print. A match says which certificate an
 * entry is; it says nothing about trust.
 */
import type { Certificate } from "../x509/certificate.js";
import type { Sha1Fingerprint, Sha256Fingerprint } from "../x509/fingerprint.js";

export interface Catalogue {
  /** Undefined when no certificate has this SHA-1, or, which would be a collision, when two have. */
  bySha1(sha1: Sha1Fingerprint): Certificate | undefined;
  bySha256(sha256: Sha256Fingerprint): Certificate | undefined;
  readonly size: number;
}

/** A catalogue of all these certificates; the same certificate from several sources counts once. */
export function catalogueOf(...sources: readonly (readonly Certificate[])[]): Catalogue {
  const bySha256 = new Map<Sha256Fingerprint, Certificate>();
  const bySha1 = new Map<Sha1Fingerprint, Certificate | undefined>();
  for (const certificate of sources.flat()) {
    if (bySha256.has(certificate.sha256)) continue;
    bySha256.set(certificate.sha256, certificate);
    bySha1.set(certificate.sha1, bySha1.has(certificate.sha1) ? undefined : certificate);
  }
  return {
    bySha1: (sha1) => bySha1.get(sha1),
    bySha256: (sha256) => bySha256.get(sha256),
    size: bySha256.size,
  };
}
