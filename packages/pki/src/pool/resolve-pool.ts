/** Turns printed labels into certificates where a catalogue knows them, and leaves them labels where not. */
import type { Certificate } from "../x509/certificate.js";
import { parseSha1 } from "../x509/fingerprint.js";
import type { Catalogue } from "./catalogue.js";
import type { PoolEntry, PoolLabel, UnresolvedLabel } from "./entry.js";
import { contradiction } from "./label-match.js";
import { type TrustPool, trustPool } from "./trust-pool.js";

/**
 * Resolves entries by SHA-1 fingerprint, cross-checked with the serial and dates that the device printed. An
 * entry that cannot be resolved stays a label with the reason; nothing is guessed from a subject.
 */
export function resolvePool(entries: readonly PoolEntry[], catalogue: Catalogue): TrustPool {
  return trustPool(
    entries.map((entry) => (entry.kind === "label" ? resolveEntry(entry.label, catalogue) : entry)),
  );
}

function resolveEntry(label: PoolLabel, catalogue: Catalogue): PoolEntry {
  const found = findCertificate(label, catalogue);
  return "code" in found
    ? { kind: "label", label, unresolved: found }
    : { kind: "certificate", certificate: found, set: label.set };
}

function findCertificate(label: PoolLabel, catalogue: Catalogue): Certificate | UnresolvedLabel {
  if (label.sha1 === undefined) return { code: "label/no-fingerprint" };
  const sha1 = parseSha1(label.sha1);
  if (!sha1.ok) return { code: "label/fingerprint-unreadable", text: label.sha1 };
  const certificate = catalogue.bySha1(sha1.value);
  if (!certificate) return { code: "label/not-in-catalogue" };
  const field = contradiction(label, certificate);
  return field ? { code: "label/contradicts-certificate", field, sha256: certificate.sha256 } : certificate;
}
