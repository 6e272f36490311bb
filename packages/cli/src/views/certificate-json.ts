/** One certificate, or the row of one that cannot be read, as `--json` shows it. */
import { type Certificate, type CertificateRow, formatName } from "@reroot/pki";

export function rowAsJson(row: CertificateRow) {
  if (row.kind === "defective") return { where: row.where, failure: row.failure };
  return certificateAsJson(row.certificate);
}

function certificateAsJson(certificate: Certificate) {
  const { sha256, sha1, subject, issuer, serial, notBefore, notAfter, defects } = certificate;
  return {
    sha256,
    sha1,
    subject: formatName(subject),
    issuer: formatName(issuer),
    serial,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    ...(defects.length > 0 && { defects }),
  };
}
