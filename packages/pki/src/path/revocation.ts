/**
 * Revocation by CRLs that are at hand (RFC 5280 6.3): complete, partitioned by reason or scope, indirect, and
 * with delta lists. It fetches nothing.
 */
import type { RevocationList, RevokedEntry } from "../crl/crl.js";
import { sameBytes } from "../der/hex.js";
import type { Certificate } from "../x509/certificate.js";
import { ExtensionOid, findExtension, isCritical } from "../x509/extensions.js";
import { sameName } from "../x509/name.js";
import type { PublicKey } from "../x509/public-key.js";
import { checkSignature } from "../x509/signature.js";
import type { Spending } from "./budget.js";
import { allReasons, coveredReasons, distributionPoints } from "./crl-scope.js";
import type { PathFailure } from "./failure.js";
import type { PlatformPolicy } from "./platform.js";

export interface RevocationQuestion {
  /** See `newestFirst`. */
  readonly lists: readonly RevocationList[];
  readonly at: Date;
  readonly platform: PlatformPolicy;
  readonly spending: Spending;
  /** The keys of the path with their inherited parameters. */
  readonly keys: readonly PublicKey[];
  /** Certificates with this subject that might have signed a list. */
  readonly signersNamed: (list: RevocationList) => readonly Certificate[];
  /** Whether such a certificate has a valid path of its own to the same anchor (RFC 5280 6.3.3 f). */
  readonly isTrustedSigner: (signer: Certificate, anchor: Certificate) => boolean;
}

/** The first certificate of a path (target first, anchor last) that its issuers' lists do not let pass. */
export function revocationFailure(
  path: readonly Certificate[],
  question: RevocationQuestion,
): PathFailure | undefined {
  for (let position = path.length - 2; position >= 0; position--) {
    const certificate = path[position] as Certificate;
    const issuer = {
      certificate: path[position + 1] as Certificate,
      key: question.keys[position + 1] as PublicKey,
    };
    const status = revocationStatus(certificate, issuer, path.at(-1) as Certificate, question);
    if (typeof status === "object") {
      return { code: "chain/revoked", certificate, at: status.revokedAt, reason: status.reason };
    }
    const { missingCrl } = question.platform;
    const mustBeKnown = missingCrl === "fails" || (missingCrl === "fails-for-target" && position === 0);
    if (status === "unknown" && mustBeKnown) return { code: "chain/revocation-unknown", certificate };
  }
  return undefined;
}

/** Who may have signed a list, and with which key. */
interface Signer {
  readonly certificate: Certificate;
  readonly key: PublicKey;
}

type Status = RevokedEntry | "good" | "unknown";

/** RFC 5280 6.3.3: lists are applied until every reason is covered. */
function revocationStatus(
  certificate: Certificate,
  issuer: Signer,
  anchor: Certificate,
  question: RevocationQuestion,
): Status {
  let covered = 0;
  for (const point of distributionPoints(certificate)) {
    for (const list of question.lists) {
      if (covered === allReasons) return "good";
      if (list.extensions.deltaCrlIndicator !== undefined || !isUsable(list, question)) continue;
      const reasons = coveredReasons(list, point, certificate);
      if ((reasons & ~covered) === 0) continue;
      const signer = findSigner(list, issuer, anchor, question);
      if (signer === undefined) continue;
      const entry = findEntry(certificate, list, signer, question);
      if (entry !== undefined) return entry;
      covered |= reasons;
    }
  }
  return covered === allReasons ? "good" : "unknown";
}

const understood: ReadonlySet<string> = new Set([
  ExtensionOid.authorityKeyIdentifier,
  ExtensionOid.issuerAltName,
  ExtensionOid.crlNumber,
  ExtensionOid.deltaCrlIndicator,
  ExtensionOid.issuingDistributionPoint,
  ExtensionOid.freshestCrl,
  ExtensionOid.authorityInfoAccess,
]);

/** Current, and without anything critical that is not understood (RFC 5280 5.2, 5.3). */
function isUsable(list: RevocationList, { at, platform }: RevocationQuestion): boolean {
  const { all, malformed } = list.extensions;
  if (list.thisUpdate > at || (list.nextUpdate !== undefined && list.nextUpdate < at)) return false;
  if (list.unknownCriticalEntryExtensions.length > 0 || malformed.length > 0) return false;
  if (!list.signatureAlgorithmsAgree) return false;
  if (all.some(({ oid, critical }) => critical && !understood.has(oid))) return false;
  return platform.contentRules === "none" || keepsListRules(list);
}

