/**
 * Reads X.509 certificates, version 1 to 3 (RFC 5280 4.1), as they are: what an issuer did against the rules
 * but what can still be understood is listed under `defects`, and only a structure that cannot be followed is
 * a failure. It does not check signatures, dates or trust.
 */
import {
  contextGroup,
  contextTag,
  type DerBounds,
  DerCursor,
  type DerFailureCode,
  Tag,
} from "../der/cursor.js";
import { toHex } from "../der/hex.js";
import type { Oid } from "../der/oid.js";
import { type DecodedTime, readTime } from "../der/time.js";
import { failed, type Result, success } from "../result.js";
import { type AlgorithmIdentifier, readAlgorithm, sameAlgorithm } from "./algorithm.js";
import { type Extensions, noExtensions } from "./extensions.js";
import { type Sha1Fingerprint, type Sha256Fingerprint, sha1Of, sha256Of } from "./fingerprint.js";
import { type DistinguishedName, readName, sameName } from "./name.js";
import { type PublicKey, readPublicKey } from "./public-key.js";
import { readExtensions } from "./read-extensions.js";

export interface Certificate {
  /** The certificate exactly as encoded; its identity. */
  readonly der: Uint8Array;
  readonly sha256: Sha256Fingerprint;
  readonly sha1: Sha1Fingerprint;
  readonly version: 1 | 2 | 3;
  /**
   * The octets of the INTEGER in upper-case hexadecimal, exactly as encoded: a serial whose first bit is set
   * starts with `00` here, though tools print it without. Compare with `sameSerial`.
   */
  readonly serial: string;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: PublicKey;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  /** Empty when it is not made of whole octets, which no algorithm produces. */
  readonly signature: Uint8Array;
  /** The part that is signed. */
  readonly signedPart: Uint8Array;
  readonly extensions: Extensions;
  readonly defects: readonly CertificateDefect[];
}

/** What is wrong with a certificate that could be read. */
export type CertificateDefect =
  | {
      readonly code: Exclude<
        CertificateDefectCode,
        "certificate/extension-malformed" | "certificate/extension-repeated"
      >;
    }
  | {
      readonly code: "certificate/extension-malformed" | "certificate/extension-repeated";
      readonly oid: Oid;
    };

export type CertificateDefectCode =
  | "certificate/serial-not-minimal"
  | "certificate/serial-negative"
  | "certificate/serial-zero"
  | "certificate/serial-too-long"
  | "certificate/time-with-fraction"
  | "certificate/time-irregular"
  /** A date before 2050 is written in the form for later ones (against RFC 5280, 4.1.2.5). */
  | "certificate/time-generalized-too-early"
  | "certificate/name-irregular-text"
  | "certificate/signature-algorithms-differ"
  | "certificate/signature-not-whole-octets"
  | "certificate/public-key-malformed"
  | "certificate/extensions-in-old-version"
  | "certificate/extensions-empty"
  | "certificate/unique-identifier-in-version-1"
  | "certificate/extension-malformed"
  | "certificate/extension-repeated";

/** Why bytes are no certificate, and at which offset that showed. */
export interface ReadFailure {
  readonly code: DerFailureCode | "certificate/unknown-version";
  readonly offset: number;
}

/** A genuine certificate is below 10 KiB, the largest of the public test suites below 200 KiB. */
const certificateBounds: DerBounds = { depth: 24, elements: 200_000, size: 4 * 1024 * 1024 };

/** Reads one DER certificate, which must fill the bytes. The bytes are kept, not copied. */
export function readCertificate(der: Uint8Array): Result<Certificate, ReadFailure> {
  const cursor = new DerCursor(der, certificateBounds);
  const outer = cursor.enter(Tag.sequence);
  const start = cursor.position;
  const body = readBody(cursor);
  const signedPart = der.subarray(start, cursor.position);
  const signatureAlgorithm = readAlgorithm(cursor);
  const signature = cursor.octets(Tag.bitString);
  cursor.leave(outer);
  if (cursor.failure === undefined && !cursor.atEnd()) cursor.fail("der/trailing-data", cursor.position);
  if (cursor.failure !== undefined) return failed(cursor.failure);
  if (body.version === undefined) return failed({ code: "certificate/unknown-version", offset: start });
  return success(new DecodedCertificate(der, body, body.version, signatureAlgorithm, signature, signedPart));
}

/** Whether two printed serial numbers are the same number: separators, case and leading zeros do not count. */
export function sameSerial(a: string, b: string): boolean {
  return significantDigits(a) === significantDigits(b);
}

/** Whether it names itself as issuer (RFC 5280 3.2); whether it also signed itself is another question. */
export function isSelfIssued({ subject, issuer }: Certificate): boolean {
  return sameName(subject, issuer);
}

function significantDigits(serial: string): string {
  return serial.replace(/[:\s]/g, "").toUpperCase().replace(/^0+/, "");
}

interface Body {
  readonly version: 1 | 2 | 3 | undefined;
  readonly serial: Uint8Array;
  readonly innerAlgorithm: AlgorithmIdentifier;
  readonly issuer: DistinguishedName;
  readonly notBefore: DecodedTime;
  readonly notAfter: DecodedTime;
  readonly subject: DistinguishedName;
  readonly publicKey: PublicKey;
  readonly hasUniqueIdentifier: boolean;
  readonly extensions: Extensions | undefined;
}

