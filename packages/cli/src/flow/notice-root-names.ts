/** Names for roots that are known by their fingerprints: by the notice, or by the certificates at hand. */
import type { FieldNotice } from "@reroot/core";
import { type Certificate, formatName } from "@reroot/pki";

export function rootNames(notice: FieldNotice, certificates: readonly Certificate[]) {
  const names = new Map<string, string>(
    certificates.map(({ sha256, subject }) => [sha256, formatName(subject)]),
  );
  for (const { sha256, commonName } of [...notice.retiredRoots, ...notice.requiredRoots]) {
    names.set(sha256, commonName);
  }
  return (sha256: string): string => names.get(sha256) ?? `with SHA-256 ${sha256}`;
}
