/**
 * The bundles that a mirror serves, each verified up to a pinned signer root when it is put here, and the two
 * paths at which it stands: `/NAME/NAME.p7b` as at the vendor's, and by digest. Bytes are copied: what is
 * served later is what was verified.
 */
import { createHash } from "node:crypto";
import { type BundleVerification, failed, type Result, success, verifyBundle } from "@reroot/pki";
import type { MirrorFailure } from "./mirror-failure.js";

export interface OfferedBundle {
  /** The file or URL that it was had from; its name, without the ending, becomes the bundle's. */
  readonly from: string;
  readonly content: Uint8Array;
}

export interface ShelvedBundle {
  readonly name: string;
  /** As the signer calls it, for people. */
  readonly title: string;
  readonly version: string;
  readonly from: string;
  readonly content: Uint8Array;
  /** Uppercase hex. */
  readonly sha256: string;
  readonly md5: string;
  readonly signerRootSha256: string;
  readonly certificates: number;
  /** The paths at which it is served; the first is the one for devices. */
  readonly paths: readonly [string, string];
}

export interface BundleShelf {
  readonly bundles: readonly ShelvedBundle[];
  at(path: string): ShelvedBundle | undefined;
}

/** All of them, or none. */
export function shelve(
  offered: readonly OfferedBundle[],
  verification: BundleVerification,
): Result<BundleShelf, MirrorFailure> {
  const bundles: ShelvedBundle[] = [];
  for (const one of offered) {
    const shelved = verified(one, verification);
    if (!shelved.ok) return shelved;
    const { name, sha256 } = shelved.value;
    const other = bundles.find((earlier) => earlier.name === name);
    if (other && other.sha256 !== sha256) return failed({ code: "mirror/name-taken", name, from: one.from });
    if (!other) bundles.push(shelved.value);
  }
  if (bundles.length === 0) return failed({ code: "mirror/no-bundle" });
  const byPath = new Map(bundles.flatMap((bundle) => bundle.paths.map((path) => [path, bundle] as const)));
  return success({ bundles, at: (path) => byPath.get(path) });
}

function verified(
  { from, content: given }: OfferedBundle,
  verification: BundleVerification,
): Result<ShelvedBundle, MirrorFailure> {
  const content = Uint8Array.from(given);
  const bundle = verifyBundle(content, verification);
  if (!bundle.ok) return failed({ code: "mirror/bundle-refused", from, failure: bundle.failure });
  const name = nameIn(from);
  if (name === undefined) return failed({ code: "mirror/bundle-unnamed", from });
  const sha256 = createHash("sha256").update(content).digest("hex").toUpperCase();
  return success({
    name,
    title: bundle.value.name ?? "unnamed bundle",
    version: bundle.value.version ?? "unknown",
    from,
    content,
    sha256,
    md5: createHash("md5").update(content).digest("hex"),
    signerRootSha256: bundle.value.signerRootSha256,
    certificates: bundle.value.certificates.length,
    paths: [`/${name}/${name}.p7b`, `/sha256/${sha256}.p7b`],
  });
}

/** `ios` for `http://.../trs/ios.p7b` and for `/srv/bundles/ios.p7b`. No name may look like the folder of digests. */
function nameIn(from: string): string | undefined {
  const path = URL.canParse(from) ? new URL(from).pathname : from;
  const file = path.split(/[/\\]/).at(-1) ?? "";
  const name = file.replace(/\.p7[bc]$/i, "");
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name) && name !== "sha256" ? name : undefined;
}
