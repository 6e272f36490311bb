#!/usr/bin/env node
/**
 * Measures the trust engine against what else there is, in one run, on the same inputs:
 *
 * 1. opening and verifying a bundle of 108 certificates, every field read;
 * 2. validating a chain of three certificates against the bare checks of its two signatures: once with all
 *    keys decoded beforehand, once with none. Verdicts are never remembered from one run to the next.
 *
 * Contestants take turns, round after round, so that a busy machine slows all of them; medians are compared.
 * `npm run bench:pki [-- ROUNDS]`; needs the public data beside the repository.
 */
import { spawnSync } from "node:child_process";
import { createHash, createPublicKey, verify, webcrypto } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as asn1Cms from "@peculiar/asn1-cms";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import * as pkijs from "pkijs";
import * as pki from "../dist/index.js";

const data = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));
if (!existsSync(data)) {
  console.error(`bench:pki needs the public data at ${data}`);
  process.exit(2);
}
pkijs.setEngine("node", new pkijs.CryptoEngine({ name: "node", crypto: webcrypto }));

const rounds = Number(process.argv[2] ?? 40);
const bundle = new Uint8Array(readFileSync(join(data, "bundles/ios-v10-2021-09.p7b")));
const certificateFile = (name) =>
  new Uint8Array(readFileSync(join(data, `conformance/pkits/certs/${name}.crt`)));
const chain = ["ValidCertificatePathTest1EE", "GoodCACert", "TrustAnchorRootCertificate"].map(
  certificateFile,
);
const at = new Date("2022-03-01T00:00:00Z");
const validatedBefore = chain.map(readHere);
validateHere(validatedBefore);
const keysAtHand = withKeys(validatedBefore, "der");
let touched = 0;
const folder = mkdtempSync(join(tmpdir(), "bench-pki-"));

