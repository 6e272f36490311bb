/** What is unusual about a certificate of a bundle: nothing that keeps a device from importing it. */
import type { Oddity } from "@reroot/pki";
import { count } from "./count.js";
import { day } from "./dates.js";
import { defectInWords } from "./structure-failure.js";

/** A clause. */
export function oddityInWords(oddity: Oddity): string {
  switch (oddity.code) {
    case "oddity/old-version":
      return `X.509 v${oddity.version}`;
    case "oddity/small-rsa-key":
      return `RSA key of ${oddity.bits} bits`;
    case "oddity/not-yet-valid":
      return `valid only from ${day(oddity.notBefore.toISOString())} on`;
    case "oddity/expired":
      return `expired on ${day(oddity.notAfter.toISOString())}`;
    case "oddity/intermediate":
      return "an intermediate, not a root";
    case "oddity/self-signature-invalid":
      return "its signature on itself does not verify";
    case "oddity/repeated":
      return "more than once in the bundle";
    case "oddity/subject-shared":
      return `${count(oddity.others, "other certificate")} of the bundle ${oddity.others === 1 ? "has" : "have"} the same subject`;
    default:
      return defectInWords(oddity);
  }
}