/** RFC 5280 5.2.3, 5.1.2.5: a number, not critical, and a next update; 5.2.5: the scope is critical. */
function keepsListRules({ extensions, nextUpdate }: RevocationList): boolean {
  if (extensions.crlNumber === undefined || isCritical(extensions, ExtensionOid.crlNumber)) return false;
  const hasScope = extensions.issuingDistributionPoint !== undefined;
  return (
    nextUpdate !== undefined && (!hasScope || isCritical(extensions, ExtensionOid.issuingDistributionPoint))
  );
}

/** The certificate's issuer itself, or another certificate of the list's issuer that has a valid path. */
function findSigner(
  list: RevocationList,
  issuer: Signer,
  anchor: Certificate,
  question: RevocationQuestion,
): Signer | undefined {
  if (sameName(list.issuer, issuer.certificate.subject) && hasSigned(issuer, list, question)) return issuer;
  for (const certificate of question.signersNamed(list)) {
    const signer = { certificate, key: certificate.publicKey };
    if (certificate === issuer.certificate || !hasSigned(signer, list, question)) continue;
    if (certificate === anchor || question.isTrustedSigner(certificate, anchor)) return signer;
  }
  return undefined;
}

/** RFC 5280 6.3.3 (f)-(g): the key may sign lists, and did. */
function hasSigned(
  { certificate, key }: Signer,
  list: RevocationList,
  { spending }: RevocationQuestion,
): boolean {
  const { keyUsage } = certificate.extensions;
  if (keyUsage !== undefined && !keyUsage.includes("cRLSign")) return false;
  let verdicts = remembered.get(list);
  if (verdicts === undefined) {
    verdicts = new WeakMap();
    remembered.set(list, verdicts);
  }
  let verdict = verdicts.get(key);
  if (verdict === undefined) {
    if (!spending.take("signatureChecks")) return false;
    verdict = checkSignature(list, key) === "valid";
    verdicts.set(key, verdict);
  }
  return verdict;
}

const remembered = new WeakMap<RevocationList, WeakMap<PublicKey, boolean>>();

/** RFC 5280 6.3.3 (h)-(k): the newest delta list speaks before the complete one. */
function findEntry(
  certificate: Certificate,
  base: RevocationList,
  signer: Signer,
  question: RevocationQuestion,
): RevokedEntry | undefined {
  const entry =
    newestDelta(base, signer, question)?.find(certificate.issuer, certificate.serial) ??
    base.find(certificate.issuer, certificate.serial);
  return entry?.reason === "removeFromCRL" ? undefined : entry;
}

/** RFC 5280 6.3.3 (c), 5.2.4: same issuer, same scope, same key, built on this list or an older one. */
function newestDelta(
  base: RevocationList,
  signer: Signer,
  question: RevocationQuestion,
): RevocationList | undefined {
  let newest: RevocationList | undefined;
  for (const delta of question.lists) {
    const { deltaCrlIndicator, crlNumber } = delta.extensions;
    if (deltaCrlIndicator === undefined || crlNumber === undefined) continue;
    if (!sameName(delta.issuer, base.issuer) || !sameScope(delta, base) || !isUsable(delta, question))
      continue;
    const baseNumber = base.extensions.crlNumber;
    if (baseNumber === undefined || isGreater(deltaCrlIndicator, baseNumber)) continue;
    if (!isGreater(crlNumber, baseNumber) || !hasSigned(signer, delta, question)) continue;
    if (newest === undefined || isGreater(crlNumber, newest.extensions.crlNumber ?? "")) newest = delta;
  }
  return newest;
}

function sameScope(a: RevocationList, b: RevocationList): boolean {
  const [scopeA, scopeB] = [a, b].map((list) =>
    findExtension(list.extensions, ExtensionOid.issuingDistributionPoint),
  );
  if (scopeA === undefined || scopeB === undefined) return scopeA === scopeB;
  return sameBytes(scopeA.value, scopeB.value);
}

/** The order in which complete lists are asked: of two for the same scope the later one holds (RFC 5280 5.2.3). */
export function newestFirst(lists: readonly RevocationList[]): readonly RevocationList[] {
  return [...lists].sort((a, b) => {
    const later = b.thisUpdate.getTime() - a.thisUpdate.getTime();
    const [numberA = "", numberB = ""] = [a.extensions.crlNumber, b.extensions.crlNumber];
    return later || (isGreater(numberB, numberA) ? 1 : isGreater(numberA, numberB) ? -1 : 0);
  });
}

/** Compares non-negative numbers in hexadecimal. */
function isGreater(a: string, b: string): boolean {
  const [x, y] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  return x.length === y.length ? x > y : x.length > y.length;
}
