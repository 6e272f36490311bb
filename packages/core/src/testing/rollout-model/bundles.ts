/** The bundles of the model, and where they are to be had. */
import type { VerifiedOffer } from "../../plan/bundle-offer.js";
import { filePath } from "../../plan/lines.js";
import type { PlannedBundle } from "../../plan/plan.js";

export const REQUIRED_ROOT = { sha256: "A".repeat(64), sha1: "B".repeat(40) };
export const DEFAULT_URL = "http://bundles.example/ios.p7b";
export const MIRROR_URL = "http://192.0.2.9/reroot/ios.p7b";
/** SHA-1 of a certificate that no approved bundle holds. */
export const FOREIGN = "F".repeat(40);

const approved = bundle("C", DEFAULT_URL, [REQUIRED_ROOT, { sha256: "2".repeat(64), sha1: "2".repeat(40) }]);
const earlier = bundle("E", "http://bundles.example/older.p7b", [
  { sha256: "3".repeat(64), sha1: "3".repeat(40) },
]);

export const BUNDLES = {
  approved,
  earlier,
  /** Everywhere that an import can name; the mirror serves what was approved. */
  all: [approved, { ...approved, url: MIRROR_URL }, earlier].map((one) => ({ ...one, path: filePath(one) })),
};

export function certificatesOf({ certificates }: PlannedBundle): readonly string[] {
  return certificates.map(({ sha1 }) => sha1);
}

export function offerOf(one: PlannedBundle): VerifiedOffer {
  return { ok: true, bundle: one, signerRootSha1: "D".repeat(40) };
}

function bundle(sign: string, url: string, certificates: PlannedBundle["certificates"]): PlannedBundle {
  return {
    name: `bundle ${sign}`,
    version: "1",
    url,
    bytes: 150_000,
    sha256: sign.repeat(64),
    md5: sign.toLowerCase().repeat(32),
    signerRootSha256: "D".repeat(64),
    certificates,
  };
}
