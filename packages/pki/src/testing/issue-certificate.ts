/**
 * Throw-away certificates for tests: real keys and real signatures by node:crypto, encoded by the test-side
 * DER writer. Nothing here knows how the package under test reads them.
 */
import { constants, createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import * as der from "./der-writer.js";

export type SigningScheme =
  | "rsa-sha1"
  | "rsa-sha256"
  | "rsa-sha384"
  | "rsa-sha512"
  | "rsa-pss-sha256"
  | "ecdsa-sha256"
  | "ecdsa-sha384";

export interface Keys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface IssuedCertificate extends Keys {
  readonly der: der.Bytes;
  readonly subject: string;
  readonly serial: bigint;
}

export interface CertificateOrder {
  readonly subject: string;
  /** Who signs; absent for a self-signed certificate. */
  readonly issuer?: IssuedCertificate;
  readonly keys?: Keys;
  readonly serial?: bigint | der.Bytes;
  readonly version?: 1 | 2 | 3;
  /** Bytes are a time as encoded. */
  readonly notBefore?: Date | der.Bytes;
  readonly notAfter?: Date;
  readonly role?: "ca" | "end-entity";
  /** SubjectPublicKeyInfo in place of the one of `keys`. */
  readonly publicKeyInfo?: der.Bytes;
  /** Which key identifiers it carries; both unless said otherwise. */
  readonly keyIdentifiers?: "both" | "subject" | "authority" | "none";
  readonly scheme?: SigningScheme;
  /** Extension elements added after the usual ones. */
  readonly extensions?: readonly der.Bytes[];
}

let sharedRsa: Keys[] | undefined;
let nextSerial = 0x1000n;

/** RSA keys are slow to make: tests that only need *some* key take one of these four. */
export function rsaKeys(index: 0 | 1 | 2 | 3): Keys {
  sharedRsa ??= [0, 1, 2, 3].map(() => generateKeyPairSync("rsa", { modulusLength: 2048 }));
  return sharedRsa[index]!;
}

export function ecKeys(curve: "P-256" | "P-384" = "P-256"): Keys {
  return generateKeyPairSync("ec", { namedCurve: curve });
}

export function issueCertificate(order: CertificateOrder): IssuedCertificate {
  const keys = order.keys ?? ecKeys();
  const serial = typeof order.serial === "bigint" ? order.serial : nextSerial++;
  const signer = order.issuer ?? keys;
  const scheme =
    order.scheme ?? (signer.privateKey.asymmetricKeyType === "ec" ? "ecdsa-sha256" : "rsa-sha256");
  const toBeSigned = der.sequence(
    ...(order.version === 1 ? [] : [der.context(0, der.integer((order.version ?? 3) - 1))]),
    order.serial instanceof Uint8Array ? order.serial : der.integer(serial),
    signatureAlgorithm(scheme),
    der.name(order.issuer?.subject ?? order.subject),
    der.sequence(
      order.notBefore instanceof Uint8Array
        ? order.notBefore
        : der.time(order.notBefore ?? new Date("2020-01-01T00:00:00Z")),
      der.time(order.notAfter ?? new Date("2040-01-01T00:00:00Z")),
    ),
    der.name(order.subject),
    order.publicKeyInfo ?? spki(keys.publicKey),
    der.context(3, der.sequence(...usualExtensions(order, keys, signer), ...(order.extensions ?? []))),
  );
  const signature = signWith(scheme, signer.privateKey, toBeSigned);
  const encoded = der.sequence(toBeSigned, signatureAlgorithm(scheme), der.bits(signature));
  return { ...keys, der: encoded, subject: order.subject, serial };
}

export function extension(id: string, critical: "critical" | "not-critical", value: der.Bytes): der.Bytes {
  return der.sequence(der.oid(id), ...(critical === "critical" ? [der.truth()] : []), der.octets(value));
}

export function subjectKeyId(publicKey: KeyObject): der.Bytes {
  return new Uint8Array(createHash("sha1").update(spki(publicKey)).digest());
}

export function signWith(scheme: SigningScheme, key: KeyObject, data: der.Bytes): der.Bytes {
  const digest = digestOf(scheme);
  if (scheme !== "rsa-pss-sha256") return new Uint8Array(sign(digest, data, key));
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  return new Uint8Array(sign(digest, data, { key, ...padding }));
}

export function digestOf(scheme: SigningScheme): "sha1" | "sha256" | "sha384" | "sha512" {
  return /sha(1|256|384|512)$/.exec(scheme)![0] as "sha1";
}

export function digestAlgorithm(digest: "sha1" | "sha256" | "sha384" | "sha512"): der.Bytes {
  const ids = {
    sha1: "1.3.14.3.2.26",
    sha256: "2.16.840.1.101.3.4.2.1",
    sha384: "2.16.840.1.101.3.4.2.2",
    sha512: "2.16.840.1.101.3.4.2.3",
  };
  return der.sequence(der.oid(ids[digest]), der.nothing());
}

export function signatureAlgorithm(scheme: SigningScheme): der.Bytes {
  switch (scheme) {
    case "rsa-sha1":
      return der.sequence(der.oid("1.2.840.113549.1.1.5"), der.nothing());
    case "rsa-sha256":
      return der.sequence(der.oid("1.2.840.113549.1.1.11"), der.nothing());
    case "rsa-sha384":
      return der.sequence(der.oid("1.2.840.113549.1.1.12"), der.nothing());
    case "rsa-sha512":
      return der.sequence(der.oid("1.2.840.113549.1.1.13"), der.nothing());
    case "ecdsa-sha256":
      return der.sequence(der.oid("1.2.840.10045.4.3.2"));
    case "ecdsa-sha384":
      return der.sequence(der.oid("1.2.840.10045.4.3.3"));
    case "rsa-pss-sha256":
      return der.sequence(
        der.oid("1.2.840.113549.1.1.10"),
        der.sequence(
          der.context(0, digestAlgorithm("sha256")),
          der.context(1, der.sequence(der.oid("1.2.840.113549.1.1.8"), digestAlgorithm("sha256"))),
          der.context(2, der.integer(32)),
        ),
      );
  }
}

function usualExtensions(order: CertificateOrder, keys: Keys, signer: Keys): der.Bytes[] {
  const isCa = (order.role ?? "ca") === "ca";
  const { keyIdentifiers = "both" } = order;
  const own = extension("2.5.29.14", "not-critical", der.octets(subjectKeyId(keys.publicKey)));
  const issuers = der.sequence(der.element(0x80, subjectKeyId(signer.publicKey)));
  return [
    extension("2.5.29.19", "critical", isCa ? der.sequence(der.truth()) : der.sequence()),
    extension("2.5.29.15", "critical", der.element(0x03, Uint8Array.of(isCa ? 1 : 7, isCa ? 0x06 : 0x80))),
    ...(keyIdentifiers === "both" || keyIdentifiers === "subject" ? [own] : []),
    ...(keyIdentifiers === "both" || keyIdentifiers === "authority"
      ? [extension("2.5.29.35", "not-critical", issuers)]
      : []),
  ];
}

function spki(key: KeyObject): der.Bytes {
  return new Uint8Array(key.export({ type: "spki", format: "der" }));
}
