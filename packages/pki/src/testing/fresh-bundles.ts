/** A bundle signer under a throw-away root, as the vendor's signer stands under its own. */

import { type Certificate, readCertificate } from "../x509/certificate.js";
import { pem } from "./der-writer.js";
import {
  type CertificateOrder,
  type IssuedCertificate,
  issueCertificate,
  rsaKeys,
} from "./issue-certificate.js";
import { type BundleOrder, signBundle } from "./sign-bundle.js";

export interface FreshSigner {
  readonly root: IssuedCertificate;
  readonly signer: IssuedCertificate;
  readonly rootCertificate: Certificate;
  readonly rootPem: string;
  /** Signs a bundle of these certificates; anything about it can be ordered otherwise. */
  sign(order: Partial<BundleOrder> & Pick<BundleOrder, "certificates">): Uint8Array;
}

export const SIGNED_AT = new Date("2024-03-01T12:00:00Z");

/** RSA keys and SHA-1 certificates as the vendor's, unless ordered otherwise. */
export function freshSigner(
  order: { readonly root?: Partial<CertificateOrder>; readonly signer?: Partial<CertificateOrder> } = {},
): FreshSigner {
  const root = issueCertificate({
    subject: "O=Fresh, CN=Fresh Bundle Root",
    keys: rsaKeys(0),
    scheme: "rsa-sha1",
    ...order.root,
  });
  const signer = issueCertificate({
    subject: "O=Fresh, OU=Bundle Signing, CN=Fresh Signer",
    issuer: root,
    keys: rsaKeys(1),
    scheme: "rsa-sha1",
    role: "end-entity",
    ...order.signer,
  });
  const usual = {
    signer,
    signerIssuerSubject: root.subject,
    transport: [signer.der, root.der],
    name: "Fresh Bundle",
    version: "7",
    signedAt: SIGNED_AT,
  };
  return {
    root,
    signer,
    rootCertificate: asCertificate(root),
    rootPem: pem("CERTIFICATE", root.der),
    sign: (asked) => signBundle({ ...usual, ...asked }),
  };
}

export function asCertificate(issued: { readonly der: Uint8Array }): Certificate {
  const read = readCertificate(issued.der);
  if (!read.ok) throw new Error(`the test's own certificate cannot be read: ${read.failure.code}`);
  return read.value;
}
