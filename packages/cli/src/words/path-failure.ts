/** Why a chain of certificates leads to no root that counts. */
import { formatName, type PathFailure, type PlainFailureCode } from "@reroot/pki";
import { day } from "./dates.js";

/** A clause that names the certificate concerned. */
export function pathFailureInWords(failure: PathFailure): string {
  return `${whatIsWrong(failure)}: ${formatName(failure.certificate.subject)}`;
}

function whatIsWrong(failure: PathFailure): string {
  switch (failure.code) {
    case "chain/root-not-in-pool":
      return `its issuer ${formatName(failure.issuer)} is not among the roots that count`;
    case "chain/issuer-not-found":
      return `its issuer ${formatName(failure.issuer)} is missing`;
    case "chain/expired":
      return `it expired on ${day(failure.since.toISOString())}`;
    case "chain/not-yet-valid":
      return `it is valid only from ${day(failure.from.toISOString())} on`;
    case "chain/unknown-critical-extension":
      return `it has a critical extension that is not known (${failure.oid})`;
    case "chain/malformed-certificate":
      return "it is malformed";
    case "chain/key-too-small":
      return `its key has ${failure.bits} bits only`;
    case "chain/hash-refused":
      return `it is signed with ${failure.hash}, which is too weak`;
    case "chain/name-refused":
      return `a name in it is not allowed by ${formatName(failure.by.subject)}`;
    case "chain/name-constraint-not-understood":
      return `the name constraints of ${formatName(failure.by.subject)} cannot be understood`;
    case "chain/revoked":
      return `it was revoked on ${day(failure.at.toISOString())}`;
    case "chain/content-rule":
      return "it breaks a rule for its content";
    case "chain/budget-exhausted":
      return "its chain is too costly to follow";
    default:
      return PLAIN[failure.code];
  }
}

const PLAIN: Readonly<Record<PlainFailureCode, string>> = {
  "chain/signature-invalid": "its signature is wrong",
  "chain/signature-algorithm-unsupported": "it is signed with an algorithm that is not supported",
  "chain/signature-algorithm-refused": "it is signed with an algorithm that is not accepted",
  "chain/not-a-ca": "it is not a CA and issued another certificate",
  "chain/may-not-sign-certificates": "it may not sign certificates, and did",
  "chain/path-length-exceeded": "more CAs stand under it than it allows",
  "chain/too-many-intermediates": "its chain has too many intermediates",
  "chain/purpose-refused": "it is not meant for this purpose",
  "chain/key-usage-refused": "its key may not be used for this",
  "chain/name-mismatch": "it is made out to another name",
  "chain/policy-not-satisfied": "its policies do not fit",
  "chain/any-policy-mapped": "it maps the policy that stands for any",
  "chain/revocation-unknown": "whether it was revoked cannot be learned",
};
