/** Issues one certificate from its parts. It knows X.509 (RFC 5280) and no certificate authority. */
import { createHash, createPublicKey, type KeyObject, sign } from "node:crypto";
import { type EmulatedCertificate, type Name, readCertificate } from "./certificate.js";
import {
  readElements,
  TAG,
  write,
  writeBitString,
  writeInteger,
  writeNull,
  writeObjectIdentifier,
  writeSequence,
  writeSetOf,
  writeText,
  writeTime,
} from "./der.js";

export interface CertificateParts {
  readonly subject: Name;
  readonly issuer: Name;
  readonly serialNumber: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** The subject's key (private or public) and the issuer's private key. */
  readonly subjectKey: KeyObject;
  readonly issuerKey: KeyObject;
  readonly use: CertificateUse;
}

export type CertificateUse =
  | { readonly kind: "authority" }
  | { readonly kind: "server"; readonly host: string }
  | { readonly kind: "bundle-signer" };

export function issueCertificate(parts: CertificateParts): EmulatedCertificate {
  const algorithm = signatureAlgorithm(parts.issuerKey);
  const toBeSigned = writeSequence(
    write(0xa0, writeInteger("02")),
    writeInteger(parts.serialNumber),
    algorithm,
    writeName(parts.issuer),
    writeSequence(writeTime(parts.notBefore), writeTime(parts.notAfter)),
    writeName(parts.subject),
    publicKeyInfo(parts.subjectKey),
    write(0xa3, writeSequence(...extensions(parts))),
  );
  const signature = sign("sha256", toBeSigned, parts.issuerKey);
  return readCertificate(writeSequence(toBeSigned, algorithm, writeBitString(signature)));
}

export function writeName(name: Name): Uint8Array {
  return writeSequence(
    ...name.map((rdn) =>
      writeSetOf(...rdn.map((a) => writeSequence(writeObjectIdentifier(a.type), writeText(a.tag, a.text)))),
    ),
  );
}

/** ecdsa-with-SHA256 (RFC 5758) or sha256WithRSAEncryption (RFC 4055). */
export function signatureAlgorithm(key: KeyObject): Uint8Array {
  return key.asymmetricKeyType === "ec"
    ? writeSequence(writeObjectIdentifier("1.2.840.10045.4.3.2"))
    : writeSequence(writeObjectIdentifier("1.2.840.113549.1.1.11"), writeNull());
}

/** Private extended key usage found on the vendor's bundle signer. */
const BUNDLE_SIGNING = "1.3.6.1.3.1.9.21.2.3";
const SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";

function extensions(parts: CertificateParts): Uint8Array[] {
  const { use } = parts;
  const common = [
    extension("2.5.29.14", false, write(TAG.octetString, keyIdentifier(parts.subjectKey))),
    extension("2.5.29.35", false, writeSequence(write(0x80, keyIdentifier(parts.issuerKey)))),
  ];
  if (use.kind === "authority") {
    const authority = writeSequence(write(TAG.boolean, Uint8Array.of(0xff)));
    // keyCertSign and cRLSign.
    return [extension("2.5.29.19", true, authority), keyUsage(1, 0x06), ...common];
  }
  const purpose = use.kind === "server" ? SERVER_AUTHENTICATION : BUNDLE_SIGNING;
  const leaf = [
    extension("2.5.29.19", true, writeSequence()),
    keyUsage(7, 0x80),
    extension("2.5.29.37", false, writeSequence(writeObjectIdentifier(purpose))),
    ...common,
  ];
  if (use.kind === "bundle-signer") return leaf;
  return [...leaf, extension("2.5.29.17", false, writeSequence(writeText(0x82, use.host)))];
}

function extension(type: string, critical: boolean, value: Uint8Array): Uint8Array {
  const flag = critical ? [write(TAG.boolean, Uint8Array.of(0xff))] : [];
  return writeSequence(writeObjectIdentifier(type), ...flag, write(TAG.octetString, value));
}

function keyUsage(unusedBits: number, bits: number): Uint8Array {
  return extension("2.5.29.15", true, write(TAG.bitString, Uint8Array.of(unusedBits, bits)));
}

function publicKeyInfo(key: KeyObject): Uint8Array {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return publicKey.export({ type: "spki", format: "der" });
}

/** SHA-1 of the subjectPublicKey bits: RFC 5280 section 4.2.1.2, method 1. */
function keyIdentifier(key: KeyObject): Uint8Array {
  const [, bits] = readElements(readElements(publicKeyInfo(key))[0]!.content);
  return createHash("sha1").update(bits!.content.subarray(1)).digest();
}
