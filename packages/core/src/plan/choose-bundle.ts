/** Of the bundles that were found and verified, the one that the plan uses, or why none can be. */
import type { DeviceEvidence, Evidence, PoolLabel } from "../evidence/evidence.js";
import { ifKnown } from "../evidence/known.js";
import type { FieldNotice } from "../notice/notice.js";
import type { BundleOffer, VerifiedOffer } from "./bundle-offer.js";
import type { HoldReason } from "./hold-reason.js";

export type BundleChoice = { readonly offer: VerifiedOffer } | { readonly refusal: HoldReason };

/**
 * The smallest that holds every required root, of those that the most devices would accept; one that devices
 * can fetch for themselves before one that they cannot. One plan, one bundle: a device that does not accept it
 * is held back and says so.
 * @param concerned devices that need a remedy.
 */
export function chooseBundle(
  notice: FieldNotice,
  offers: readonly BundleOffer[],
  concerned: readonly DeviceEvidence[],
  evidence: Evidence,
): BundleChoice {
  const [first] = offers;
  if (!first) throw new Error("a plan is made of at least one offer");
  const verified = offers.filter((one) => one.ok);
  const [best] = verified.filter((one) => rootLackingIn(one, notice) === undefined).sort(better);
  if (best) return { offer: best };
  const lacking = verified[0];
  if (!lacking) return { refusal: first.ok ? unreachable(first) : first.reason };
  const commonName = rootLackingIn(lacking, notice) ?? "";
  return { refusal: { code: "plan/bundle-lacks-root", url: lacking.bundle.url, commonName } };

  function better(a: VerifiedOffer, b: VerifiedOffer): number {
    return (
      acceptedBy(b) - acceptedBy(a) ||
      Number(isForDevices(b)) - Number(isForDevices(a)) ||
      a.bundle.bytes - b.bundle.bytes
    );
  }
  function acceptedBy(offer: VerifiedOffer): number {
    return concerned.filter((one) => acceptsSigner(poolOf(evidence, one), offer)).length;
  }
}

/** Over https a device would need a root for the very server. */
function isForDevices({ bundle }: VerifiedOffer): boolean {
  return /^http:/i.test(bundle.url);
}

function unreachable(offer: BundleOffer): never {
  throw new Error(`an offer that is verified is among the verified: ${JSON.stringify(offer).slice(0, 80)}`);
}

function rootLackingIn({ bundle }: VerifiedOffer, { requiredRoots }: FieldNotice): string | undefined {
  const held = new Set(bundle.certificates.map(({ sha256 }) => sha256));
  return requiredRoots.find((root) => !held.has(root.sha256))?.commonName;
}

export function acceptsSigner(labels: readonly PoolLabel[], { signerRootSha1 }: VerifiedOffer): boolean {
  return labels.some(({ sha1 }) => sha1 === signerRootSha1);
}

export function poolOf(evidence: Evidence, { facts }: DeviceEvidence): readonly PoolLabel[] {
  const digest = ifKnown(facts.trustPool);
  return (digest !== undefined && evidence.pools[digest]) || [];
}

/** A downloaded certificate that is younger than the bundle came with a newer one. */
export function newerThan(labels: readonly PoolLabel[], { bundle }: VerifiedOffer): HoldReason | undefined {
  const { signedAt } = bundle;
  if (signedAt === undefined) return undefined;
  const known = new Set(bundle.certificates.map(({ sha1 }) => sha1));
  const younger = labels.find(
    ({ set, sha1, notBefore }) => set === "Downloaded" && !known.has(sha1) && notBefore > signedAt,
  );
  if (!younger) return undefined;
  const { subject, notBefore } = younger;
  return { code: "plan/bundle-older-than-pool", subject, notBefore, signedAt };
}
