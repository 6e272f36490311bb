/** Which certificates a CRL speaks about, and for which reasons (RFC 5280 6.3.3 b-e). */
import type { RevocationList } from "../crl/crl.js";
import type { Certificate } from "../x509/certificate.js";
import type { DistributionPoint, DistributionPointName } from "../x509/extensions.js";
import type { GeneralName } from "../x509/general-name.js";
import { type DistinguishedName, nameKey, relativeNameKey, sameName } from "../x509/name.js";

/** Bits 1 to 8 of ReasonFlags; bit 0 is unused. */
export const allReasons = 0x1fe;

/**
 * Where to look for a certificate's status: its distribution points, then any CRL of its issuer as if it had a
 * point with the issuer's name (end of RFC 5280 6.3.3).
 */
export function distributionPoints(certificate: Certificate): readonly DistributionPoint[] {
  const fullName: GeneralName[] = [{ kind: "directory", name: certificate.issuer }];
  const implied: DistributionPoint = {
    name: { fullName, relativeName: undefined },
    reasons: undefined,
    crlIssuer: undefined,
  };
  return [...(certificate.extensions.crlDistributionPoints ?? []), implied];
}

/** The reasons for which the list covers the certificate at this point; 0 when it does not cover it. */
export function coveredReasons(
  list: RevocationList,
  point: DistributionPoint,
  certificate: Certificate,
): number {
  if (!isIssuedFor(list, point, certificate) || !isInScope(list, point, certificate)) return 0;
  const some = list.extensions.issuingDistributionPoint?.onlySomeReasons;
  return (point.reasons ?? allReasons) & (some ?? allReasons) & allReasons;
}

/** RFC 5280 6.3.3 (b)(1). */
function isIssuedFor(list: RevocationList, point: DistributionPoint, certificate: Certificate): boolean {
  if (point.crlIssuer === undefined) return sameName(list.issuer, certificate.issuer);
  const isIndirect = list.extensions.issuingDistributionPoint?.indirect === true;
  return (
    isIndirect &&
    point.crlIssuer.some((name) => name.kind === "directory" && sameName(name.name, list.issuer))
  );
}

/** RFC 5280 6.3.3 (b)(2). */
function isInScope(list: RevocationList, point: DistributionPoint, certificate: Certificate): boolean {
  const scope = list.extensions.issuingDistributionPoint;
  if (scope === undefined) return true;
  const isCa = certificate.extensions.basicConstraints?.ca === true;
  if (scope.onlyAttributeCertificates || (scope.onlyUserCertificates && isCa)) return false;
  if (scope.onlyCaCertificates && !isCa) return false;
  if (scope.name === undefined) return true;
  const offered = nameKeys(scope.name, list.issuer);
  const wanted =
    point.name === undefined ? keysOf(point.crlIssuer ?? []) : pointKeys(point, point.name, certificate);
  return wanted.some((key) => offered.includes(key));
}

function pointKeys(
  point: DistributionPoint,
  name: DistributionPointName,
  certificate: Certificate,
): readonly string[] {
  const issuers = (point.crlIssuer ?? []).flatMap((issuer) =>
    issuer.kind === "directory" ? [issuer.name] : [],
  );
  return nameKeys(name, issuers[0] ?? certificate.issuer);
}

/** A relative name hangs below the CRL issuer's name (RFC 5280 4.2.1.13). */
function nameKeys(
  { fullName, relativeName }: DistributionPointName,
  issuer: DistinguishedName,
): readonly string[] {
  if (relativeName === undefined) return keysOf(fullName ?? []);
  const below = nameKey(issuer);
  return [`directory ${below === "" ? "" : `${below}\u0002`}${relativeNameKey(relativeName)}`];
}

function keysOf(names: readonly GeneralName[]): readonly string[] {
  return names.flatMap((name) => {
    if (name.kind === "directory") return [`directory ${nameKey(name.name)}`];
    return "value" in name ? [`${name.kind} ${name.value}`] : [];
  });
}
