/**
 * Proves who signed a bundle: its signature, and the signer's chain up to a root that the caller has pinned by
 * SHA-256. Nothing recognises a bundle by its own hash, and no root is trusted because the bundle carries it.
 */
import { singleValue } from "../cms/attributes.js";
import type { SignedData, SignerInfo } from "../cms/signed-data.js";
import { CmsAttribute, certificateOf, checkSigner, type SignerFailure } from "../cms/signer-check.js";
import { certificatesIn } from "../pem/certificate-rows.js";
import { failed, type Result, success } from "../result.js";
import type { HashName } from "../x509/algorithm.js";
import type { Certificate } from "../x509/certificate.js";
import { parseSha256, type Sha256Fingerprint } from "../x509/fingerprint.js";
import type { Bundle, BundleFailure, VerifiedBundle } from "./bundle.js";
import { BundleAttribute, readBundleFile } from "./open-bundle.js";
import { chainToPinnedRoot } from "./signer-chain.js";
import { oddTransport } from "./transport.js";

/** Cisco Root CA M1: signer root of bundles up to now in the field. */
export const CISCO_ROOT_CA_M1 = pin("705EAAFC3FF488030017D59832603EEFAD514171B583808675F45C190E6378F8");
/** Cisco TRS Bundle Root CA: signer root of newer bundles. */
export const CISCO_TRS_BUNDLE_ROOT_CA = pin(
  "DEC669E322E07CD7C60A56904BF50C29FA1E75071723FC103577E27B226968D5",
);
/** The signer roots of Cisco's bundles, for callers whose notice names no others. */
export const CISCO_SIGNER_ROOTS: readonly Sha256Fingerprint[] = [CISCO_ROOT_CA_M1, CISCO_TRS_BUNDLE_ROOT_CA];

export interface BundleVerification {
  /** SHA-256 of each root under which a signer may chain. */
  readonly signerRoots: readonly Sha256Fingerprint[];
  /** Certificates of pinned roots for bundles that do not carry theirs; those that are not pinned are ignored. */
  readonly rootCertificates?: readonly Certificate[];
  /** When the signer's chain must be valid; absent, the time at which the bundle says it was signed. */
  readonly at?: Date;
  /** Digests with which a bundle may be signed; SHA-256, SHA-384 and SHA-512 unless said otherwise. */
  readonly digests?: readonly HashName[];
}

export function verifyBundle(
  file: Uint8Array,
  verification: BundleVerification,
): Result<VerifiedBundle, BundleFailure> {
  const read = readBundleFile(file);
  if (!read.ok) return read;
  const { bundle, message } = read.value;
  if (!message || !isSigned(bundle) || message.signers.length === 0) {
    return failed({ code: "bundle/no-signer", form: bundle.form });
  }
  const odd = oddTransport(bundle, message) ?? unreadableLabel(bundle, message.signers[0]!);
  if (odd) return failed(odd);
  return verifySigners(bundle, message, verification);
}

type SignedBundle = Bundle & { readonly form: "signed" };

const STRONG_DIGESTS: readonly HashName[] = ["sha256", "sha384", "sha512"];

/** Every signer must be right; the first one's chain is the bundle's. */
function verifySigners(
  bundle: SignedBundle,
  message: SignedData,
  verification: BundleVerification,
): Result<VerifiedBundle, BundleFailure> {
  const transport = certificatesIn(bundle.transport);
  const chains: (readonly Certificate[])[] = [];
  for (const signer of message.signers) {
    const certificate = certificateOf(signer, transport);
    if (!certificate) return failed({ code: "bundle/signer-certificate-missing" });
    const checked = checkSigner(message, signer, certificate, verification.digests ?? STRONG_DIGESTS);
    if (!checked.ok) return failed(asBundleFailure(checked.failure));
    const at = verification.at ?? bundle.signedAt;
    if (!at) return failed({ code: "bundle/signing-time-unknown" });
    const chain = chainToPinnedRoot(certificate, bundle, { ...verification, at });
    if (!chain.ok) return chain;
    chains.push(chain.value);
  }
  const [signerChain = []] = chains;
  return success({ ...bundle, signerChain, signerRootSha256: signerChain.at(-1)!.sha256 });
}

function isSigned(bundle: Bundle): bundle is SignedBundle {
  return bundle.form === "signed";
}

const LABEL_ATTRIBUTES = [
  ["name", BundleAttribute.name],
  ["version", BundleAttribute.version],
  ["signedAt", CmsAttribute.signingTime],
] as const;

/** A label that is there and cannot be read is no better than none that was signed. */
function unreadableLabel(bundle: Bundle, signer: SignerInfo): BundleFailure | undefined {
  const attributes = signer.signedAttributes?.attributes ?? [];
  for (const [field, attribute] of LABEL_ATTRIBUTES) {
    const value = singleValue(attributes, attribute);
    if (value === "repeated")
      return { code: "bundle/signed-attribute-invalid", attribute, problem: "repeated" };
    if (value && bundle[field] === undefined)
      return { code: "bundle/signed-attribute-invalid", attribute, problem: "unreadable" };
  }
  return undefined;
}

function asBundleFailure(failure: SignerFailure): BundleFailure {
  switch (failure.code) {
    case "signer/attribute-invalid":
      return {
        code: "bundle/signed-attribute-invalid",
        attribute: failure.attribute,
        problem: failure.problem,
      };
    case "signer/algorithm-not-supported":
      return { code: "bundle/algorithm-not-supported", algorithm: failure.algorithm };
    case "signer/digest-not-allowed":
      return { code: "bundle/digest-not-allowed", digest: failure.digest };
    case "signer/digest-mismatch":
      return { code: "bundle/digest-mismatch" };
    case "signer/signature-invalid":
      return { code: "bundle/signature-invalid" };
  }
}

function pin(sha256: string): Sha256Fingerprint {
  const parsed = parseSha256(sha256);
  if (!parsed.ok) throw new Error(`a pinned fingerprint is misspelt: ${sha256}`);
  return parsed.value;
}
