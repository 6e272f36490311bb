/**
 * A notice with the certificates that it names, each checked against what the notice says of it.
 * Does not know where the files lie: the caller hands over their text.
 */
import { failed, type Result, success } from "@reroot/pki";
import type { FieldNotice, OtherRoot, SignerRoot } from "./notice.js";
import { type CertificateFacts, certificateFacts } from "./root-certificate.js";

export type AttachFailure =
  | { readonly code: "notice/certificate-missing"; readonly file: string }
  | { readonly code: "notice/certificate-unreadable"; readonly file: string }
  | {
      readonly code: "notice/certificate-differs";
      readonly file: string;
      readonly field: keyof CertificateFacts;
      readonly inNotice: string | null;
      readonly inCertificate: string | null;
    };

/** @param readText gives the text of a file named in the notice, relative to its folder; undefined if absent. */
export function attachCertificates(
  notice: FieldNotice,
  readText: (file: string) => string | undefined,
): Result<FieldNotice, AttachFailure> {
  const attached: { pem: string; file: string }[] = [];
  const roots = [
    ...notice.retiredRoots,
    ...notice.requiredRoots,
    ...notice.otherRoots,
    ...notice.signerRoots,
  ];
  for (const root of roots) {
    if (root.file === null) continue;
    const pem = readText(root.file);
    if (pem === undefined) return failed({ code: "notice/certificate-missing", file: root.file });
    const failure = difference(root, root.file, pem);
    if (failure) return failed(failure);
    attached.push({ pem, file: root.file });
  }
  const withPem = <Root extends OtherRoot | SignerRoot>(root: Root): Root => ({
    ...root,
    pem: attached.find(({ file }) => file === root.file)?.pem ?? root.pem,
  });
  return success({
    ...notice,
    retiredRoots: notice.retiredRoots.map(withPem),
    requiredRoots: notice.requiredRoots.map(withPem),
    otherRoots: notice.otherRoots.map(withPem),
    signerRoots: notice.signerRoots.map(withPem),
  });
}

function difference(root: OtherRoot | SignerRoot, file: string, pem: string): AttachFailure | null {
  const facts = certificateFacts(pem);
  if (!facts) return { code: "notice/certificate-unreadable", file };
  const stated: Partial<CertificateFacts> =
    "name" in root ? { sha256: root.sha256, sha1: root.sha1 ?? facts.sha1, commonName: root.name } : root;
  const field = FACTS.find((name) => stated[name] !== undefined && stated[name] !== facts[name]);
  if (!field) return null;
  const code = "notice/certificate-differs";
  return { code, file, field, inNotice: stated[field] ?? null, inCertificate: facts[field] };
}

const FACTS = ["sha256", "sha1", "commonName", "subject", "serial", "notBefore", "notAfter"] as const;
