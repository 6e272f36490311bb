/** One entry of a trust pool: a certificate known in full, or what a device printed of it. */
import type { Certificate } from "../x509/certificate.js";
import type { Sha256Fingerprint } from "../x509/fingerprint.js";

export type PoolEntry = KnownEntry | LabelledEntry;

export interface KnownEntry {
  readonly kind: "certificate";
  readonly certificate: Certificate;
  /** The section in which the device lists it, in the device's word: `Built-In`, `Downloaded`. */
  readonly set?: string | undefined;
}

export interface LabelledEntry {
  readonly kind: "label";
  readonly label: PoolLabel;
  /** Why the label was not resolved; absent while nobody has tried. */
  readonly unresolved?: UnresolvedLabel;
}

/** An entry as a device prints it. What the device does not print is absent. */
export interface PoolLabel {
  readonly set?: string | undefined;
  /** In the device's order and spelling. */
  readonly subject: string;
  readonly issuer?: string | undefined;
  /** Hexadecimal; separators and case do not count. */
  readonly serial?: string | undefined;
  /** Hexadecimal; separators and case do not count. */
  readonly sha1?: string | undefined;
  /** ISO 8601, to the second. */
  readonly notBefore?: string | undefined;
  readonly notAfter?: string | undefined;
}

export type UnresolvedLabel =
  | { readonly code: "label/no-fingerprint" }
  | { readonly code: "label/fingerprint-unreadable"; readonly text: string }
  | { readonly code: "label/not-in-catalogue" }
  | {
      /** The fingerprint is known, and the certificate it belongs to says something else than the device. */
      readonly code: "label/contradicts-certificate";
      readonly field: "serial" | "notBefore" | "notAfter";
      readonly sha256: Sha256Fingerprint;
    };
