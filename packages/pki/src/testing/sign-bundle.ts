/**
 * Makes bundles as the vendor does: the certificates in a signerless SignedData, that as the content of an
 * outer SignedData with one signer. Everything that a test wants to be wrong can be ordered wrong.
 */
import { createHash } from "node:crypto";
import * as der from "./der-writer.js";
import {
  digestAlgorithm,
  digestOf,
  type IssuedCertificate,
  type SigningScheme,
  signatureAlgorithm,
  signWith,
  subjectKeyId,
} from "./issue-certificate.js";

export interface BundleOrder {
  /** DER of what goes into the pool; any bytes, so that odd certificates can be ordered. */
  readonly certificates: readonly der.Bytes[];
  readonly signer: IssuedCertificate;
  readonly signerIssuerSubject: string;
  /** Certificates that travel with the signature; the signer's own first. */
  readonly transport: readonly der.Bytes[];
  readonly name?: string;
  readonly version?: string;
  readonly signedAt?: Date;
  readonly scheme?: SigningScheme;
  readonly identifiedBy?: "issuer-and-serial" | "subject-key-identifier";
  readonly signedAttributes?: "present" | "absent";
  /** rsaEncryption instead of the combined identifier, as the vendor writes it. */
  readonly rsaIdentifier?: "combined" | "plain";
  /** Replaces the whole content. */
  readonly content?: der.Bytes;
  readonly contentType?: string;
  readonly extraAttributes?: readonly der.Bytes[];
  /** Replaces the digest in the messageDigest attribute. */
  readonly messageDigest?: der.Bytes;
}

const SIGNED_DATA = "1.2.840.113549.1.7.2";
const DATA = "1.2.840.113549.1.7.1";

/** PKCS#7 with certificates and no signer. */
export function certificatesOnly(certificates: readonly der.Bytes[]): der.Bytes {
  return signedData([
    der.integer(1),
    der.setOf(),
    der.sequence(der.oid(DATA)),
    der.context(0, ...certificates),
    der.setOf(),
  ]);
}

export function signBundle(order: BundleOrder): der.Bytes {
  const scheme =
    order.scheme ?? (order.signer.privateKey.asymmetricKeyType === "ec" ? "ecdsa-sha256" : "rsa-sha256");
  const content = order.content ?? certificatesOnly(order.certificates);
  const contentType = order.contentType ?? DATA;
  const bySki = order.identifiedBy === "subject-key-identifier";
  return signedData([
    der.integer(bySki ? 3 : 1),
    der.setOf(digestAlgorithm(digestOf(scheme))),
    der.sequence(der.oid(contentType), der.context(0, der.octets(content))),
    der.context(0, ...order.transport),
    der.setOf(signerInfo(order, scheme, content, contentType)),
  ]);
}

export function attribute(type: string, ...values: readonly der.Bytes[]): der.Bytes {
  return der.sequence(der.oid(type), der.setOf(...values));
}

function signedData(parts: readonly der.Bytes[]): der.Bytes {
  return der.sequence(der.oid(SIGNED_DATA), der.context(0, der.sequence(...parts)));
}

function signerInfo(
  order: BundleOrder,
  scheme: SigningScheme,
  content: der.Bytes,
  contentType: string,
): der.Bytes {
  const bySki = order.identifiedBy === "subject-key-identifier";
  const attributes =
    order.signedAttributes === "absent" ? undefined : signedAttributes(order, scheme, content, contentType);
  const signature = signWith(scheme, order.signer.privateKey, attributes ?? content);
  const implicit = attributes && der.join([Uint8Array.of(0xa0), attributes.subarray(1)]);
  return der.sequence(
    der.integer(bySki ? 3 : 1),
    bySki
      ? der.element(0x80, subjectKeyId(order.signer.publicKey))
      : der.sequence(der.name(order.signerIssuerSubject), der.integer(order.signer.serial)),
    digestAlgorithm(digestOf(scheme)),
    ...(implicit ? [implicit] : []),
    order.rsaIdentifier === "plain"
      ? der.sequence(der.oid("1.2.840.113549.1.1.1"), der.nothing())
      : signatureAlgorithm(scheme),
    der.octets(signature),
  );
}

function signedAttributes(
  order: BundleOrder,
  scheme: SigningScheme,
  content: der.Bytes,
  contentType: string,
): der.Bytes {
  const digest = order.messageDigest ?? new Uint8Array(createHash(digestOf(scheme)).update(content).digest());
  return der.setOf(
    attribute("1.2.840.113549.1.9.3", der.oid(contentType)),
    attribute("1.2.840.113549.1.9.4", der.octets(digest)),
    ...(order.signedAt ? [attribute("1.2.840.113549.1.9.5", der.time(order.signedAt))] : []),
    ...(order.name === undefined ? [] : [attribute("1.3.6.1.4.1.9.21.2.3.2", der.printable(order.name))]),
    ...(order.version === undefined
      ? []
      : [attribute("1.3.6.1.4.1.9.21.2.3.1", der.printable(order.version))]),
    ...(order.extraAttributes ?? []),
  );
}
