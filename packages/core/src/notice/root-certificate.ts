/**
 * A root's certificate in the notice's terms: the names, dates and fingerprints that its PEM text shows.
 * Does not judge it: whether anything validates under it is the trust engine's.
 */
import { type Certificate, certificatesIn, formatName, readCertificates } from "@reroot/pki";
import type { OtherRoot } from "./notice.js";

/** What can be read off the certificate itself. */
export type CertificateFacts = Pick<
  OtherRoot,
  "commonName" | "subject" | "serial" | "notBefore" | "notAfter" | "sha1" | "sha256"
>;

/** null unless the text holds exactly one certificate that can be read. */
export function certificateFacts(pem: string): CertificateFacts | null {
  const rows = readCertificates(pem);
  const [certificate, ...more] = rows.ok ? certificatesIn(rows.value) : [];
  if (!rows.ok || !certificate || more.length > 0 || rows.value.length !== 1) return null;
  return {
    commonName: commonNameOf(certificate),
    subject: subjectAsPrinted(certificate),
    serial: certificate.serial.replace(/^00(?=.)/, ""),
    notBefore: momentOf(certificate.notBefore),
    notAfter: momentOf(certificate.notAfter),
    sha1: certificate.sha1,
    sha256: certificate.sha256,
  };
}

const COMMON_NAME = "2.5.4.3";

function commonNameOf({ subject }: Certificate): string | null {
  return subject.rdns.flat().findLast(({ type }) => type === COMMON_NAME)?.value ?? null;
}

/** IOS XR prints the relative names last to first, a comma inside a value escaped by a backslash. */
function subjectAsPrinted({ subject }: Certificate): string {
  return formatName(subject)
    .split(/(?<!\\),/)
    .reverse()
    .join(",");
}

function momentOf(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
