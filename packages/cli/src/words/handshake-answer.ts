/** Why a device with some pool would accept a server's chain or not, and why that cannot be said. */
import {
  type FailureReason,
  formatName,
  type PathFailure,
  type PathFailureCode,
  type Sha256Fingerprint,
  type UndeterminedReason,
  type UnresolvedLabel,
} from "@reroot/pki";
import { second } from "./dates.js";
import { pathFailureInWords } from "./path-failure.js";
import { unknownCode, type Words } from "./words.js";

/** A reader's name for a root that is known by its fingerprint alone. */
export type RootName = (sha256: Sha256Fingerprint) => string;

export function refusalReasonInWords(reason: FailureReason, rootName: RootName): Words {
  switch (reason.code) {
    case "forecast/root-not-in-pool":
      return {
        sentence: `the pool does not hold the root ${rootName(reason.sha256)}`,
        advice: "Import a bundle that holds it; `reroot bundle verify FILE` says whether one does.",
      };
    case "forecast/root-not-yet-valid":
      return {
        sentence: `the root ${rootName(reason.sha256)} is in the pool and valid only from ${second(reason.notBefore.toISOString())} on`,
        advice: "If the date is the device's own, set its clock.",
      };
    case "forecast/root-expired":
      return {
        sentence: `the root ${rootName(reason.sha256)} is in the pool and expired on ${second(reason.notAfter.toISOString())}`,
        advice: "Import a bundle with its successor before that date.",
      };
    case "forecast/chain-refused":
      return chainRefusalInWords(reason.because);
    default:
      return unknownCode(reason);
  }
}

export function doubtInWords(reason: UndeterminedReason, rootName: RootName): Words {
  switch (reason.code) {
    case "forecast/nothing-announced":
      return {
        sentence: "nothing is announced of what the server serves then",
        advice: "Look at the server itself: reroot endpoint probe HOST --pool FILE",
      };
    case "forecast/unresolved-entries":
      return {
        sentence: `entries of the pool that are known only by what was printed (${reason.entries.length}) might be what is needed; if none is, ${refusalReasonInWords(reason.otherwise, rootName).sentence}`,
        advice: "Give certificates among which they may be found: --catalogue FILE",
      };
    default:
      return unknownCode(reason);
  }
}

function chainRefusalInWords(failure: PathFailure): Words {
  if ("issuer" in failure) {
    return {
      sentence: `the pool does not hold ${formatName(failure.issuer)}, and the server does not send it; it is the issuer of ${formatName(failure.certificate.subject)}`,
      advice:
        "If that is a root, import a bundle that holds it. If it is an intermediate, the server must send it.",
    };
  }
  return {
    sentence: pathFailureInWords(failure),
    advice:
      ADVICE[failure.code] ??
      "This is for whoever runs the server, or for a firewall that inspects TLS on the way.",
  };
}

const DATES = "Check the date asked about. No change of the pool mends a certificate of the server.";

const ADVICE: Readonly<Partial<Record<PathFailureCode, string>>> = {
  "chain/expired": DATES,
  "chain/not-yet-valid": DATES,
  "chain/name-mismatch":
    "Ask for the name that devices use: --sni NAME. A firewall that inspects TLS looks like this too.",
};

/** Why a printed entry is known by its label alone. */
export function unresolvedInWords(unresolved: UnresolvedLabel | undefined): string {
  if (unresolved === undefined) return "not a certificate that can be read";
  switch (unresolved.code) {
    case "label/no-fingerprint":
      return "no fingerprint was printed";
    case "label/fingerprint-unreadable":
      return `"${unresolved.text}" is no fingerprint`;
    case "label/not-in-catalogue":
      return "its certificate is not at hand";
    case "label/contradicts-certificate":
      return `its ${FIELDS[unresolved.field]} is not that of the certificate with this fingerprint`;
    default:
      return unknownCode(unresolved);
  }
}

const FIELDS = { serial: "serial", notBefore: "beginning", notAfter: "end" } as const;
