/**
 * Reads CMS SignedData (RFC 5652 section 5) and its PKCS#7 ancestor from DER: what is signed, who says to have
 * signed it, which certificates travel along. It verifies nothing and opens no certificate.
 */
import { contextGroup, contextTag, type DerBounds, DerCursor, type DerFailure, Tag } from "../der/cursor.js";
import { type Oid, readOid } from "../der/oid.js";
import { failed, type Result, success } from "../result.js";
import { type AlgorithmIdentifier, readAlgorithm } from "../x509/algorithm.js";
import { type DistinguishedName, readName } from "../x509/name.js";
import { type Attribute, readAttributes } from "./attributes.js";

export interface SignedData {
  readonly version: number;
  readonly digestAlgorithms: readonly AlgorithmIdentifier[];
  readonly contentType: Oid;
  /** The octets that are signed; absent from a SignedData that only carries certificates. */
  readonly content: Uint8Array | undefined;
  /** Each element of the certificate set as encoded: usually, but not by force, a certificate. */
  readonly certificates: readonly Uint8Array[];
  /** Each element of the CRL set as encoded. */
  readonly crls: readonly Uint8Array[];
  readonly signers: readonly SignerInfo[];
}

export interface SignerInfo {
  readonly version: number;
  readonly identifier: SignerIdentifier;
  readonly digestAlgorithm: AlgorithmIdentifier;
  readonly signedAttributes: SignedAttributes | undefined;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

export type SignerIdentifier =
  | { readonly kind: "issuer-and-serial"; readonly issuer: DistinguishedName; readonly serial: Uint8Array }
  | { readonly kind: "key-identifier"; readonly keyIdentifier: Uint8Array };

export interface SignedAttributes {
  /** As encoded, with the implicit tag `[0]` in place of SET OF. */
  readonly der: Uint8Array;
  readonly attributes: readonly Attribute[];
}

export type CmsFailure =
  | { readonly code: "cms/not-signed-data"; readonly contentType: Oid }
  | { readonly code: "cms/too-many-certificates"; readonly limit: number }
  | { readonly code: "cms/too-many-signers"; readonly limit: number }
  | { readonly code: "cms/trailing-data"; readonly offset: number }
  | { readonly code: "cms/unreadable"; readonly because: DerFailure };

export const CMS_LIMITS = { bytes: 16 << 20, certificates: 20_000, signers: 16 } as const;

const BOUNDS: DerBounds = { depth: 16, elements: 250_000, size: CMS_LIMITS.bytes };
const SIGNED_DATA: Oid = "1.2.840.113549.1.7.2";

/** Reads a ContentInfo that holds SignedData; the whole input must be that one element. */
export function readSignedData(bytes: Uint8Array): Result<SignedData, CmsFailure> {
  const cursor = new DerCursor(bytes, BOUNDS);
  const whole = cursor.enter(Tag.sequence);
  const contentType = readOid(cursor);
  if (cursor.failure === undefined && contentType !== SIGNED_DATA)
    return failed({ code: "cms/not-signed-data", contentType });
  const explicit = cursor.enter(contextGroup(0));
  const signedData = readBody(cursor);
  cursor.leave(explicit);
  cursor.leave(whole);
  if (cursor.failure) return failed({ code: "cms/unreadable", because: cursor.failure });
  if (!cursor.atEnd()) return failed({ code: "cms/trailing-data", offset: cursor.position });
  if (signedData.certificates.length > CMS_LIMITS.certificates) {
    return failed({ code: "cms/too-many-certificates", limit: CMS_LIMITS.certificates });
  }
  if (signedData.signers.length > CMS_LIMITS.signers) {
    return failed({ code: "cms/too-many-signers", limit: CMS_LIMITS.signers });
  }
  return success(signedData);
}

function readBody(cursor: DerCursor): SignedData {
  const outer = cursor.enter(Tag.sequence);
  const version = cursor.smallInteger();
  // RFC 5652 section 5.1.
  if (![1, 3, 4, 5].includes(version)) cursor.fail("der/bad-value", cursor.position);
  const digestAlgorithms = readEach(cursor, Tag.set, (inside) => readAlgorithm(inside));
  const { contentType, content } = readContent(cursor);
  const certificates = readOptionalElements(cursor, contextGroup(0));
  const crls = readOptionalElements(cursor, contextGroup(1));
  const signers = readEach(cursor, Tag.set, readSigner);
  cursor.leave(outer);
  return { version, digestAlgorithms, contentType, content, certificates, crls, signers };
}

function readContent(cursor: DerCursor): Pick<SignedData, "contentType" | "content"> {
  const outer = cursor.enter(Tag.sequence);
  const contentType = readOid(cursor);
  let content: Uint8Array | undefined;
  if (!cursor.atEnd()) {
    const explicit = cursor.enter(contextGroup(0));
    content = cursor.octets(Tag.octetString);
    cursor.leave(explicit);
  }
  cursor.leave(outer);
  return { contentType, content };
}

function readSigner(cursor: DerCursor): SignerInfo {
  const outer = cursor.enter(Tag.sequence);
  const version = cursor.smallInteger();
  const identifier = readIdentifier(cursor);
  // RFC 5652 section 5.3: the version tells how the signer is identified.
  if (version !== (identifier.kind === "key-identifier" ? 3 : 1))
    cursor.fail("der/bad-value", cursor.position);
  const digestAlgorithm = readAlgorithm(cursor);
  const signedAttributes = cursor.nextIs(contextGroup(0)) ? readSignedAttributes(cursor) : undefined;
  const signatureAlgorithm = readAlgorithm(cursor);
  const signature = cursor.octets(Tag.octetString);
  // Unsigned attributes say nothing that anyone could rely on: read for their form only.
  if (!cursor.atEnd()) readAttributes(cursor, contextGroup(1));
  cursor.leave(outer);
  return { version, identifier, digestAlgorithm, signedAttributes, signatureAlgorithm, signature };
}

function readIdentifier(cursor: DerCursor): SignerIdentifier {
  if (cursor.nextIs(contextTag(0))) {
    return { kind: "key-identifier", keyIdentifier: cursor.octets(contextTag(0)) };
  }
  const outer = cursor.enter(Tag.sequence);
  const issuer = readName(cursor);
  const serial = cursor.octets(Tag.integer);
  if (serial.length === 0) cursor.fail("der/bad-value", cursor.position);
  cursor.leave(outer);
  return { kind: "issuer-and-serial", issuer, serial };
}

function readSignedAttributes(cursor: DerCursor): SignedAttributes {
  const start = cursor.position;
  const attributes = readAttributes(cursor, contextGroup(0));
  return { der: cursor.bytes.subarray(start, cursor.position), attributes };
}

function readEach<T>(cursor: DerCursor, tag: number, read: (cursor: DerCursor) => T): T[] {
  const found: T[] = [];
  const outer = cursor.enter(tag);
  while (!cursor.atEnd()) found.push(read(cursor));
  cursor.leave(outer);
  return found;
}

function readOptionalElements(cursor: DerCursor, tag: number): Uint8Array[] {
  return cursor.nextIs(tag) ? readEach(cursor, tag, (inside) => inside.element()) : [];
}
