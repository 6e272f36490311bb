/**
 * What changes between two sets of CA certificates: two bundles, or a pool and the bundle that would be
 * imported into it. Certificates are compared by SHA-256; the same subject and key under another certificate
 * is a change, not a loss and a gain.
 */

import { toHex } from "../der/hex.js";
import { certificatesIn } from "../pem/certificate-rows.js";
import type { LabelledEntry } from "../pool/entry.js";
import { knownCertificates, type TrustPool, unresolvedEntries } from "../pool/trust-pool.js";
import type { Certificate } from "../x509/certificate.js";
import { nameKey } from "../x509/name.js";
import type { Bundle } from "./bundle.js";

export interface CertificateDiff {
  /** In `after` only. */
  readonly added: readonly Certificate[];
  /** In `before` only. For a pool and a bundle: what the bundle does not bring; imports on some platforms keep it. */
  readonly removed: readonly Certificate[];
  /** Same subject and public key, another certificate. */
  readonly changed: readonly { readonly before: Certificate; readonly after: Certificate }[];
  readonly kept: readonly Certificate[];
  /** Of `after`: no longer valid when asked, earliest first. */
  readonly expired: readonly Certificate[];
  /** Of `after`: valid when asked and no longer so within the horizon, earliest first. */
  readonly expiring: readonly Certificate[];
  /** Entries of a pool in `before` known only by their labels: each may or may not be among those added. */
  readonly unresolved: readonly LabelledEntry[];
}

export interface ExpiryHorizon {
  readonly at: Date;
  readonly days: number;
}

export function diffCertificates(
  before: Bundle | TrustPool,
  after: Bundle | TrustPool,
  horizon: ExpiryHorizon,
): CertificateDiff {
  const old = indexed(before);
  const fresh = indexed(after);
  const gone = new Map<string, Certificate[]>();
  for (const certificate of old.values()) {
    if (fresh.has(certificate.sha256)) continue;
    const key = subjectAndKey(certificate);
    const alike = gone.get(key);
    if (alike) alike.push(certificate);
    else gone.set(key, [certificate]);
  }
  const added: Certificate[] = [];
  const changed: { before: Certificate; after: Certificate }[] = [];
  for (const certificate of fresh.values()) {
    if (old.has(certificate.sha256)) continue;
    const replaced = gone.get(subjectAndKey(certificate))?.pop();
    if (replaced) changed.push({ before: replaced, after: certificate });
    else added.push(certificate);
  }
  const kept = [...fresh.values()].filter((certificate) => old.has(certificate.sha256));
  const unresolved = "entries" in before ? unresolvedEntries(before) : [];
  return {
    added,
    removed: [...gone.values()].flat(),
    changed,
    kept,
    ...expiries(fresh, horizon),
    unresolved,
  };
}

const DAY = 86_400_000;

function expiries(
  among: ReadonlyMap<string, Certificate>,
  { at, days }: ExpiryHorizon,
): Pick<CertificateDiff, "expired" | "expiring"> {
  const byDate = [...among.values()].sort(
    (left, right) => left.notAfter.getTime() - right.notAfter.getTime(),
  );
  const until = at.getTime() + days * DAY;
  return {
    expired: byDate.filter(({ notAfter }) => notAfter < at),
    expiring: byDate.filter(({ notAfter }) => notAfter >= at && notAfter.getTime() < until),
  };
}

function indexed(source: Bundle | TrustPool): Map<string, Certificate> {
  const certificates = "entries" in source ? knownCertificates(source) : certificatesIn(source.certificates);
  return new Map(certificates.map((certificate) => [certificate.sha256, certificate]));
}

function subjectAndKey(certificate: Certificate): string {
  return `${nameKey(certificate.subject)}\n${toHex(certificate.publicKey.der)}`;
}
