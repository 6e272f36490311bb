/**
 * Checks one signer of a SignedData (RFC 5652 sections 5.4 to 5.6): the digest of the content, the signed
 * attributes and the signature, by the key of a certificate that is given. Whether that certificate deserves
 * any trust is not asked here.
 */
import { createHash } from "node:crypto";
import { DerCursor, Tag } from "../der/cursor.js";
import { sameBytes, toHex } from "../der/hex.js";
import { type Oid, readOid } from "../der/oid.js";
import { failed, type Result, success } from "../result.js";
import {
  type AlgorithmIdentifier,
  type HashName,
  hashOf,
  KeyAlgorithm,
  signatureScheme,
} from "../x509/algorithm.js";
import type { Certificate } from "../x509/certificate.js";
import { checkSignature } from "../x509/signature.js";
import { contentsOf } from "./any-value.js";
import { type Attribute, singleValue } from "./attributes.js";
import type { SignedData, SignerInfo } from "./signed-data.js";

export type SignerFailure =
  | {
      readonly code: "signer/attribute-invalid";
      readonly attribute: Oid;
      readonly problem: "missing" | "repeated" | "differs-from-content";
    }
  | { readonly code: "signer/algorithm-not-supported"; readonly algorithm: Oid }
  | { readonly code: "signer/digest-not-allowed"; readonly digest: HashName }
  | { readonly code: "signer/digest-mismatch" }
  | { readonly code: "signer/signature-invalid" };

export const CmsAttribute = {
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
} as const;

/**
 * The certificate that a signer names as its own; the first, should several fit. The issuer is compared octet by
 * octet: whoever signs copies it from the certificate, and nothing signed protects it from being altered.
 */
export function certificateOf(signer: SignerInfo, among: readonly Certificate[]): Certificate | undefined {
  const { identifier } = signer;
  if (identifier.kind === "key-identifier") {
    const wanted = toHex(identifier.keyIdentifier);
    return among.find((certificate) => certificate.extensions.subjectKeyIdentifier === wanted);
  }
  const serial = toHex(identifier.serial);
  return among.find(
    (certificate) =>
      certificate.serial === serial && sameBytes(certificate.issuer.der, identifier.issuer.der),
  );
}

/** Whether this signer signed this content with that certificate's key, by a digest that is allowed. */
export function checkSigner(
  signedData: SignedData,
  signer: SignerInfo,
  certificate: Certificate,
  allowedDigests: readonly HashName[],
): Result<undefined, SignerFailure> {
  const digest = agreedDigest(signedData, signer);
  if (typeof digest !== "string") return failed(digest);
  if (!allowedDigests.includes(digest)) return failed({ code: "signer/digest-not-allowed", digest });
  const content = signedData.content ?? new Uint8Array(0);
  const { signedAttributes, signature } = signer;
  const problem = signedAttributes
    ? checkAttributes(signedAttributes.attributes, signedData.contentType, digest, content)
    : checkNoneNeeded(signedData.contentType);
  if (problem) return failed(problem);
  const signedPart = signedAttributes ? asSetOf(signedAttributes.der) : content;
  const signatureAlgorithm = withDigest(signer.signatureAlgorithm, digest);
  const verdict = signatureAlgorithm
    ? checkSignature({ signedPart, signatureAlgorithm, signature }, certificate.publicKey)
    : "unsupported";
  if (verdict === "unsupported") return failed(unsupported(signer.signatureAlgorithm));
  return verdict === "valid" ? success(undefined) : failed({ code: "signer/signature-invalid" });
}

/** RFC 5652 section 5.1: the message lists the digests of all its signers, so that one pass computes them. */
function agreedDigest({ digestAlgorithms }: SignedData, signer: SignerInfo): HashName | SignerFailure {
  const unknown = [signer.digestAlgorithm, ...digestAlgorithms].find(
    (algorithm) => digestOf(algorithm) === undefined,
  );
  if (unknown) return unsupported(unknown);
  const isListed = digestAlgorithms.some(({ oid }) => oid === signer.digestAlgorithm.oid);
  return isListed ? digestOf(signer.digestAlgorithm)! : unsupported(signer.digestAlgorithm);
}

/** RFC 5652 section 5.3: only content of type id-data may be signed without attributes. */
function checkNoneNeeded(contentType: Oid): SignerFailure | undefined {
  return contentType === DATA ? undefined : invalid(CmsAttribute.contentType, "missing");
}

function unsupported({ oid }: AlgorithmIdentifier): SignerFailure {
  return { code: "signer/algorithm-not-supported", algorithm: oid };
}

const DATA: Oid = "1.2.840.113549.1.7.1";

function digestOf({ oid, parameters }: AlgorithmIdentifier): HashName | undefined {
  // RFC 5754 section 2: parameters are absent or NULL.
  if (parameters !== undefined && !(parameters.length === 2 && parameters[0] === Tag.null)) return undefined;
  return hashOf(oid);
}

/**
 * The signature algorithm with its digest. CMS may name the key's algorithm alone and leave the digest to its
 * own field (RFC 3370 section 3.2, RFC 5753 section 2.1.1). Undefined when the two do not agree.
 */
function withDigest(algorithm: AlgorithmIdentifier, digest: HashName): AlgorithmIdentifier | undefined {
  const combined = COMBINED[algorithm.oid]?.[digest];
  if (combined) return { ...algorithm, oid: combined };
  const scheme = signatureScheme(algorithm);
  return scheme && "hash" in scheme && scheme.hash === digest ? algorithm : undefined;
}

const COMBINED: Readonly<Record<Oid, Partial<Record<HashName, Oid>>>> = {
  [KeyAlgorithm.rsa]: {
    sha1: "1.2.840.113549.1.1.5",
    sha256: "1.2.840.113549.1.1.11",
    sha384: "1.2.840.113549.1.1.12",
    sha512: "1.2.840.113549.1.1.13",
  },
  [KeyAlgorithm.ec]: {
    sha1: "1.2.840.10045.4.1",
    sha256: "1.2.840.10045.4.3.2",
    sha384: "1.2.840.10045.4.3.3",
    sha512: "1.2.840.10045.4.3.4",
  },
};

/** RFC 5652 sections 11.1 and 11.2: content type and message digest, each once, each right. */
function checkAttributes(
  attributes: readonly Attribute[],
  contentType: Oid,
  digest: HashName,
  content: Uint8Array,
): SignerFailure | undefined {
  const type = singleValue(attributes, CmsAttribute.contentType);
  if (type === undefined || type === "repeated") return invalid(CmsAttribute.contentType, type ?? "missing");
  if (readOid(new DerCursor(type)) !== contentType)
    return invalid(CmsAttribute.contentType, "differs-from-content");
  const stated = singleValue(attributes, CmsAttribute.messageDigest);
  if (stated === undefined || stated === "repeated")
    return invalid(CmsAttribute.messageDigest, stated ?? "missing");
  const computed = createHash(digest).update(content).digest();
  const matches = stated[0] === Tag.octetString && sameBytes(contentsOf(stated), computed);
  return matches ? undefined : { code: "signer/digest-mismatch" };
}

function invalid(attribute: Oid, problem: "missing" | "repeated" | "differs-from-content"): SignerFailure {
  return { code: "signer/attribute-invalid", attribute, problem };
}

/** RFC 5652 section 5.4: the signature covers the attributes with their SET OF tag, not the `[0]` they travel under. */
function asSetOf(der: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(der);
  copy[0] = Tag.set;
  return copy;
}
