/**
 * What a CA bundle is once opened, and everything that can be wrong with one. The vendor's bundles are CMS in
 * CMS: an outer SignedData whose signer is the bundle signer, around an inner one whose certificates are the
 * trust pool. Certificates of the outer one are transport: they prove the signature and are never imported.
 */

import type { CmsFailure } from "../cms/signed-data.js";
import type { Oid } from "../der/oid.js";
import type { PathFailure } from "../path/failure.js";
import type { CertificateRow, RowFailure } from "../pem/certificate-rows.js";
import type { PemFailure } from "../pem/pem.js";
import type { HashName } from "../x509/algorithm.js";
import type { Certificate } from "../x509/certificate.js";
import type { Sha256Fingerprint } from "../x509/fingerprint.js";

/**
 * - `signed`: certificates inside a signed message, the form that devices import;
 * - `certificates-only`: PKCS#7 with certificates and no signer;
 * - `pem`: certificates one after another in a text.
 */
export type BundleForm = "signed" | "certificates-only" | "pem";

export interface Bundle extends BundleLabel {
  readonly form: BundleForm;
  /** What goes into a pool, in the bundle's order; odd ones are rows like the others. */
  readonly certificates: readonly CertificateRow[];
  /** What travels with the signature. */
  readonly transport: readonly CertificateRow[];
  /** The certificate of the first signer, where it travels along. */
  readonly signer: Certificate | undefined;
}

/** What the signed attributes say about the bundle; proven only when the signature is. */
export interface BundleLabel {
  /** Such as `Trusted Core Bundle`. */
  readonly name: string | undefined;
  /** Such as `10`. */
  readonly version: string | undefined;
  readonly signedAt: Date | undefined;
}

/** A bundle whose signature was verified up to a pinned root. */
export interface VerifiedBundle extends Bundle {
  readonly form: "signed";
  /** From the signer's own certificate to the pinned root, both included. */
  readonly signerChain: readonly Certificate[];
  readonly signerRootSha256: Sha256Fingerprint;
}

export type BundleFailure =
  | { readonly code: "bundle/too-large"; readonly bytes: number; readonly limit: number }
  | { readonly code: "bundle/not-cms"; readonly because: CmsFailure | PemFailure | RowFailure }
  | { readonly code: "bundle/trailing-data"; readonly offset: number }
  | { readonly code: "bundle/content-not-certificates"; readonly because: CmsFailure | undefined }
  | { readonly code: "bundle/empty" }
  | { readonly code: "bundle/no-signer"; readonly form: BundleForm }
  | { readonly code: "bundle/signer-certificate-missing" }
  | { readonly code: "bundle/transport-certificate-defective"; readonly row: CertificateRow }
  | { readonly code: "bundle/transport-list-defective"; readonly index: number }
  | {
      readonly code: "bundle/signed-attribute-invalid";
      readonly attribute: Oid;
      readonly problem: AttributeProblem;
    }
  | { readonly code: "bundle/algorithm-not-supported"; readonly algorithm: Oid }
  | { readonly code: "bundle/digest-not-allowed"; readonly digest: HashName }
  | { readonly code: "bundle/digest-mismatch" }
  | { readonly code: "bundle/signature-invalid" }
  | { readonly code: "bundle/signing-time-unknown" }
  | {
      readonly code: "bundle/signer-not-pinned";
      /** Name of the root that the signer claims, as `signerRootOf` finds it. */
      readonly chainsTo: string;
      /** Its SHA-256, where the bundle carries it. */
      readonly rootSha256: Sha256Fingerprint | undefined;
      readonly pinned: readonly Sha256Fingerprint[];
    }
  | { readonly code: "bundle/signer-chain-invalid"; readonly because: PathFailure };

export type AttributeProblem = "missing" | "repeated" | "unreadable" | "differs-from-content";
