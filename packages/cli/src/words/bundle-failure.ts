/** Why a file is not a bundle that a device may be told to import. */
import type { BundleFailure } from "@reroot/pki";
import { pathFailureInWords } from "./path-failure.js";
import { structureFailureInWords } from "./structure-failure.js";
import { unknownCode, type Words } from "./words.js";

export function bundleFailureInWords(failure: BundleFailure): Words {
  switch (failure.code) {
    case "bundle/too-large":
      return {
        sentence: `it has ${failure.bytes} bytes; at most ${failure.limit} are read`,
        advice: NOT_THE_FILE,
      };
    case "bundle/not-cms":
      return {
        sentence: `it is neither a signed bundle nor a list of certificates (${structureFailureInWords(failure.because)})`,
        advice: NOT_THE_FILE,
      };
    case "bundle/trailing-data":
      return {
        sentence: `something follows the signed message, from byte ${failure.offset} on`,
        advice: DAMAGED,
      };
    case "bundle/content-not-certificates": {
      const because = failure.because ? ` (${structureFailureInWords(failure.because)})` : "";
      return { sentence: `what is signed is not a set of certificates${because}`, advice: DAMAGED };
    }
    case "bundle/empty":
      return { sentence: "it holds no certificates", advice: NOT_THE_FILE };
    case "bundle/no-signer":
      return {
        sentence: "nobody signed it",
        advice: "Devices import only bundles that the vendor signed. Fetch it again from the vendor.",
      };
    case "bundle/signer-certificate-missing":
      return { sentence: "the certificate of its signer is not in it", advice: DAMAGED };
    case "bundle/transport-certificate-defective":
      return { sentence: "a certificate that travels with the signature cannot be read", advice: DAMAGED };
    case "bundle/transport-list-defective":
      return {
        sentence: `element ${failure.index} of what travels with the signature cannot be read`,
        advice: DAMAGED,
      };
    case "bundle/signed-attribute-invalid":
      return {
        sentence: `the signed attribute ${failure.attribute} is ${ATTRIBUTE[failure.problem]}`,
        advice: DAMAGED,
      };
    case "bundle/algorithm-not-supported":
      return {
        sentence: `it is signed with an algorithm that is not supported (${failure.algorithm})`,
        advice: "Report it together with where the bundle comes from.",
      };
    case "bundle/digest-not-allowed":
      return {
        sentence: `its signature uses the digest ${failure.digest}, which is too weak`,
        advice: ASK_THE_VENDOR,
      };
    case "bundle/digest-mismatch":
      return { sentence: "its content is not what was signed: it was changed afterwards", advice: CHANGED };
    case "bundle/signature-invalid":
      return {
        sentence: "its signature is wrong: it was changed, or somebody else signed it",
        advice: CHANGED,
      };
    case "bundle/signing-time-unknown":
      return {
        sentence: "it does not say when it was signed",
        advice: "Say for which date its signer must be valid: --at DATE.",
      };
    case "bundle/signer-not-pinned":
      return {
        sentence: `its signer chains to "${failure.chainsTo}", which is not a root that the notice accepts`,
        advice: "Devices would refuse it, and so should you. Fetch the bundle from the vendor.",
      };
    case "bundle/signer-chain-invalid":
      return {
        sentence: `the chain of its signer does not hold (${pathFailureInWords(failure.because)})`,
        advice: ASK_THE_VENDOR,
      };
    default:
      return unknownCode(failure);
  }
}

const NOT_THE_FILE =
  "Check that this is the bundle (such as ios.p7b) and not, say, an error page saved under its name.";
const DAMAGED = "Fetch it again; if it stays so, do not import it, and ask the vendor.";
const CHANGED = "Do not import it. Fetch it again from the vendor, over HTTPS if possible.";
const ASK_THE_VENDOR = "Do not import it before the vendor has said why.";

const ATTRIBUTE = {
  missing: "missing",
  repeated: "given twice",
  unreadable: "unreadable",
  "differs-from-content": "not that of the content",
} as const;

/** The failure alone, where a plan names it. */
export function bundleRefusalName(code: string): string {
  return (REFUSALS as Readonly<Record<string, string>>)[code] ?? code;
}

const REFUSALS: Readonly<Record<BundleFailure["code"], string>> = {
  "bundle/too-large": "it is larger than any bundle",
  "bundle/not-cms": "it is not a bundle",
  "bundle/trailing-data": "something follows the signed message",
  "bundle/content-not-certificates": "what is signed is not a set of certificates",
  "bundle/empty": "it holds no certificates",
  "bundle/no-signer": "nobody signed it",
  "bundle/signer-certificate-missing": "the certificate of its signer is not in it",
  "bundle/transport-certificate-defective": "a certificate that travels with the signature cannot be read",
  "bundle/transport-list-defective": "what travels with the signature cannot be read",
  "bundle/signed-attribute-invalid": "its signed attributes are not in order",
  "bundle/algorithm-not-supported": "it is signed with an algorithm that is not supported",
  "bundle/digest-not-allowed": "its signature uses a digest that is too weak",
  "bundle/digest-mismatch": "its content is not what was signed",
  "bundle/signature-invalid": "its signature is wrong",
  "bundle/signing-time-unknown": "it does not say when it was signed",
  "bundle/signer-not-pinned": "its signer does not chain to a root that the notice accepts",
  "bundle/signer-chain-invalid": "the chain of its signer does not hold",
};
