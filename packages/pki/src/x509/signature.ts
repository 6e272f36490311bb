/**
 * Checks one signature with `node:crypto`. Keys and verdicts are remembered for as long as their certificate
 * lives: a fleet asks the same question many times. It decides nothing about which algorithms are wanted.
 */
import { constants, createPublicKey, type JsonWebKey, type KeyObject, verify } from "node:crypto";
import { DerCursor, Tag } from "../der/cursor.js";
import { type AlgorithmIdentifier, type SignatureScheme, signatureScheme } from "./algorithm.js";
import type { Certificate } from "./certificate.js";
import type { PublicKey } from "./public-key.js";

export interface Signed {
  readonly signedPart: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

/** `unsupported`: the algorithm, its parameters or the key are not known to us or to OpenSSL. */
export type SignatureVerdict = "valid" | "invalid" | "unsupported";

/** Checks a signature over a certificate, a CRL or anything else that is signed. */
export function checkSignature(signed: Signed, key: PublicKey): SignatureVerdict {
  const scheme = signatureScheme(signed.signatureAlgorithm);
  const keyObject = key.wellFormed ? keyObjectOf(key) : undefined;
  if (scheme === undefined || keyObject === undefined) return "unsupported";
  if (!keyFits(scheme, key)) return "invalid";
  try {
    const fitted = withMaskHash(scheme, key, keyObject, signed.signatureAlgorithm);
    return verifyWith(scheme, fitted, signed) ? "valid" : "invalid";
  } catch {
    return "unsupported";
  }
}

/** The same for a certificate against its issuer's, remembered. */
export function checkIssuedBy(certificate: Certificate, issuer: Certificate): SignatureVerdict {
  let verdicts = remembered.get(certificate);
  if (verdicts === undefined) {
    verdicts = new Map();
    remembered.set(certificate, verdicts);
  }
  let verdict = verdicts.get(issuer);
  if (verdict === undefined) {
    verdict = checkSignature(certificate, issuer.publicKey);
    verdicts.set(issuer, verdict);
  }
  return verdict;
}

/** Whether an EC key is a point on a curve that is known; of other keys the structure tells enough. */
export function isUsableKey(key: PublicKey): boolean {
  return key.wellFormed && (key.kind !== "ec" || keyObjectOf(key) !== undefined);
}

/** Whether the verdict of `checkIssuedBy` is known already and costs nothing. */
export function isSignatureRemembered(certificate: Certificate, issuer: Certificate): boolean {
  return remembered.get(certificate)?.has(issuer) === true;
}

/**
 * The key with DSA parameters taken from the issuer when it has none of its own (RFC 5280 6.1.4 d-f); the key
 * as it is in every other case.
 */
export function withInheritedParameters(key: PublicKey, issuer: PublicKey): PublicKey {
  const parameters = issuer.algorithm.parameters;
  if (key.kind !== "dsa" || key.algorithm.parameters !== undefined) return key;
  if (issuer.kind !== "dsa" || parameters === undefined) return key;
  const oid = key.algorithm.der.subarray(2);
  const algorithm = encode(Tag.sequence, concat(oid, parameters));
  const der = publicKeyInfo(algorithm, key.key);
  return {
    ...key,
    der,
    bits: issuer.bits,
    algorithm: { oid: key.algorithm.oid, der: algorithm, parameters },
  };
}

/** By child, then by issuer: a child that is held holds the issuers it was checked against. */
const remembered = new WeakMap<Certificate, Map<Certificate, SignatureVerdict>>();
const keyObjects = new WeakMap<PublicKey, KeyObject | "unreadable">();

function keyObjectOf(key: PublicKey): KeyObject | undefined {
  let known = keyObjects.get(key);
  if (known === undefined) {
    known = createKeyObject(key);
    keyObjects.set(key, known);
  }
  return known === "unreadable" ? undefined : known;
}

/** OpenSSL's decoder for DER takes longer than an RSA signature check; numbers as JWK do not go through it. */
function createKeyObject(key: PublicKey): KeyObject | "unreadable" {
  try {
    const jwk =
      key.kind === "rsa" ? rsaNumbers(key.key) : key.curve === "P-256" ? p256Point(key.key) : undefined;
    if (jwk !== undefined) return createPublicKey({ key: jwk, format: "jwk" });
    const { buffer, byteOffset, length } = key.der;
    return createPublicKey({ key: Buffer.from(buffer, byteOffset, length), format: "der", type: "spki" });
  } catch {
    return "unreadable";
  }
}

function rsaNumbers(key: Uint8Array): JsonWebKey {
  const cursor = new DerCursor(key);
  cursor.enter(Tag.sequence);
  const n = base64url(cursor.octets(Tag.integer));
  return { kty: "RSA", n, e: base64url(cursor.octets(Tag.integer)) };
}

/** SEC 1 2.3.3: 04, x, y. A compressed point is left to OpenSSL. */
function p256Point(key: Uint8Array): JsonWebKey | undefined {
  if (key[0] !== 4 || key.length !== 65) return undefined;
  return { kty: "EC", crv: "P-256", x: base64url(key.subarray(1, 33)), y: base64url(key.subarray(33)) };
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64url");
}

function keyFits(scheme: SignatureScheme, key: PublicKey): boolean {
  switch (scheme.kind) {
    case "rsa":
      return key.kind === "rsa";
    case "rsa-pss":
      return key.kind === "rsa" || key.kind === "rsa-pss";
    case "ecdsa":
      return key.kind === "ec";
    default:
      return key.kind === scheme.kind;
  }
}

/**
 * `node:crypto` has MGF1 use the signature's hash, unless the key names another: where the two differ (RFC 4055
 * 3.1 allows it), an RSA key that may sign anything is read again as one bound to the signature's parameters.
 */
function withMaskHash(
  scheme: SignatureScheme,
  key: PublicKey,
  keyObject: KeyObject,
  algorithm: AlgorithmIdentifier,
): KeyObject {
  const differs = scheme.kind === "rsa-pss" && scheme.hash !== scheme.maskHash;
  if (!differs || key.algorithm.oid === algorithm.oid) return keyObject;
  const der = publicKeyInfo(algorithm.der, key.key);
  return createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" });
}

function verifyWith(scheme: SignatureScheme, key: KeyObject, { signedPart, signature }: Signed): boolean {
  if (scheme.kind === "ed25519" || scheme.kind === "ed448") return verify(null, signedPart, key, signature);
  if (scheme.kind !== "rsa-pss") return verify(scheme.hash, signedPart, key, signature);
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return verify(scheme.hash, signedPart, { key, padding, saltLength: scheme.saltLength }, signature);
}

/** SubjectPublicKeyInfo (RFC 5280 4.1). */
function publicKeyInfo(algorithm: Uint8Array, key: Uint8Array): Uint8Array {
  const bits = encode(Tag.bitString, concat(new Uint8Array(1), key));
  return encode(Tag.sequence, concat(algorithm, bits));
}

function encode(tag: number, contents: Uint8Array): Uint8Array {
  const { length } = contents;
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : length < 0x10000
          ? [tag, 0x82, length >> 8, length & 0xff]
          : [tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff];
  return concat(Uint8Array.from(header), contents);
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
