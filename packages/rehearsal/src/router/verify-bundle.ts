/**
 * How an emulated router judges a CA bundle: a CMS signature by someone whose certificate leads up to a root in the
 * router's own Built-In set. A third-party library reads the CMS and node:crypto checks the signatures, so that this
 * shares nothing with the code that a lab exists to test.
 */
import { createHash, verify } from "node:crypto";
import { ContentInfo, SignedData, type SignerInfo } from "@peculiar/asn1-cms";
import { AsnParser, AsnSerializer, OctetString } from "@peculiar/asn1-schema";
import {
  type EmulatedCertificate,
  isIssuedBy,
  publicKeyOf,
  readCertificate,
} from "../certificates/certificate.js";
import { readElements, writeSetOf } from "../certificates/der.js";

export type BundleJudgement =
  | { readonly ok: true; readonly certificates: readonly EmulatedCertificate[] }
  | { readonly ok: false; readonly refusal: BundleRefusal };

export type BundleRefusal = "not-a-bundle" | "no-certificates" | "bad-signature" | "unknown-signer";

/** Judges `bytes` with the Built-In certificates of one router. */
export function judgeBundle(bytes: Uint8Array, builtIn: readonly EmulatedCertificate[]): BundleJudgement {
  const outer = parseSignedData(bytes);
  if (outer === undefined || outer.content === undefined) return { ok: false, refusal: "not-a-bundle" };
  const signerInfo = outer.signedData.signerInfos[0];
  const signer = signerInfo && outer.certificates.find((candidate) => isSigner(signerInfo, candidate));
  if (signerInfo === undefined || signer === undefined) return { ok: false, refusal: "unknown-signer" };
  if (!isSignedBy(signerInfo, outer.content, signer)) return { ok: false, refusal: "bad-signature" };
  if (!leadsTo(signer, outer.certificates, builtIn)) return { ok: false, refusal: "unknown-signer" };
  const certificates = poolIn(outer.content);
  if (certificates === undefined) return { ok: false, refusal: "not-a-bundle" };
  return certificates.length > 0 ? { ok: true, certificates } : { ok: false, refusal: "no-certificates" };
}

interface ParsedSignedData {
  readonly signedData: SignedData;
  readonly content: Uint8Array | undefined;
  readonly certificates: readonly EmulatedCertificate[];
}

function parseSignedData(bytes: Uint8Array): ParsedSignedData | undefined {
  try {
    const info = AsnParser.parse(bytes, ContentInfo);
    if (info.contentType !== ID_SIGNED_DATA) return undefined;
    const signedData = AsnParser.parse(info.content, SignedData);
    const single = signedData.encapContentInfo.eContent?.single;
    return {
      signedData,
      content: single instanceof OctetString ? new Uint8Array(single.buffer) : undefined,
      certificates: certificatesIn(new Uint8Array(info.content)),
    };
  } catch {
    // Whatever the library objects to, the router's answer is the same: this is not a bundle.
    return undefined;
  }
}

const ID_SIGNED_DATA = "1.2.840.113549.1.7.2";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";

/** The certificates of a SignedData, cut out byte for byte; one that cannot be read is passed over. */
function certificatesIn(signedData: Uint8Array): EmulatedCertificate[] {
  const sequence = readElements(signedData)[0];
  const field = sequence && readElements(sequence.content).find((element) => element.tag === 0xa0);
  if (field === undefined) return [];
  return readElements(field.content).flatMap(({ raw }) => {
    try {
      return [readCertificate(raw)];
    } catch {
      return [];
    }
  });
}

/** The certificates of the inner SignedData, which nobody signs: its bytes are what the outer one signs. */
function poolIn(content: Uint8Array): EmulatedCertificate[] | undefined {
  try {
    const info = readElements(readElements(content)[0]!.content)[1];
    return info && certificatesIn(info.content);
  } catch {
    return undefined;
  }
}

function isSigner(info: SignerInfo, candidate: EmulatedCertificate): boolean {
  const named = info.sid.issuerAndSerialNumber;
  if (named === undefined) return false;
  const serial = Buffer.from(named.serialNumber)
    .toString("hex")
    .toUpperCase()
    .replace(/^(00)+(?=..)/, "");
  return serial === candidate.serialNumber;
}

function isSignedBy(info: SignerInfo, content: Uint8Array, signer: EmulatedCertificate): boolean {
  const algorithm = DIGESTS[info.digestAlgorithm.algorithm];
  const digest = info.signedAttrs?.find((attribute) => attribute.attrType === MESSAGE_DIGEST)?.attrValues[0];
  if (algorithm === undefined || digest === undefined) return false;
  const claimed = Buffer.from(readElements(new Uint8Array(digest))[0]!.content);
  if (!claimed.equals(createHash(algorithm).update(content).digest())) return false;
  // RFC 5652 section 5.4: the signature covers the DER encoding of the attributes as a SET OF.
  const signed = writeSetOf(
    ...(info.signedAttrs ?? []).map((a) => new Uint8Array(AsnSerializer.serialize(a))),
  );
  try {
    return verify(algorithm, signed, publicKeyOf(signer), new Uint8Array(info.signature.buffer));
  } catch {
    return false;
  }
}

const DIGESTS: Readonly<Record<string, string>> = {
  "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};

const MAXIMUM_DEPTH = 4;

function leadsTo(
  certificate: EmulatedCertificate,
  carried: readonly EmulatedCertificate[],
  roots: readonly EmulatedCertificate[],
  depth = 0,
): boolean {
  if (roots.some((root) => isIssuedBy(certificate, root))) return true;
  if (depth === MAXIMUM_DEPTH) return false;
  const issuers = carried.filter(
    (candidate) => candidate !== certificate && isIssuedBy(certificate, candidate),
  );
  return issuers.some((issuer) => leadsTo(issuer, carried, roots, depth + 1));
}
