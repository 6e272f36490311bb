/** The certificates that notices bring along, as the trust engine reads them. */
import type { FieldNotice } from "@reroot/core";
import {
  type Certificate,
  certificatesIn,
  parseSha256,
  readCertificates,
  type SoughtRoot,
} from "@reroot/pki";

/** Every certificate of the notice: roots of all roles, and those under which bundles are signed. */
export function certificatesOfNotice(notice: FieldNotice): readonly Certificate[] {
  const { retiredRoots, requiredRoots, otherRoots, signerRoots } = notice;
  return [...retiredRoots, ...requiredRoots, ...otherRoots, ...signerRoots].flatMap(certificateOf);
}

/** A root of the notice as something that a pool can be asked for. */
export function soughtRoot(root: FieldNotice["requiredRoots"][number]): SoughtRoot {
  const sha256 = parseSha256(root.sha256);
  if (!sha256.ok) throw new Error(`a notice was read with a fingerprint that is none: ${root.sha256}`);
  const [certificate] = certificateOf(root);
  return { sha256: sha256.value, ...(certificate && { certificate }) };
}

function certificateOf({ pem }: { readonly pem: string | null }): readonly Certificate[] {
  const rows = pem === null ? undefined : readCertificates(pem);
  return rows?.ok ? certificatesIn(rows.value) : [];
}
