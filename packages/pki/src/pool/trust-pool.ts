/**
 * A trust pool: the CA certificates that a device trusts, each either known in full or known only by what the
 * device printed. It does not know which device it belongs to, nor what any notice requires.
 */
import { createHash } from "node:crypto";
import type { Certificate } from "../x509/certificate.js";
import type { Sha256Fingerprint } from "../x509/fingerprint.js";
import type { LabelledEntry, PoolEntry } from "./entry.js";
import { labelMayBe } from "./label-match.js";

export interface TrustPool {
  readonly entries: readonly PoolEntry[];
  /** SHA-256 of the content, lower-case hexadecimal: equal for pools that hold the same, in whatever order. */
  readonly digest: string;
}

export function trustPool(entries: readonly PoolEntry[]): TrustPool {
  return { entries, digest: digestOf(entries) };
}

/** A pool of certificates that are all known in full. */
export function poolOf(certificates: readonly Certificate[]): TrustPool {
  return trustPool(certificates.map((certificate) => ({ kind: "certificate", certificate })));
}

export function knownCertificates(pool: TrustPool): Certificate[] {
  return pool.entries.flatMap((entry) => (entry.kind === "certificate" ? [entry.certificate] : []));
}

export function unresolvedEntries(pool: TrustPool): LabelledEntry[] {
  return pool.entries.filter((entry) => entry.kind === "label");
}

export interface SoughtRoot {
  readonly sha256: Sha256Fingerprint;
  /** Where the certificate is at hand, labels that cannot be it are told apart from those that might. */
  readonly certificate?: Certificate | undefined;
}

/**
 * Whether the pool holds this root. `undetermined` when it is not among the certificates known in full and a
 * label that could not be resolved might be it.
 */
export function poolHolds(pool: TrustPool, root: SoughtRoot): "held" | "absent" | "undetermined" {
  let answer: "absent" | "undetermined" = "absent";
  for (const entry of pool.entries) {
    if (entry.kind === "certificate") {
      if (entry.certificate.sha256 === root.sha256) return "held";
    } else if (!root.certificate || labelMayBe(entry.label, root.certificate)) {
      answer = "undetermined";
    }
  }
  return answer;
}

function digestOf(entries: readonly PoolEntry[]): string {
  const lines = [...new Set(entries.map(identityOf))].sort();
  return createHash("sha256").update(JSON.stringify(lines)).digest("hex");
}

function identityOf(entry: PoolEntry): string {
  if (entry.kind === "certificate")
    return JSON.stringify([entry.set ?? "", "certificate", entry.certificate.sha256]);
  const {
    set = "",
    subject,
    issuer = "",
    serial = "",
    sha1 = "",
    notBefore = "",
    notAfter = "",
  } = entry.label;
  return JSON.stringify([set, "label", subject, issuer, digits(serial), digits(sha1), notBefore, notAfter]);
}

function digits(hexadecimal: string): string {
  return hexadecimal.replace(/[:\s]/g, "").toUpperCase();
}
