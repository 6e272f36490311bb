/**
 * What is unusual about the certificates of a bundle or pool, for a reader to see: none of it keeps a bundle
 * from being opened, and genuine bundles hold examples of nearly every kind.
 */
import { type CertificateRow, certificatesIn } from "../pem/certificate-rows.js";
import type { Certificate, CertificateDefect } from "../x509/certificate.js";
import { nameKey, sameName } from "../x509/name.js";
import { checkIssuedBy } from "../x509/signature.js";

export type Oddity =
  | CertificateDefect
  | { readonly code: "oddity/old-version"; readonly version: 1 | 2 }
  | { readonly code: "oddity/small-rsa-key"; readonly bits: number }
  | { readonly code: "oddity/not-yet-valid"; readonly notBefore: Date }
  | { readonly code: "oddity/expired"; readonly notAfter: Date }
  | { readonly code: "oddity/intermediate" }
  | { readonly code: "oddity/self-signature-invalid" }
  | { readonly code: "oddity/repeated" }
  /** So many other certificates have the same subject. */
  | { readonly code: "oddity/subject-shared"; readonly others: number };

/** For each certificate with anything unusual at that date, in the order of the rows, what it is. */
export function oddities(rows: readonly CertificateRow[], at: Date): Map<Certificate, readonly Oddity[]> {
  const certificates = certificatesIn(rows);
  const copies = countBy(certificates, ({ sha256 }) => sha256);
  const distinct = [
    ...new Map(certificates.map((certificate) => [certificate.sha256, certificate])).values(),
  ];
  const sharing = countBy(distinct, ({ subject }) => nameKey(subject));
  const found = new Map<Certificate, readonly Oddity[]>();
  for (const certificate of certificates) {
    const odd: Oddity[] = [...certificate.defects, ...ofItself(certificate, at)];
    if (copies.get(certificate.sha256)! > 1) odd.push({ code: "oddity/repeated" });
    const others = sharing.get(nameKey(certificate.subject))! - 1;
    if (others > 0) odd.push({ code: "oddity/subject-shared", others });
    if (odd.length > 0) found.set(certificate, odd);
  }
  return found;
}

function ofItself(certificate: Certificate, at: Date): Oddity[] {
  const { version, publicKey, notBefore, notAfter } = certificate;
  const odd: Oddity[] = [];
  if (version !== 3) odd.push({ code: "oddity/old-version", version });
  if (publicKey.kind === "rsa" && publicKey.bits !== undefined && publicKey.bits < 2048) {
    odd.push({ code: "oddity/small-rsa-key", bits: publicKey.bits });
  }
  if (at < notBefore) odd.push({ code: "oddity/not-yet-valid", notBefore });
  if (at > notAfter) odd.push({ code: "oddity/expired", notAfter });
  if (!sameName(certificate.issuer, certificate.subject)) odd.push({ code: "oddity/intermediate" });
  else if (checkIssuedBy(certificate, certificate) !== "valid")
    odd.push({ code: "oddity/self-signature-invalid" });
  return odd;
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}
