/**
 * What the controller itself finds at the URL from which the devices are to import: fetched, verified
 * up to a signer root that the notice accepts, and its content listed. Whether it helps is the plan's.
 */
import { createHash } from "node:crypto";
import type { BundleOffer, FieldNotice, RecheckBundle } from "@reroot/core";
import { certificatesIn, verifyBundle } from "@reroot/pki";
import { Refusal } from "../refusal.js";
import { bundlePlaces } from "./bundle-places.js";
import type { Fetched } from "./fetch-file.js";
import { signerPins } from "./signer-pins.js";

export type FetchFrom = (url: string) => Promise<Fetched>;

/** The bundle at the address that the notice gives. */
export async function offerBundle(notice: FieldNotice, fetchFrom: FetchFrom): Promise<BundleOffer> {
  return offerAt(defaultBundleUrl(notice), notice, fetchFrom);
}

/**
 * Every bundle that the vendor publishes for this kind of device, each file once: core, intersect and union, at
 * the notice's location and at the one in use since. The one at the notice's own address comes first, as it is;
 * of the others only those that can be used.
 */
export async function offerBundles(
  notice: FieldNotice,
  fetchFrom: FetchFrom,
): Promise<readonly [BundleOffer, ...BundleOffer[]]> {
  const [own = defaultBundleUrl(notice), ...others] = bundlePlaces(notice);
  const first = await offerAt(own, notice, fetchFrom);
  const seen = new Set(first.ok ? [first.bundle.sha256] : []);
  const further: BundleOffer[] = [];
  for (const offer of await Promise.all(others.map((url) => offerAt(url, notice, fetchFrom)))) {
    if (!offer.ok || seen.has(offer.bundle.sha256)) continue;
    seen.add(offer.bundle.sha256);
    further.push(offer);
  }
  return [first, ...further];
}

async function offerAt(url: string, notice: FieldNotice, fetchFrom: FetchFrom): Promise<BundleOffer> {
  const fetched = await fetchFrom(url);
  if (!fetched.ok)
    return { ok: false, reason: { code: "plan/bundle-unavailable", url, detail: fetched.detail } };
  const verified = verifyBundle(fetched.bytes, signerPins(notice));
  if (!verified.ok) {
    return { ok: false, reason: { code: "plan/bundle-refused", url, failure: verified.failure.code } };
  }
  const {
    name = "unnamed",
    version = "unknown",
    signerRootSha256,
    signerChain,
    certificates,
    signedAt,
  } = verified.value;
  return {
    ok: true,
    bundle: {
      name,
      version,
      url,
      bytes: fetched.bytes.length,
      sha256: sha256Of(fetched.bytes),
      md5: createHash("md5").update(fetched.bytes).digest("hex"),
      signerRootSha256,
      ...(signedAt && { signedAt: signedAt.toISOString() }),
      certificates: certificatesIn(certificates).map(({ sha256, sha1 }) => ({ sha256, sha1 })),
    },
    signerRootSha1: signerChain.at(-1)?.sha1 ?? "",
  };
}

/** What the URL serves now, for comparing it with an approved plan's bundle. */
export async function recheckBundle(url: string, fetchFrom: FetchFrom): ReturnType<RecheckBundle> {
  const fetched = await fetchFrom(url);
  return fetched.ok ? { sha256: sha256Of(fetched.bytes) } : { unavailable: fetched.detail };
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").toUpperCase();
}

/** @throws {Refusal} when the notice offers no remedy that this version can carry out. */
function defaultBundleUrl(notice: FieldNotice): string {
  const url = notice.remedies.find(({ id }) => id === "import-from-default-url")?.bundleUrl;
  if (url) return url;
  throw new Refusal({
    sentence: `The notice ${notice.id} offers no import from a default URL, and other remedies cannot be planned yet.`,
    advice: "Audit it all the same: `reroot audit`.",
  });
}
