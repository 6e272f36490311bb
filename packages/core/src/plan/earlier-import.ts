/**
 * What a device tells of the bundle that it imported last: no name and no version, only the certificates that were
 * downloaded. So a bundle counts as older only where a certificate, or a bundle that is at hand, shows it; what is
 * merely not in the bundle is told to whoever approves.
 */
import type { PoolLabel } from "../evidence/evidence.js";
import type { VerifiedOffer } from "./bundle-offer.js";
import type { HoldReason } from "./hold-reason.js";

export function downloadedIn(labels: readonly PoolLabel[]): readonly PoolLabel[] {
  return labels.filter(({ set }) => set === "Downloaded");
}

/** Whether exactly the certificates of this bundle were downloaded. */
export function isWhatWasImported(downloaded: readonly PoolLabel[], { bundle }: VerifiedOffer): boolean {
  const inBundle = sha1sOf(bundle.certificates);
  return downloaded.every(({ sha1 }) => inBundle.has(sha1)) && sha1sOf(downloaded).size === inBundle.size;
}

/** Downloaded, valid at this moment (ISO 8601), and not in the bundle: an import that replaces them takes them away. */
export function lostBy(
  { bundle }: VerifiedOffer,
  labels: readonly PoolLabel[],
  at: string,
): readonly PoolLabel[] {
  const inBundle = sha1sOf(bundle.certificates);
  return downloadedIn(labels).filter(({ sha1, notAfter }) => !inBundle.has(sha1) && at <= notAfter);
}

/**
 * Why the device has a newer one: it downloaded a certificate that did not exist yet when this one was signed, or one
 * that only a later version of this one holds, or exactly what a bundle holds that was signed later.
 * @param atHand bundles that were fetched or given.
 */
export function newerThan(
  labels: readonly PoolLabel[],
  { bundle }: VerifiedOffer,
  atHand: readonly VerifiedOffer[],
): HoldReason | undefined {
  const { signedAt, name } = bundle;
  if (signedAt === undefined) return undefined;
  const downloaded = downloadedIn(labels);
  const known = sha1sOf(bundle.certificates);
  const further = downloaded.filter(({ sha1 }) => !known.has(sha1));
  const younger = further.find(({ notBefore }) => notBefore > signedAt);
  if (younger) {
    const { subject, notBefore } = younger;
    return { code: "plan/bundle-older-than-pool", subject, notBefore, signedAt };
  }
  const later = atHand.filter((one) => (one.bundle.signedAt ?? "") > signedAt);
  const imported = later.find(
    (one) =>
      isWhatWasImported(downloaded, one) ||
      (one.bundle.name === name && further.some(({ sha1 }) => sha1sOf(one.bundle.certificates).has(sha1))),
  );
  if (!imported) return undefined;
  const has = { name: imported.bundle.name, version: imported.bundle.version };
  return { code: "plan/bundle-older-than-imported", ...has, signedAt: imported.bundle.signedAt ?? "" };
}

function sha1sOf(certificates: readonly { readonly sha1: string }[]): ReadonlySet<string> {
  return new Set(certificates.map(({ sha1 }) => sha1));
}
