/**
 * The question of one moment: would a device with this pool accept what the endpoint serves then? A chain is
 * validated in full; of an announced root it can only be asked whether the pool holds it and whether it is
 * valid then, the rest of the chain being taken to be in order.
 */
import { checkTarget } from "../path/certificate-checks.js";
import type { PathFailure } from "../path/failure.js";
import type { PlatformPolicy } from "../path/platform.js";
import type { PathRequest } from "../path/request.js";
import { validatePath } from "../path/validate.js";
import type { LabelledEntry } from "../pool/entry.js";
import { labelMayBe, subjectMayBe } from "../pool/label-match.js";
import { knownCertificates, type SoughtRoot, type TrustPool, unresolvedEntries } from "../pool/trust-pool.js";
import type { Certificate } from "../x509/certificate.js";
import type { Sha256Fingerprint } from "../x509/fingerprint.js";
import { withPossibleAncestors } from "./ancestors.js";
import type { ForecastQuestion, ServedChain } from "./question.js";

export type ForecastAnswer =
  | {
      readonly outcome: "succeeds";
      readonly anchorSha256: Sha256Fingerprint;
      /** Whether a whole chain was validated, or the root alone was looked up. */
      readonly basis: "chain" | "root-alone";
    }
  | { readonly outcome: "fails"; readonly reason: FailureReason }
  | { readonly outcome: "undetermined"; readonly reason: UndeterminedReason };

export type FailureReason =
  | { readonly code: "forecast/root-not-in-pool"; readonly sha256: Sha256Fingerprint }
  | {
      readonly code: "forecast/root-not-yet-valid";
      readonly sha256: Sha256Fingerprint;
      readonly notBefore: Date;
    }
  | { readonly code: "forecast/root-expired"; readonly sha256: Sha256Fingerprint; readonly notAfter: Date }
  | { readonly code: "forecast/chain-refused"; readonly because: PathFailure };

export type UndeterminedReason =
  | { readonly code: "forecast/nothing-announced" }
  /** Entries known only by what the device printed, any of which might be the anchor. */
  | {
      readonly code: "forecast/unresolved-entries";
      readonly entries: readonly LabelledEntry[];
      readonly otherwise: FailureReason;
    };

export function handshakeAt(
  question: ForecastQuestion,
  serves: ServedChain | undefined,
  at: Date,
): ForecastAnswer {
  if (!serves) return { outcome: "undetermined", reason: { code: "forecast/nothing-announced" } };
  return serves.kind === "root"
    ? rootAt(question, serves.root, at)
    : chainAt(question, serves.certificates, at);
}

function rootAt({ pool, platform }: ForecastQuestion, root: SoughtRoot, at: Date): ForecastAnswer {
  const { sha256 } = root;
  const held = knownCertificates(pool).find((certificate) => certificate.sha256 === sha256);
  if (held) return heldRootAt(held, platform, at);
  const might = unresolvedEntries(pool).filter(
    ({ label }) => !root.certificate || labelMayBe(label, root.certificate),
  );
  return failsUnless(might, { code: "forecast/root-not-in-pool", sha256 });
}

function heldRootAt(root: Certificate, platform: PlatformPolicy, at: Date): ForecastAnswer {
  const { sha256, notBefore, notAfter } = root;
  if (platform.anchorExpiryCounts) {
    const second = new Date(Math.floor(at.getTime() / 1000) * 1000);
    if (second < notBefore)
      return { outcome: "fails", reason: { code: "forecast/root-not-yet-valid", sha256, notBefore } };
    if (second > notAfter)
      return { outcome: "fails", reason: { code: "forecast/root-expired", sha256, notAfter } };
  }
  return { outcome: "succeeds", anchorSha256: sha256, basis: "root-alone" };
}

function chainAt(
  question: ForecastQuestion,
  chain: readonly [Certificate, ...Certificate[]],
  at: Date,
): ForecastAnswer {
  const { pool, timeline, platform } = question;
  const [target, ...intermediates] = chain;
  const anchors = knownCertificates(pool);
  const request: PathRequest = {
    target,
    intermediates,
    anchors,
    at,
    serverName: timeline.host,
    purpose: "server-auth",
    platform,
  };
  const found = validatePath(request);
  if (found.ok) return { outcome: "succeeds", anchorSha256: found.value.anchor.sha256, basis: "chain" };
  const reason: FailureReason = { code: "forecast/chain-refused", because: found.failure.failure };
  // What is wrong with the server's own certificate is wrong under every anchor.
  return failsUnless(checkTarget(target, request).length > 0 ? [] : mightAnchor(pool, chain, at), reason);
}

/** Unresolved entries whose subject might be the issuer of the target or of anything valid then above it. */
function mightAnchor(
  pool: TrustPool,
  chain: readonly [Certificate, ...Certificate[]],
  at: Date,
): LabelledEntry[] {
  const labels = unresolvedEntries(pool);
  if (labels.length === 0) return [];
  const candidates = [...chain, ...knownCertificates(pool)].filter(
    ({ notBefore, notAfter }) => notBefore <= at && at <= notAfter,
  );
  const below = [...withPossibleAncestors([chain[0]], candidates)];
  return labels.filter(({ label }) => below.some(({ issuer }) => subjectMayBe(label.subject, issuer)));
}

function failsUnless(might: readonly LabelledEntry[], reason: FailureReason): ForecastAnswer {
  if (might.length === 0) return { outcome: "fails", reason };
  return {
    outcome: "undetermined",
    reason: { code: "forecast/unresolved-entries", entries: might, otherwise: reason },
  };
}

/** Equal for answers that a reader would call the same. */
export function answerKey(answer: ForecastAnswer): string {
  return answer.outcome === "succeeds"
    ? `succeeds ${answer.anchorSha256}`
    : `${answer.outcome} ${reasonKey(answer.reason)}`;
}

function reasonKey(reason: FailureReason | UndeterminedReason): string {
  switch (reason.code) {
    case "forecast/nothing-announced":
      return reason.code;
    case "forecast/unresolved-entries":
      return `${reason.code} ${reasonKey(reason.otherwise)} ${JSON.stringify(reason.entries.map(({ label }) => label))}`;
    case "forecast/chain-refused":
      return `${reason.because.code} ${reason.because.certificate.sha256}`;
    default:
      return `${reason.code} ${reason.sha256}`;
  }
}
