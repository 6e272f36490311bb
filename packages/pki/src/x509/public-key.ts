/** SubjectPublicKeyInfo: which kind of key and how large. It does not check signatures. */
import { DerCursor, Tag } from "../der/cursor.js";
import { type Oid, readOid } from "../der/oid.js";
import { type AlgorithmIdentifier, KeyAlgorithm, readAlgorithm } from "./algorithm.js";

export interface PublicKey {
  /** The whole SubjectPublicKeyInfo as encoded. */
  readonly der: Uint8Array;
  readonly algorithm: AlgorithmIdentifier;
  readonly kind: "rsa" | "rsa-pss" | "dsa" | "ec" | "ed25519" | "ed448" | "unknown";
  /** The key itself: contents of the BIT STRING. */
  readonly key: Uint8Array;
  /** Size of modulus, prime or field in bits; undefined when it cannot be told. */
  readonly bits: number | undefined;
  /** The named curve of an EC key; `explicit` when its parameters are spelled out. */
  readonly curve: CurveName | undefined;
  /** False when the key does not have the structure its algorithm asks for. */
  readonly wellFormed: boolean;
}

export type CurveName = "P-192" | "P-224" | "P-256" | "P-384" | "P-521" | "secp256k1" | "explicit" | "other";

export function readPublicKey(cursor: DerCursor): PublicKey {
  const start = cursor.position;
  const outer = cursor.enter(Tag.sequence);
  const algorithm = readAlgorithm(cursor);
  const key = readBitString(cursor);
  cursor.leave(outer);
  const der = cursor.bytes.subarray(start, cursor.position);
  const details = cursor.failure === undefined ? describe(algorithm, key) : unknownKey;
  return { der, algorithm, key, ...details };
}

/** A BIT STRING of whole octets. */
function readBitString(cursor: DerCursor, tag: number = Tag.bitString): Uint8Array {
  const contents = cursor.octets(tag);
  if (cursor.failure !== undefined) return contents;
  if (contents[0] !== 0) cursor.fail("der/bad-value", cursor.position - contents.length);
  return contents.subarray(1);
}

type KeyDetails = Pick<PublicKey, "kind" | "bits" | "curve" | "wellFormed">;

const unknownKey: KeyDetails = { kind: "unknown", bits: undefined, curve: undefined, wellFormed: true };

function describe(algorithm: AlgorithmIdentifier, key: Uint8Array): KeyDetails {
  switch (algorithm.oid) {
    case KeyAlgorithm.rsa:
      return sized("rsa", rsaBits(key));
    case KeyAlgorithm.rsaPss:
      return sized("rsa-pss", rsaBits(key));
    case KeyAlgorithm.dsa:
      return describeDsa(algorithm);
    case KeyAlgorithm.ec:
      return describeEc(algorithm, key);
    case KeyAlgorithm.ed25519:
      return { kind: "ed25519", bits: 255, curve: undefined, wellFormed: key.length === 32 };
    case KeyAlgorithm.ed448:
      return { kind: "ed448", bits: 448, curve: undefined, wellFormed: key.length === 57 };
    default:
      return unknownKey;
  }
}

function sized(kind: PublicKey["kind"], bits: number | undefined): KeyDetails {
  return { kind, bits, curve: undefined, wellFormed: bits !== undefined };
}

/** RSAPublicKey (RFC 3279 2.3.1). */
function rsaBits(key: Uint8Array): number | undefined {
  const cursor = new DerCursor(key);
  const outer = cursor.enter(Tag.sequence);
  const bits = unsignedBits(cursor.octets(Tag.integer));
  const exponent = cursor.octets(Tag.integer);
  cursor.leave(outer);
  // An exponent of 1 or an even one makes no signature scheme (RFC 8017 3.1).
  const isOdd = ((exponent.at(-1) ?? 0) & 1) === 1;
  const isUsable = isOdd && (unsignedBits(exponent) ?? 0) > 1;
  return cursor.failure === undefined && isUsable && cursor.atEnd() ? bits : undefined;
}

/** The parameters may be absent: they are then the issuer's (RFC 3279 2.3.2). */
function describeDsa(algorithm: AlgorithmIdentifier): KeyDetails {
  if (algorithm.parameters === undefined) return { ...sized("dsa", undefined), wellFormed: true };
  const cursor = new DerCursor(algorithm.parameters);
  cursor.enter(Tag.sequence);
  return sized("dsa", unsignedBits(cursor.octets(Tag.integer)));
}

function describeEc(algorithm: AlgorithmIdentifier, key: Uint8Array): KeyDetails {
  const parameters = algorithm.parameters;
  // RFC 5480 2.1.1: a named curve. Curves spelled out have let forged ones pass (CVE-2020-0601).
  if (parameters === undefined || parameters[0] !== Tag.oid) {
    return { kind: "ec", bits: undefined, curve: "explicit", wellFormed: false };
  }
  const cursor = new DerCursor(parameters);
  const known = curves[readOid(cursor)];
  if (known === undefined) return { kind: "ec", bits: undefined, curve: "other", wellFormed: true };
  const [curve, bits] = known;
  return { kind: "ec", bits, curve, wellFormed: isPoint(key, Math.ceil(bits / 8)) };
}

/** SEC 1 2.3.3: 04 and both coordinates, or 02 or 03 and the first. */
function isPoint(key: Uint8Array, width: number): boolean {
  return key[0] === 4 ? key.length === 1 + 2 * width : (key[0] ?? 0) >> 1 === 1 && key.length === 1 + width;
}

/** Bits of a positive INTEGER's contents; undefined for zero, negative or missing. */
function unsignedBits(contents: Uint8Array): number | undefined {
  let i = 0;
  while (i < contents.length && contents[i] === 0) i++;
  const first = contents[i];
  if (first === undefined || (i === 0 && first >= 0x80)) return undefined;
  return (contents.length - i) * 8 - Math.clz32(first) + 24;
}

const curves: Readonly<Record<Oid, readonly [CurveName, number]>> = {
  "1.2.840.10045.3.1.1": ["P-192", 192],
  "1.3.132.0.33": ["P-224", 224],
  "1.2.840.10045.3.1.7": ["P-256", 256],
  "1.3.132.0.34": ["P-384", 384],
  "1.3.132.0.35": ["P-521", 521],
  "1.3.132.0.10": ["secp256k1", 256],
};
