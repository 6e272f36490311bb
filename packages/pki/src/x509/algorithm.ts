/** AlgorithmIdentifier, and which key, hash and padding a signature algorithm means. */
import { contextGroup, DerCursor, Tag } from "../der/cursor.js";
import { sameBytes } from "../der/hex.js";
import { type Oid, readOid } from "../der/oid.js";

export interface AlgorithmIdentifier {
  readonly oid: Oid;
  /** The whole identifier as encoded. */
  readonly der: Uint8Array;
  /** Parameters as encoded; undefined when absent. */
  readonly parameters: Uint8Array | undefined;
}

export type HashName = "md2" | "md5" | "sha1" | "sha224" | "sha256" | "sha384" | "sha512" | SHA3;
type SHA3 = "sha3-224" | "sha3-256" | "sha3-384" | "sha3-512";

/** What must be known to check a signature. `saltLength` is in octets; `maskHash` is the hash of MGF1. */
export type SignatureScheme =
  | { readonly kind: "rsa" | "ecdsa" | "dsa"; readonly hash: HashName }
  | {
      readonly kind: "rsa-pss";
      readonly hash: HashName;
      readonly maskHash: HashName;
      readonly saltLength: number;
    }
  | { readonly kind: "ed25519" }
  | { readonly kind: "ed448" };

export function readAlgorithm(cursor: DerCursor, tag: number = Tag.sequence): AlgorithmIdentifier {
  const start = cursor.position;
  const outer = cursor.enter(tag);
  const oid = readOid(cursor);
  const parameters = cursor.atEnd() ? undefined : cursor.element();
  cursor.leave(outer);
  return { oid, der: cursor.bytes.subarray(start, cursor.position), parameters };
}

export function sameAlgorithm(a: AlgorithmIdentifier, b: AlgorithmIdentifier): boolean {
  return sameBytes(a.der, b.der);
}

/** The scheme of a signature algorithm; undefined when it is unknown or its parameters are not allowed. */
export function signatureScheme(algorithm: AlgorithmIdentifier): SignatureScheme | undefined {
  const known = schemes[algorithm.oid];
  if (known !== undefined) return parametersFit(known, algorithm.parameters) ? known : undefined;
  return algorithm.oid === rsaPss ? readPss(algorithm.parameters) : undefined;
}

/** The hash named by a digest algorithm identifier. */
export function hashOf(oid: Oid): HashName | undefined {
  return hashes[oid];
}

/** Key algorithms of SubjectPublicKeyInfo. */
export const KeyAlgorithm = {
  rsa: "1.2.840.113549.1.1.1",
  rsaPss: "1.2.840.113549.1.1.10",
  dsa: "1.2.840.10040.4.1",
  ec: "1.2.840.10045.2.1",
  ed25519: "1.3.101.112",
  ed448: "1.3.101.113",
} as const;

const rsaPss = "1.2.840.113549.1.1.10";
const maskGeneration1 = "1.2.840.113549.1.1.8";

