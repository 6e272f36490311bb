/** Why a mirror does not start. */
import type { MirrorFailure } from "@reroot/server";
import { bundleFailureInWords } from "./bundle-failure.js";
import { unknownCode, type Words } from "./words.js";

export function mirrorFailureInWords(failure: MirrorFailure): Words {
  switch (failure.code) {
    case "mirror/no-bundle":
      return { sentence: "there is no bundle to serve", advice: "Give one or more: --bundle FILE|URL" };
    case "mirror/bundle-refused": {
      const { sentence, advice } = bundleFailureInWords(failure.failure);
      return {
        sentence: `${failure.from} is not served, and nothing else is: ${sentence}`,
        ...(advice && { advice }),
      };
    }
    case "mirror/bundle-unnamed":
      return {
        sentence: `${failure.from} does not say what the bundle is to be called`,
        advice: "Give a file whose name is letters, digits, dots, dashes and underscores, such as ios.p7b.",
      };
    case "mirror/name-taken":
      return {
        sentence: `${failure.from} is another bundle than the one that is served as "${failure.name}" already`,
        advice: "Rename one of the files, or serve only one of them.",
      };
    case "mirror/every-address":
      return {
        sentence: `${failure.address} means every address of this machine`,
        advice: "Give the one address that the devices reach, and no other: --listen 192.0.2.10:8080",
      };
    case "mirror/address-in-use":
      return {
        sentence: `something listens on ${failure.address} already`,
        advice: "Take another port, or end what is there: ss -ltnp",
      };
    case "mirror/address-not-ours":
      return {
        sentence: `${failure.address || "nothing"} is no address of this machine`,
        advice: "Give one of its own addresses, as a number: ip address",
      };
    case "mirror/address-not-allowed":
      return {
        sentence: `the system does not let you listen on ${failure.address}`,
        advice: "Ports below 1024 need rights of their own. Take a higher one, such as 8080.",
      };
    case "mirror/cannot-listen":
      return {
        sentence: `nothing can listen on ${failure.address} (${failure.detail})`,
        advice: "Check address and port.",
      };
    default:
      return unknownCode(failure);
  }
}
