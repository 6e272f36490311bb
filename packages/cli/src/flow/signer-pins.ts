/** The roots under which a notice accepts a bundle's signer, as the verification wants them. */
import type { FieldNotice } from "@reroot/core";
import { type BundleVerification, certificatesIn, parseSha256, readCertificates } from "@reroot/pki";

export function signerPins(notice: FieldNotice): BundleVerification {
  return {
    signerRoots: notice.signerRoots.map(({ sha256 }) => {
      const pin = parseSha256(sha256);
      if (!pin.ok)
        throw new Error(`the notice ${notice.id} was read with a fingerprint that is none: ${sha256}`);
      return pin.value;
    }),
    rootCertificates: notice.signerRoots.flatMap(({ pem }) => {
      const rows = pem === null ? undefined : readCertificates(new TextEncoder().encode(pem));
      return rows?.ok ? certificatesIn(rows.value) : [];
    }),
  };
}