const schemes: Readonly<Record<Oid, SignatureScheme>> = {
  "1.2.840.113549.1.1.2": { kind: "rsa", hash: "md2" },
  "1.2.840.113549.1.1.4": { kind: "rsa", hash: "md5" },
  "1.2.840.113549.1.1.5": { kind: "rsa", hash: "sha1" },
  "1.3.14.3.2.29": { kind: "rsa", hash: "sha1" },
  "1.2.840.113549.1.1.14": { kind: "rsa", hash: "sha224" },
  "1.2.840.113549.1.1.11": { kind: "rsa", hash: "sha256" },
  "1.2.840.113549.1.1.12": { kind: "rsa", hash: "sha384" },
  "1.2.840.113549.1.1.13": { kind: "rsa", hash: "sha512" },
  "2.16.840.1.101.3.4.3.13": { kind: "rsa", hash: "sha3-224" },
  "2.16.840.1.101.3.4.3.14": { kind: "rsa", hash: "sha3-256" },
  "2.16.840.1.101.3.4.3.15": { kind: "rsa", hash: "sha3-384" },
  "2.16.840.1.101.3.4.3.16": { kind: "rsa", hash: "sha3-512" },
  "1.2.840.10045.4.1": { kind: "ecdsa", hash: "sha1" },
  "1.2.840.10045.4.3.1": { kind: "ecdsa", hash: "sha224" },
  "1.2.840.10045.4.3.2": { kind: "ecdsa", hash: "sha256" },
  "1.2.840.10045.4.3.3": { kind: "ecdsa", hash: "sha384" },
  "1.2.840.10045.4.3.4": { kind: "ecdsa", hash: "sha512" },
  "2.16.840.1.101.3.4.3.9": { kind: "ecdsa", hash: "sha3-224" },
  "2.16.840.1.101.3.4.3.10": { kind: "ecdsa", hash: "sha3-256" },
  "2.16.840.1.101.3.4.3.11": { kind: "ecdsa", hash: "sha3-384" },
  "2.16.840.1.101.3.4.3.12": { kind: "ecdsa", hash: "sha3-512" },
  "1.2.840.10040.4.3": { kind: "dsa", hash: "sha1" },
  "2.16.840.1.101.3.4.3.1": { kind: "dsa", hash: "sha224" },
  "2.16.840.1.101.3.4.3.2": { kind: "dsa", hash: "sha256" },
  "2.16.840.1.101.3.4.3.3": { kind: "dsa", hash: "sha384" },
  "2.16.840.1.101.3.4.3.4": { kind: "dsa", hash: "sha512" },
  "1.3.101.112": { kind: "ed25519" },
  "1.3.101.113": { kind: "ed448" },
};

const hashes: Readonly<Record<Oid, HashName>> = {
  "1.2.840.113549.2.2": "md2",
  "1.2.840.113549.2.5": "md5",
  "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.4": "sha224",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
  "2.16.840.1.101.3.4.2.7": "sha3-224",
  "2.16.840.1.101.3.4.2.8": "sha3-256",
  "2.16.840.1.101.3.4.2.9": "sha3-384",
  "2.16.840.1.101.3.4.2.10": "sha3-512",
};

/**
 * RFC 3279 2.2, RFC 5758, RFC 8410: RSA has NULL (absence is tolerated, as widely done), the others nothing.
 * Anything else could smuggle in a meaning that is not checked.
 */
function parametersFit(scheme: SignatureScheme, parameters: Uint8Array | undefined): boolean {
  if (parameters === undefined) return true;
  const isNull = parameters.length === 2 && parameters[0] === Tag.null && parameters[1] === 0;
  return isNull && (scheme.kind === "rsa" || scheme.kind === "dsa");
}

/** RSASSA-PSS-params (RFC 4055 3.1); the trailer must be 1. */
function readPss(parameters: Uint8Array | undefined): SignatureScheme | undefined {
  if (parameters === undefined) return undefined;
  const cursor = new DerCursor(parameters);
  const outer = cursor.enter(Tag.sequence);
  const hash = readTagged(cursor, 0, () => hashes[readAlgorithm(cursor).oid], "sha1");
  const maskHash = readTagged(cursor, 1, () => readMaskHash(cursor), "sha1");
  const saltLength = readTagged(cursor, 2, () => cursor.smallInteger(), 20);
  const trailer = readTagged(cursor, 3, () => cursor.smallInteger(), 1);
  cursor.leave(outer);
  if (cursor.failure !== undefined || !cursor.atEnd()) return undefined;
  if (hash === undefined || maskHash === undefined || trailer !== 1 || saltLength > 512) return undefined;
  return { kind: "rsa-pss", hash, maskHash, saltLength };
}

function readTagged<T>(cursor: DerCursor, tag: number, read: () => T, absent: T): T {
  if (!cursor.nextIs(contextGroup(tag))) return absent;
  const outer = cursor.enter(contextGroup(tag));
  const value = read();
  cursor.leave(outer);
  return value;
}

function readMaskHash(cursor: DerCursor): HashName | undefined {
  const mask = readAlgorithm(cursor);
  if (mask.oid !== maskGeneration1 || mask.parameters === undefined) return undefined;
  return hashes[readAlgorithm(new DerCursor(mask.parameters)).oid];
}
