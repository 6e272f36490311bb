/**
 * Signs a CA bundle in the vendor's form: CMS (RFC 5652) in CMS. The outer SignedData is version 1, SHA-256, id-data;
 * its content is the DER of an inner SignedData without signers, whose certificates are the pool. Form taken from the
 * genuine bundles: attributes 1.3.6.1.4.1.9.21.2.3.1 (version) and .2 (name) are signed beside the usual three.
 */
import { createHash, sign } from "node:crypto";
import type { EmulatedCertificate } from "./certificate.js";
import {
  TAG,
  write,
  writeInteger,
  writeNull,
  writeObjectIdentifier,
  writeSequence,
  writeSetOf,
  writeText,
  writeTime,
} from "./der.js";
import { signatureAlgorithm, writeName } from "./issue.js";
import type { BundleSigner } from "./throw-away-ca.js";

/** What a bundle says of itself, signed with its content. */
export interface BundleLabel {
  readonly name: string;
  readonly version: string;
  readonly signedAt: Date;
}

export interface BundleContent extends BundleLabel {
  readonly certificates: readonly EmulatedCertificate[];
}

export function signBundle(content: BundleContent, signer: BundleSigner): Uint8Array {
  const pool = contentInfo(
    writeSequence(
      writeInteger("01"),
      writeSetOf(),
      writeSequence(writeObjectIdentifier(ID_DATA)),
      write(0xa0, ...content.certificates.map((certificate) => certificate.der)),
      writeSetOf(),
    ),
  );
  return signBytes(pool, content, signer);
}

/** The outer message around whatever it is given: in a bundle, the pool. */
export function signBytes(content: Uint8Array, label: BundleLabel, signer: BundleSigner): Uint8Array {
  return contentInfo(
    writeSequence(
      writeInteger("01"),
      writeSetOf(SHA256),
      writeSequence(writeObjectIdentifier(ID_DATA), write(0xa0, write(TAG.octetString, content))),
      write(0xa0, signer.certificate.der, signer.root.der),
      writeSetOf(signerInfo(content, label, signer)),
    ),
  );
}

const ID_DATA = "1.2.840.113549.1.7.1";
const ID_SIGNED_DATA = "1.2.840.113549.1.7.2";
const SHA256 = writeSequence(writeObjectIdentifier("2.16.840.1.101.3.4.2.1"), writeNull());

function contentInfo(signedData: Uint8Array): Uint8Array {
  return writeSequence(writeObjectIdentifier(ID_SIGNED_DATA), write(0xa0, signedData));
}

function signerInfo(content: Uint8Array, label: BundleLabel, signer: BundleSigner): Uint8Array {
  const attributes = [
    attribute("1.2.840.113549.1.9.3", writeObjectIdentifier(ID_DATA)),
    attribute("1.2.840.113549.1.9.4", write(TAG.octetString, createHash("sha256").update(content).digest())),
    attribute("1.2.840.113549.1.9.5", writeTime(label.signedAt)),
    attribute("1.3.6.1.4.1.9.21.2.3.1", writeText(TAG.printableString, label.version)),
    attribute("1.3.6.1.4.1.9.21.2.3.2", writeText(TAG.printableString, label.name)),
  ];
  // RFC 5652 section 5.4: the signature is over the SET OF encoding, the message carries [0] instead of that tag.
  const signed = writeSetOf(...attributes);
  const carried = Buffer.from(signed);
  carried[0] = 0xa0;
  return writeSequence(
    writeInteger("01"),
    writeSequence(writeName(signer.certificate.issuer), writeInteger(signer.certificate.serialNumber)),
    SHA256,
    carried,
    signatureAlgorithmOf(signer),
    write(TAG.octetString, sign("sha256", signed, signer.key)),
  );
}

/** The genuine bundles name plain rsaEncryption here, which RFC 3370 section 3.2 allows. */
function signatureAlgorithmOf(signer: BundleSigner): Uint8Array {
  return signer.key.asymmetricKeyType === "rsa"
    ? writeSequence(writeObjectIdentifier("1.2.840.113549.1.1.1"), writeNull())
    : signatureAlgorithm(signer.key);
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return writeSequence(writeObjectIdentifier(type), writeSetOf(value));
}
