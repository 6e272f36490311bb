/** A shelf with one small file on it, for tests of what is served rather than of what is verified. */
import { createHash } from "node:crypto";
import type { BundleShelf, ShelvedBundle } from "../shelf.js";

export const TEN_BYTES = new TextEncoder().encode("0123456789");

export function shelfOf(content: Uint8Array = TEN_BYTES): BundleShelf {
  const sha256 = createHash("sha256").update(content).digest("hex").toUpperCase();
  const bundle: ShelvedBundle = {
    name: "ios",
    title: "Ten bytes",
    version: "1",
    from: "ios.p7b",
    content,
    sha256,
    md5: createHash("md5").update(content).digest("hex"),
    signerRootSha256: "00".repeat(32),
    certificates: 0,
    paths: ["/ios/ios.p7b", `/sha256/${sha256}.p7b`],
  };
  const [first, second] = bundle.paths;
  return { bundles: [bundle], at: (path) => (path === first || path === second ? bundle : undefined) };
}
