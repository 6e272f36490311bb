/** Why there is no path. Closed: whoever shows a failure has words for each code. */
import type { RevocationReason } from "../crl/crl.js";
import type { Oid } from "../der/oid.js";
import type { Certificate, CertificateDefect } from "../x509/certificate.js";
import type { GeneralName } from "../x509/general-name.js";
import type { DistinguishedName } from "../x509/name.js";
import type { Spendable } from "./budget.js";
import type { ContentRule } from "./web-rules.js";

/** The failure and the certificate it concerns. */
export type PathFailure =
  /** The path ends at a CA whose issuer is no member of the pool; `issuer` is the name that is missing. */
  | {
      readonly code: "chain/root-not-in-pool";
      readonly certificate: Certificate;
      readonly issuer: DistinguishedName;
    }
  /** Nothing that was given issued the target itself: an intermediate or the root is missing. */
  | {
      readonly code: "chain/issuer-not-found";
      readonly certificate: Certificate;
      readonly issuer: DistinguishedName;
    }
  | { readonly code: "chain/expired"; readonly certificate: Certificate; readonly since: Date }
  | { readonly code: "chain/not-yet-valid"; readonly certificate: Certificate; readonly from: Date }
  | {
      readonly code: "chain/unknown-critical-extension";
      readonly certificate: Certificate;
      readonly oid: Oid;
    }
  | {
      readonly code: "chain/malformed-certificate";
      readonly certificate: Certificate;
      readonly defect: CertificateDefect;
    }
  | { readonly code: "chain/key-too-small"; readonly certificate: Certificate; readonly bits: number }
  | { readonly code: "chain/hash-refused"; readonly certificate: Certificate; readonly hash: string }
  | {
      readonly code: "chain/name-refused";
      readonly certificate: Certificate;
      readonly name: GeneralName;
      readonly by: Certificate;
    }
  | {
      readonly code: "chain/name-constraint-not-understood";
      readonly certificate: Certificate;
      readonly name: GeneralName;
      readonly by: Certificate;
    }
  | {
      readonly code: "chain/revoked";
      readonly certificate: Certificate;
      readonly at: Date;
      readonly reason: RevocationReason;
    }
  | { readonly code: "chain/content-rule"; readonly certificate: Certificate; readonly rule: ContentRule }
  | {
      readonly code: "chain/budget-exhausted";
      readonly certificate: Certificate;
      readonly resource: Spendable;
    }
  | { readonly code: PlainFailureCode; readonly certificate: Certificate };

/** Failures that need no more than the certificate. */
export type PlainFailureCode =
  | "chain/signature-invalid"
  | "chain/signature-algorithm-unsupported"
  | "chain/signature-algorithm-refused"
  | "chain/not-a-ca"
  | "chain/may-not-sign-certificates"
  | "chain/path-length-exceeded"
  | "chain/too-many-intermediates"
  | "chain/purpose-refused"
  | "chain/key-usage-refused"
  | "chain/name-mismatch"
  | "chain/policy-not-satisfied"
  | "chain/any-policy-mapped"
  | "chain/revocation-unknown";

export type PathFailureCode = PathFailure["code"];

/** A path that was tried, target first, and what is wrong with it, most specific first. */
export interface TriedPath {
  readonly path: readonly Certificate[];
  readonly endsInPool: boolean;
  readonly failures: readonly [PathFailure, ...PathFailure[]];
}

/**
 * The tried path that says most: one that reaches the pool says more than one that does not, and of those the
 * one with the fewest failures is nearest to working.
 */
export function mostSpecific(tried: readonly TriedPath[]): TriedPath | undefined {
  let best: TriedPath | undefined;
  for (const candidate of tried) if (best === undefined || saysMore(candidate, best)) best = candidate;
  return best;
}

function saysMore(a: TriedPath, b: TriedPath): boolean {
  if (a.endsInPool !== b.endsInPool) return a.endsInPool;
  if (a.failures.length !== b.failures.length) return a.failures.length < b.failures.length;
  return a.path.length > b.path.length && !a.endsInPool;
}
