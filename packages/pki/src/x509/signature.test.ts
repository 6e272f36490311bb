import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { DerCursor } from "../der/cursor.js";
import * as der from "../testing/der-writer.js";
import {
  digestAlgorithm,
  ecKeys,
  rsaKeys,
  type SigningScheme,
  signatureAlgorithm,
  signWith,
} from "../testing/issue-certificate.js";
import { readAlgorithm } from "./algorithm.js";
import { type PublicKey, readPublicKey } from "./public-key.js";
import { checkSignature, type SignatureVerdict } from "./signature.js";

const data = Buffer.from("what is signed");
const spki = (key: KeyObject): PublicKey =>
  readPublicKey(new DerCursor(new Uint8Array(key.export({ type: "spki", format: "der" }))));
const algorithm = (bytes: Uint8Array) => readAlgorithm(new DerCursor(bytes));

function verdicts(
  identifier: Uint8Array,
  signature: Uint8Array,
  key: KeyObject,
): readonly SignatureVerdict[] {
  const signed = { signedPart: data, signatureAlgorithm: algorithm(identifier), signature };
  const other = { ...signed, signedPart: Buffer.from("what is not") };
  return [checkSignature(signed, spki(key)), checkSignature(other, spki(key))];
}

describe("a signature", () => {
  it.each(["rsa-sha1", "rsa-sha256", "rsa-sha384", "rsa-sha512", "rsa-pss-sha256"] as const)(
    "by %s",
    (scheme) => {
      const { privateKey, publicKey } = rsaKeys(0);
      const signature = signWith(scheme, privateKey, data);
      expect(verdicts(signatureAlgorithm(scheme), signature, publicKey)).toEqual(["valid", "invalid"]);
      expect(
        checkSignature(
          { signedPart: data, signatureAlgorithm: algorithm(signatureAlgorithm(scheme)), signature },
          spki(rsaKeys(1).publicKey),
        ),
      ).toBe("invalid");
    },
  );

  it.each([
    ["P-256", "1.2.840.10045.4.3.2", "sha256"],
    ["P-384", "1.2.840.10045.4.3.3", "sha384"],
    ["P-521", "1.2.840.10045.4.3.4", "sha512"],
  ])("by ECDSA on %s", (namedCurve, oid, hash) => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve });
    expect(spki(publicKey).curve).toBe(namedCurve);
    const signature = new Uint8Array(sign(hash, data, privateKey));
    expect(verdicts(der.sequence(der.oid(oid)), signature, publicKey)).toEqual(["valid", "invalid"]);
  });

  it("by Ed25519", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const signature = new Uint8Array(sign(null, data, privateKey));
    expect(verdicts(der.sequence(der.oid("1.3.101.112")), signature, publicKey)).toEqual([
      "valid",
      "invalid",
    ]);
  });

  it("by Ed448", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed448");
    const signature = new Uint8Array(sign(null, data, privateKey));
    expect(verdicts(der.sequence(der.oid("1.3.101.113")), signature, publicKey)).toEqual([
      "valid",
      "invalid",
    ]);
  });

  // RFC 4055 3.1: the hash of the mask is named by itself. The key that signs is bound to SHA-1 for its masks,
  // which is how node:crypto is told; the certificate that verifies says only that it is an RSA key.
  it("by PSS whose mask has a hash of its own", () => {
    const bound = { modulusLength: 2048, hashAlgorithm: "sha256", mgf1HashAlgorithm: "sha1" };
    const { privateKey, publicKey } = generateKeyPairSync("rsa-pss", bound);
    const signature = new Uint8Array(sign("sha256", data, privateKey));
    const { key } = spki(publicKey);
    const rsa = der.sequence(der.sequence(der.oid("1.2.840.113549.1.1.1"), der.nothing()), der.bits(key));
    const identifier = (mask: Uint8Array) =>
      der.sequence(
        der.oid("1.2.840.113549.1.1.10"),
        der.sequence(
          der.context(0, digestAlgorithm("sha256")),
          der.context(1, der.sequence(der.oid("1.2.840.113549.1.1.8"), mask)),
          der.context(2, der.integer(32)),
        ),
      );
    const check = (mask: Uint8Array, signedPart = data) =>
      checkSignature(
        { signedPart, signatureAlgorithm: algorithm(identifier(mask)), signature },
        readPublicKey(new DerCursor(rsa)),
      );
    expect(check(digestAlgorithm("sha1"))).toBe("valid");
    expect(check(digestAlgorithm("sha1"), Buffer.from("what is not"))).toBe("invalid");
    expect(check(digestAlgorithm("sha256"))).toBe("invalid");
  });

  it("by DSA", () => {
    const { privateKey, publicKey } = generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 });
    const signature = new Uint8Array(sign("sha256", data, privateKey));
    expect(verdicts(der.sequence(der.oid("2.16.840.1.101.3.4.3.2")), signature, publicKey)).toEqual([
      "valid",
      "invalid",
    ]);
  });

  it("with a key of another kind is invalid", () => {
    const identifier = signatureAlgorithm("rsa-sha256");
    expect(
      verdicts(identifier, signWith("rsa-sha256", rsaKeys(0).privateKey, data), ecKeys().publicKey)[0],
    ).toBe("invalid");
  });

  it.each([
    ["an unknown algorithm", der.sequence(der.oid("1.2.3.4"))],
    [
      "parameters that an algorithm does not have",
      der.sequence(der.oid("1.2.840.10045.4.3.2"), der.nothing()),
    ],
    ["PSS without parameters", der.sequence(der.oid("1.2.840.113549.1.1.10"))],
  ])("with %s is unsupported", (_, identifier) => {
    const keys = ecKeys();
    const scheme: SigningScheme = "ecdsa-sha256";
    expect(verdicts(identifier, signWith(scheme, keys.privateKey, data), keys.publicKey)[0]).toBe(
      "unsupported",
    );
  });

  it("is not checked with an exponent of 1, with which everything would verify", () => {
    const key = der.sequence(der.integer((1n << 2047n) + 1n), der.integer(1));
    const info = der.sequence(der.sequence(der.oid("1.2.840.113549.1.1.1"), der.nothing()), der.bits(key));
    const publicKey = readPublicKey(new DerCursor(info));
    expect(publicKey.wellFormed).toBe(false);
    const signed = {
      signedPart: data,
      signatureAlgorithm: algorithm(signatureAlgorithm("rsa-sha256")),
      signature: new Uint8Array(256),
    };
    expect(checkSignature(signed, publicKey)).toBe("unsupported");
  });
});