try {
  writeFileSync(join(folder, "bundle.p7b"), bundle);
  const m1 = read(pki.readCertificates(readFileSync(join(data, "roots/Cisco_Root_CA_M1_45AD6BB4.pem"))))[0]
    .certificate;
  writeFileSync(join(folder, "m1.pem"), pki.writePem("CERTIFICATE", m1.der));

  const bundles = await compare({
    "this package": () => verifyBundleHere(),
    pkijs: () => verifyBundleByPkijs(),
    "@peculiar/asn1-cms": () => verifyBundleByPeculiar(),
    "openssl command": () =>
      runOpenssl([
        "cms",
        "-verify",
        "-inform",
        "DER",
        "-in",
        "bundle.p7b",
        "-CAfile",
        "m1.pem",
        "-purpose",
        "any",
        "-no_check_time",
        "-out",
        "content.der",
      ]),
    "openssl, starting alone": () => runOpenssl(["version"]),
  });
  report("Opening and verifying a bundle of 108 certificates, all fields read", bundles, "this package");
  const best = Math.min(bundles.pkijs, bundles["@peculiar/asn1-cms"]);
  console.log(
    `  best other JavaScript library / this package: ${ratio(best, bundles["this package"])} (aim: at least 10)`,
  );
  console.log(
    `  openssl command / this package: ${ratio(bundles["openssl command"], bundles["this package"])} (aim: above 1)\n`,
  );

  const ready = await compare(
    {
      "signatures alone (node:crypto)": { prepare: () => keysAtHand, run: bareVerifications },
      "this package": { prepare: certificatesWithReadyKeys, run: validateHere },
    },
    50,
  );
  report(
    "Validating a chain of three certificates (RSA 2048), keys decoded before the clock starts on both sides",
    ready,
    "signatures alone (node:crypto)",
  );
  const readyRatio = ratio(ready["this package"], ready["signatures alone (node:crypto)"]);
  console.log(`  this package / signatures alone: ${readyRatio} (aim: at most 1.3)\n`);

  const fresh = await compare(
    {
      "signatures alone, keys from DER": { prepare: () => chain.map(readHere), run: bareSignatures("der") },
      "signatures alone, keys from JWK": { prepare: () => chain.map(readHere), run: bareSignatures("jwk") },
      "this package": { prepare: () => chain.map(readHere), run: validateHere },
      "this package, reading included": () => validateHere(chain.map(readHere)),
      pkijs: { prepare: () => chain.map((der) => pkijs.Certificate.fromBER(der)), run: validateByPkijs },
    },
    20,
  );
  report(
    "The same, keys decoded while the clock runs on all sides",
    fresh,
    "signatures alone, keys from JWK",
  );
  for (const form of ["DER", "JWK"]) {
    const against = ratio(fresh["this package"], fresh[`signatures alone, keys from ${form}`]);
    console.log(`  this package / signatures alone, keys from ${form}: ${against}`);
  }
  console.log(`  pkijs / this package: ${ratio(fresh.pkijs, fresh["this package"])}`);
  console.log(`\n${touched} fields read.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function verifyBundleHere() {
  const verified = read(pki.verifyBundle(bundle, { signerRoots: pki.CISCO_SIGNER_ROOTS }));
  for (const { certificate } of verified.certificates)
    touch(certificate.sha256, certificate.sha1, pki.formatName(certificate.subject), certificate.notAfter);
  expect(verified.certificates.length === 108);
}

/** Chain to the root not checked: pkijs refuses SHA-1 there. It has less to do than the others. */
async function verifyBundleByPkijs() {
  const outer = new pkijs.SignedData({ schema: pkijs.ContentInfo.fromBER(bundle).content });
  expect(await outer.verify({ signer: 0, checkChain: false }));
  const inner = new pkijs.SignedData({
    schema: pkijs.ContentInfo.fromBER(outer.encapContentInfo.eContent.getValue()).content,
  });
  for (const certificate of inner.certificates)
    touch(
      certificate.subject.typesAndValues.map(({ value }) => value.valueBlock.value).join(),
      certificate.notAfter.value,
      certificate.extensions?.map(({ parsedValue }) => parsedValue),
    );
  expect(inner.certificates.length === 108);
}

/** A parser only: digest and signature are checked with node:crypto, the chain is not. */
function verifyBundleByPeculiar() {
  const outer = AsnConvert.parse(AsnConvert.parse(bundle, asn1Cms.ContentInfo).content, asn1Cms.SignedData);
  const content = new Uint8Array(outer.encapContentInfo.eContent.single.buffer);
  const [signer] = outer.signerInfos;
  const digest = signer.signedAttrs.find(({ attrType }) => attrType === "1.2.840.113549.1.9.4");
  const stated = Buffer.from(AsnConvert.parse(digest.attrValues[0], OctetString).buffer);
  expect(stated.equals(createHash("sha256").update(content).digest()));
  const serial = Buffer.from(signer.sid.issuerAndSerialNumber.serialNumber);
  const { certificate } = [...outer.certificates].find((choice) =>
    Buffer.from(choice.certificate.tbsCertificate.serialNumber).equals(serial),
  );
  const key = createPublicKey({
    key: Buffer.from(AsnConvert.serialize(certificate.tbsCertificate.subjectPublicKeyInfo)),
    format: "der",
    type: "spki",
  });
  // The library does not give the attributes as encoded: five small ones are written again, below a SET OF tag.
  const attributes = Buffer.concat(
    signer.signedAttrs.map((attribute) => Buffer.from(AsnConvert.serialize(attribute))),
  );
  const signed = Buffer.concat([Buffer.from([0x31, 0x81, attributes.length]), attributes]);
  expect(verify("sha256", signed, key, Buffer.from(signer.signature.buffer)));
  const inner = AsnConvert.parse(AsnConvert.parse(content, asn1Cms.ContentInfo).content, asn1Cms.SignedData);
  for (const { certificate: member } of inner.certificates)
    touch(
      member.tbsCertificate.subject.toString?.(),
      member.tbsCertificate.validity.notAfter.getTime(),
      member.tbsCertificate.extensions,
    );
  expect(inner.certificates.length === 108);
}

function runOpenssl(args) {
  const run = spawnSync("openssl", args, { cwd: folder });
  expect(run.status === 0);
}

function readHere(der) {
  return read(pki.readCertificate(der));
}

/** Decodes the keys and checks the signatures; JWK is the quickest way into node:crypto for an RSA key. */
function bareSignatures(format) {
  return (certificates) => bareVerifications(withKeys(certificates, format));
}

function withKeys(certificates, format) {
  return certificates.slice(0, -1).map(({ signedPart, signature }, i) => {
    const { publicKey } = certificates[i + 1];
    return { signedPart, signature, key: decodeKey(publicKey, format) };
  });
}

function decodeKey({ der, key }, format) {
  if (format === "der") return createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" });
  const { modulus, exponent } = rsaNumbers(key);
  return createPublicKey({ key: { kty: "RSA", n: modulus, e: exponent }, format: "jwk" });
}

/** RSAPublicKey (RFC 3279 2.3.1) of a 2048-bit key, whose lengths are known. */
function rsaNumbers(key) {
  const bytes = Buffer.from(key);
  return { modulus: bytes.toString("base64url", 8, 265), exponent: bytes.toString("base64url", 267) };
}

/**
 * The chain as objects of their own that share their keys with one that was validated before: the keys are
 * decoded, and no verdict on a signature is remembered for them.
 */
function certificatesWithReadyKeys() {
  return validatedBefore.map((certificate) => ({ ...certificate }));
}

function bareVerifications(links) {
  for (const { signedPart, signature, key } of links) expect(verify("sha256", signedPart, key, signature));
}

function validateHere([target, intermediate, anchor]) {
  read(
    pki.validatePath({
      target,
      intermediates: [intermediate],
      anchors: [anchor],
      at,
      purpose: "any",
      platform: pki.rfc5280Platform,
    }),
  );
}

async function validateByPkijs([target, intermediate, anchor]) {
  const engine = new pkijs.CertificateChainValidationEngine({
    trustedCerts: [anchor],
    certs: [intermediate, target],
    checkDate: at,
  });
  expect((await engine.verify()).result);
}

/** Median milliseconds of one run for each contestant. */
async function compare(contestants, repeat = 1) {
  const entries = Object.entries(contestants).map(([name, given]) => [
    name,
    typeof given === "function" ? { prepare: () => undefined, run: given } : given,
  ]);
  const times = new Map(entries.map(([name]) => [name, []]));
  for (let round = 0; round < rounds + 5; round++) {
    for (const [name, { prepare, run }] of entries) {
      const inputs = Array.from({ length: repeat }, prepare);
      const start = performance.now();
      for (const input of inputs) await run(input);
      // The first rounds warm the compiler up.
      if (round >= 5) times.get(name).push((performance.now() - start) / repeat);
    }
  }
  return Object.fromEntries([...times].map(([name, all]) => [name, median(all)]));
}

function report(title, medians, reference) {
  console.log(`${title} (median of ${rounds} rounds)`);
  for (const [name, value] of Object.entries(medians)) {
    console.log(
      `  ${name.padEnd(34)} ${value.toFixed(3).padStart(9)} ms   ${ratio(value, medians[reference]).padStart(6)} x`,
    );
  }
}

function median(values) {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];
}

function ratio(value, reference) {
  return (value / reference).toFixed(2);
}

function read(result) {
  if (!result.ok)
    throw new Error(
      `the benchmark's own input was refused: ${result.failure.code ?? result.failure.failure.code}`,
    );
  return result.value;
}

function expect(condition) {
  if (!condition) throw new Error("a contestant did not do what is measured");
}

/** Keeps what was read from being optimised away. */
function touch(...values) {
  touched += values.length;
}
