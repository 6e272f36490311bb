/** The signature algorithm names of the limbo format as object identifiers. */
import type { Oid } from "../der/oid.js";

/** Identifiers of the named algorithms; names that are not known give none. */
export function algorithmsNamed(names: readonly string[]): readonly Oid[] {
  return names.flatMap((name) => identifiers[name] ?? []);
}

const identifiers: Readonly<Record<string, readonly Oid[]>> = {
  RSA_WITH_MD5: ["1.2.840.113549.1.1.4"],
  RSA_WITH_SHA1: ["1.2.840.113549.1.1.5", "1.3.14.3.2.29"],
  RSA_WITH_SHA224: ["1.2.840.113549.1.1.14"],
  RSA_WITH_SHA256: ["1.2.840.113549.1.1.11"],
  RSA_WITH_SHA384: ["1.2.840.113549.1.1.12"],
  RSA_WITH_SHA512: ["1.2.840.113549.1.1.13"],
  RSA_WITH_SHA3_224: ["2.16.840.1.101.3.4.3.13"],
  RSA_WITH_SHA3_256: ["2.16.840.1.101.3.4.3.14"],
  RSA_WITH_SHA3_384: ["2.16.840.1.101.3.4.3.15"],
  RSA_WITH_SHA3_512: ["2.16.840.1.101.3.4.3.16"],
  RSASSA_PSS: ["1.2.840.113549.1.1.10"],
  ECDSA_WITH_SHA1: ["1.2.840.10045.4.1"],
  ECDSA_WITH_SHA224: ["1.2.840.10045.4.3.1"],
  ECDSA_WITH_SHA256: ["1.2.840.10045.4.3.2"],
  ECDSA_WITH_SHA384: ["1.2.840.10045.4.3.3"],
  ECDSA_WITH_SHA512: ["1.2.840.10045.4.3.4"],
  ECDSA_WITH_SHA3_224: ["2.16.840.1.101.3.4.3.9"],
  ECDSA_WITH_SHA3_256: ["2.16.840.1.101.3.4.3.10"],
  ECDSA_WITH_SHA3_384: ["2.16.840.1.101.3.4.3.11"],
  ECDSA_WITH_SHA3_512: ["2.16.840.1.101.3.4.3.12"],
  DSA_WITH_SHA1: ["1.2.840.10040.4.3"],
  DSA_WITH_SHA224: ["2.16.840.1.101.3.4.3.1"],
  DSA_WITH_SHA256: ["2.16.840.1.101.3.4.3.2"],
  DSA_WITH_SHA384: ["2.16.840.1.101.3.4.3.3"],
  DSA_WITH_SHA512: ["2.16.840.1.101.3.4.3.4"],
  ED25519: ["1.3.101.112"],
  ED448: ["1.3.101.113"],
};
