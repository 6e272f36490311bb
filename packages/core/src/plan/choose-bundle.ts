/** Of the bundles that were found and verified, the one that the plan uses, or why none can be. */
import type { DeviceEvidence, Evidence, PoolLabel } from "../evidence/evidence.js";
import { ifKnown } from "../evidence/known.js";
import type { FieldNotice } from "../notice/notice.js";
import type { BundleOffer, VerifiedOffer } from "./bundle-offer.js";
import { lostBy, newerThan } from "./earlier-import.js";
import type { HoldReason } from "./hold-reason.js";

export type BundleChoice = { readonly offer: VerifiedOffer } | { readonly refusal: HoldReason };

/**
 * The smallest that holds every required root, of those that the most devices would accept; one that devices can
 * fetch for themselves before one that they cannot, and one that takes away nothing of what they downloaded before
 * one that does. One plan, one bundle: a device that does not accept it is held back and says so.
 * @param concerned devices that need a remedy.
 */
export function chooseBundle(inputs: ChoiceInputs): BundleChoice {
  const { notice, offers } = inputs;
  const [first] = offers;
  if (!first) throw new Error("a plan is made of at least one offer");
  const verified = offers.filter((one) => one.ok);
  const [best] = bestFirst(
    verified.filter((one) => rootLackingIn(one, notice) === undefined),
    inputs,
  );
  if (best) return { offer: best };
  const lacking = verified[0];
  if (!lacking) return { refusal: first.ok ? unreachable(first) : first.reason };
  const commonName = rootLackingIn(lacking, notice) ?? "";
  return { refusal: { code: "plan/bundle-lacks-root", url: lacking.bundle.url, commonName } };
}

export interface ChoiceInputs {
  readonly notice: FieldNotice;
  readonly offers: readonly BundleOffer[];
  readonly earlier: readonly VerifiedOffer[];
  /** The trust pool of each device that needs a remedy. */
  readonly pools: readonly (readonly PoolLabel[])[];
  /** When the plan is made; ISO 8601. */
  readonly at: string;
}

interface Weight {
  readonly offer: VerifiedOffer;
  /** In how many pools it can be imported. */
  readonly usable: number;
  readonly forDevices: boolean;
  /** From how many pools it takes nothing away. */
  readonly keeps: number;
}

function bestFirst(offers: readonly VerifiedOffer[], inputs: ChoiceInputs): readonly VerifiedOffer[] {
  const { pools, earlier, at } = inputs;
  const atHand = atHandOf(inputs.offers, earlier);
  const weighed = offers.map((offer): Weight => {
    const isUsable = (pool: readonly PoolLabel[]) =>
      acceptsSigner(pool, offer) && newerThan(pool, offer, atHand) === undefined;
    return {
      offer,
      usable: pools.filter(isUsable).length,
      forDevices: isForDevices(offer),
      keeps: pools.filter((pool) => lostBy(offer, pool, at).length === 0).length,
    };
  });
  const current = weighed.filter((one) => !weighed.some((other) => supersedes(other, one)));
  return [...current].sort(better).map(({ offer }) => offer);
}

/** All bundles of which the content is known. */
export function atHandOf(
  offers: readonly BundleOffer[],
  earlier: readonly VerifiedOffer[],
): readonly VerifiedOffer[] {
  return [...offers.filter((one) => one.ok), ...earlier];
}

/** A later version of the same bundle, and no worse for the devices. */
function supersedes(later: Weight, { offer, usable, forDevices }: Weight): boolean {
  const [is, was] = [later.offer.bundle, offer.bundle];
  const isLater = is.name === was.name && (is.signedAt ?? "") > (was.signedAt ?? "");
  return isLater && later.usable >= usable && (later.forDevices || !forDevices);
}

function better(a: Weight, b: Weight): number {
  return (
    b.usable - a.usable ||
    Number(b.forDevices) - Number(a.forDevices) ||
    b.keeps - a.keeps ||
    a.offer.bundle.bytes - b.offer.bundle.bytes
  );
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
