/**
 * The trust engine: would this device accept that server, on that date, and why not?
 *
 * Reads DER, certificates, revocation lists, PEM and CMS; opens CA bundles and proves who signed them; holds
 * trust pools whose entries may be known only by what a device printed; builds and validates paths at a date
 * that is an argument; and forecasts for a period when a handshake would succeed.
 *
 * It deliberately does not know: devices, vendors' commands, field notices, files, the network, the clock, or
 * which roots the running Node trusts. It imports `node:crypto` and nothing else, for hashes and signatures.
 */
export * from "./bundle/bundle.js";
export { type CertificateDiff, diffCertificates, type ExpiryHorizon } from "./bundle/diff-bundle.js";
export { type Oddity, oddities } from "./bundle/oddities.js";
export { openBundle } from "./bundle/open-bundle.js";
export { bundleSignerPlatform, type ClaimedRoot, signerRootOf } from "./bundle/signer-chain.js";
export {
  type BundleVerification,
  CISCO_ROOT_CA_M1,
  CISCO_SIGNER_ROOTS,
  CISCO_TRS_BUNDLE_ROOT_CA,
  verifyBundle,
} from "./bundle/verify-bundle.js";
export type { CmsFailure } from "./cms/signed-data.js";
export {
  type RevocationList,
  type RevocationReason,
  type RevokedEntry,
  readRevocationList,
} from "./crl/crl.js";
export type { DerFailure, DerFailureCode } from "./der/cursor.js";
export type { Oid } from "./der/oid.js";
export * from "./digest.js";
export {
  type AnnouncedCertificate,
  type BundleFeed,
  type BundleRelease,
  type FeedFailure,
  readBundleFeed,
} from "./feed/bundle-feed.js";
export * from "./forecast/forecast.js";
export type { FailureReason, ForecastAnswer, UndeterminedReason } from "./forecast/handshake.js";
export * from "./forecast/question.js";
export type { Budget, Spendable } from "./path/budget.js";
export { defaultBudget } from "./path/budget.js";
export type { PathFailure, PathFailureCode, PlainFailureCode, TriedPath } from "./path/failure.js";
export { iosXrPlatform, type PlatformPolicy, rfc5280Platform, webPlatform } from "./path/platform.js";
export type { PolicyRequest } from "./path/policies.js";
export type { NoPath, PathRequest, Purpose, ValidPath } from "./path/request.js";
export { type PeerName, serverNameOf } from "./path/server-name.js";
export { validatePath, validPaths } from "./path/validate.js";
export type { ContentRule } from "./path/web-rules.js";
export {
  type CertificateRow,
  certificatesIn,
  type DefectiveRow,
  type ReadRow,
  type RowFailure,
  type RowPlace,
  readCertificates,
} from "./pem/certificate-rows.js";
export {
  type PemBlock,
  type PemBlockFailure,
  type PemDefect,
  type PemFailure,
  type PemItem,
  readPem,
  writePem,
} from "./pem/pem.js";
export { type Catalogue, catalogueOf } from "./pool/catalogue.js";
export * from "./pool/entry.js";
export { labelMayBe } from "./pool/label-match.js";
export { resolvePool } from "./pool/resolve-pool.js";
export * from "./pool/trust-pool.js";
export * from "./result.js";
export { type PublicRoots, publicRoots, type RootsEdition } from "./roots/public-roots.js";
export {
  isSignedBy,
  keyNameOf,
  readSigningKey,
  type SigningKeyFailure,
  type SignStatement,
  type StatementSignature,
} from "./statement/statement-signature.js";
export type { AlgorithmIdentifier, HashName } from "./x509/algorithm.js";
export {
  type Certificate,
  type CertificateDefect,
  type CertificateDefectCode,
  type ReadFailure,
  readCertificate,
  sameSerial,
} from "./x509/certificate.js";
export type { Extension, Extensions, KeyUsage } from "./x509/extensions.js";
export {
  type FingerprintFailure,
  parseSha1,
  parseSha256,
  type Sha1Fingerprint,
  type Sha256Fingerprint,
  sha1Of,
  sha256Of,
} from "./x509/fingerprint.js";
export type { GeneralName } from "./x509/general-name.js";
export {
  type DistinguishedName,
  formatName,
  type NameAttribute,
  type RelativeName,
  sameName,
} from "./x509/name.js";
export type { CurveName, PublicKey } from "./x509/public-key.js";