/** TBSCertificate (RFC 5280 4.1). */
function readBody(cursor: DerCursor): Body {
  const outer = cursor.enter(Tag.sequence);
  const version = readVersion(cursor);
  const serial = cursor.octets(Tag.integer);
  if (cursor.failure === undefined && serial.length === 0) cursor.fail("der/bad-value", cursor.position);
  const innerAlgorithm = readAlgorithm(cursor);
  const issuer = readName(cursor);
  const validity = cursor.enter(Tag.sequence);
  const notBefore = readTime(cursor);
  const notAfter = readTime(cursor);
  cursor.leave(validity);
  const subject = readName(cursor);
  const publicKey = readPublicKey(cursor);
  let hasUniqueIdentifier = false;
  for (const tag of [contextTag(1), contextTag(2)]) {
    if (!cursor.nextIs(tag)) continue;
    cursor.element();
    hasUniqueIdentifier = true;
  }
  const extensions = readExtensionsField(cursor);
  cursor.leave(outer);
  return {
    version,
    serial,
    innerAlgorithm,
    issuer,
    notBefore,
    notAfter,
    subject,
    publicKey,
    hasUniqueIdentifier,
    extensions,
  };
}

function readVersion(cursor: DerCursor): 1 | 2 | 3 | undefined {
  if (!cursor.nextIs(contextGroup(0))) return 1;
  const outer = cursor.enter(contextGroup(0));
  const value = cursor.smallInteger();
  cursor.leave(outer);
  return value === 0 ? 1 : value === 1 ? 2 : value === 2 ? 3 : undefined;
}

function readExtensionsField(cursor: DerCursor): Extensions | undefined {
  if (!cursor.nextIs(contextGroup(3))) return undefined;
  const outer = cursor.enter(contextGroup(3));
  const extensions = readExtensions(cursor);
  cursor.leave(outer);
  return extensions;
}

/** Fingerprints are computed when first asked for: many certificates are only passed by. */
class DecodedCertificate implements Certificate {
  readonly serial: string;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: PublicKey;
  readonly extensions: Extensions;
  readonly signature: Uint8Array;
  readonly defects: readonly CertificateDefect[];
  #sha256: Sha256Fingerprint | undefined;
  #sha1: Sha1Fingerprint | undefined;

  constructor(
    readonly der: Uint8Array,
    body: Body,
    readonly version: 1 | 2 | 3,
    readonly signatureAlgorithm: AlgorithmIdentifier,
    signatureBits: Uint8Array,
    readonly signedPart: Uint8Array,
  ) {
    this.serial = toHex(body.serial);
    this.issuer = body.issuer;
    this.subject = body.subject;
    this.notBefore = new Date(body.notBefore.at);
    this.notAfter = new Date(body.notAfter.at);
    this.publicKey = body.publicKey;
    this.extensions = body.extensions ?? noExtensions;
    const isWhole = signatureBits[0] === 0;
    this.signature = isWhole ? signatureBits.subarray(1) : new Uint8Array(0);
    this.defects = findDefects(body, version, signatureAlgorithm, isWhole);
  }

  get sha256(): Sha256Fingerprint {
    this.#sha256 ??= sha256Of(this.der);
    return this.#sha256;
  }

  get sha1(): Sha1Fingerprint {
    this.#sha1 ??= sha1Of(this.der);
    return this.#sha1;
  }
}

function findDefects(
  body: Body,
  version: 1 | 2 | 3,
  outerAlgorithm: AlgorithmIdentifier,
  signatureIsWhole: boolean,
): CertificateDefect[] {
  const defects: CertificateDefect[] = serialDefects(body.serial);
  for (const { form } of [body.notBefore, body.notAfter]) {
    if (form === "fraction") defects.push({ code: "certificate/time-with-fraction" });
    else if (form === "other") defects.push({ code: "certificate/time-irregular" });
    else if (form !== "regular") defects.push({ code: "certificate/time-generalized-too-early" });
  }
  if (!isRegular(body.issuer) || !isRegular(body.subject))
    defects.push({ code: "certificate/name-irregular-text" });
  if (!sameAlgorithm(body.innerAlgorithm, outerAlgorithm)) {
    defects.push({ code: "certificate/signature-algorithms-differ" });
  }
  if (!signatureIsWhole) defects.push({ code: "certificate/signature-not-whole-octets" });
  if (!body.publicKey.wellFormed) defects.push({ code: "certificate/public-key-malformed" });
  if (body.hasUniqueIdentifier && version === 1) {
    defects.push({ code: "certificate/unique-identifier-in-version-1" });
  }
  return body.extensions === undefined ? defects : defects.concat(extensionDefects(body.extensions, version));
}

/** RFC 5280 4.1.2.2: positive, at most 20 octets. */
function serialDefects(serial: Uint8Array): CertificateDefect[] {
  const defects: CertificateDefect[] = [];
  const [first = 0, second = 0] = serial;
  const isPadded =
    serial.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
  if (isPadded) defects.push({ code: "certificate/serial-not-minimal" });
  if (first >= 0x80) defects.push({ code: "certificate/serial-negative" });
  if (serial.every((octet) => octet === 0)) defects.push({ code: "certificate/serial-zero" });
  if (serial.length > 20) defects.push({ code: "certificate/serial-too-long" });
  return defects;
}

function isRegular(name: DistinguishedName): boolean {
  return name.rdns.every((rdn) => rdn.every(({ regular }) => regular));
}

function extensionDefects(extensions: Extensions, version: 1 | 2 | 3): CertificateDefect[] {
  const defects: CertificateDefect[] = [];
  if (version !== 3) defects.push({ code: "certificate/extensions-in-old-version" });
  if (extensions.all.length === 0) defects.push({ code: "certificate/extensions-empty" });
  for (const oid of extensions.malformed) defects.push({ code: "certificate/extension-malformed", oid });
  const seen = new Set<Oid>();
  for (const { oid } of extensions.all) {
    if (seen.has(oid)) defects.push({ code: "certificate/extension-repeated", oid });
    seen.add(oid);
  }
  return defects;
}
