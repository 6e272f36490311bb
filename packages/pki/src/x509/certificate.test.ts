import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRevocationList } from "../crl/crl.js";
import { readPem } from "../pem/pem.js";
import * as der from "../testing/der-writer.js";
import { issueCertificate } from "../testing/issue-certificate.js";
import { describeWithPublicData, publicDataPath, readPublicData } from "../testing/public-data.js";
import { type Certificate, readCertificate, sameSerial } from "./certificate.js";
import { formatName } from "./name.js";
import { checkIssuedBy } from "./signature.js";

function mustRead(bytes: Uint8Array): Certificate {
  const result = readCertificate(bytes);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

function readRoot(file: string): Certificate {
  const pem = readPem(readFileSync(publicDataPath(`roots/${file}`), "utf8"));
  const block = pem.ok ? pem.value.find((item) => item.kind === "block") : undefined;
  return mustRead((block as { bytes: Uint8Array }).bytes);
}

const pkits = (name: string): Certificate => mustRead(readPublicData(`conformance/pkits/certs/${name}.crt`));
const defectsOf = ({ defects }: Certificate): string[] => defects.map(({ code }) => code);

describeWithPublicData("the certificates of the notice", () => {
  // Columns printed by openssl: file, subject, serial, sha1, sha256, notBefore, notAfter.
  const table = () =>
    readFileSync(publicDataPath("roots/roots.tsv"), "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split("\t"));

  it("are read as openssl prints them", () => {
    let read = 0;
    for (const [file = "", subject, serial = "", sha1, sha256, , notAfter = ""] of table()) {
      let certificate: Certificate;
      try {
        certificate = readRoot(file);
      } catch {
        continue;
      }
      read++;
      expect(formatName(certificate.subject)).toBe(subject);
      expect([certificate.sha1, certificate.sha256]).toEqual([sha1, sha256]);
      expect(sameSerial(certificate.serial, serial), file).toBe(true);
      expect(certificate.notAfter.getTime()).toBe(
        Date.parse(notAfter.replace(" GMT", "Z").replace(/ +/g, " ")),
      );
    }
    expect(read).toBe(9);
  });

  it("include an X.509 version 1 root with 1024 bits", () => {
    const root = readRoot("Class_3_Public_Primary_Certification_Authority_A1DB6393.pem");
    expect([root.version, root.publicKey.bits, root.extensions.all.length]).toEqual([1, 1024, 0]);
  });

  it("include a time with a fraction of a second, as a defect", () => {
    const certificate = readRoot("ACT2_ECC_SUDI_CA_327895B8.pem");
    expect(defectsOf(certificate)).toEqual(["certificate/time-with-fraction"]);
    expect(certificate.notAfter.toISOString()).toBe("2053-04-04T08:15:43.704Z");
  });
});

describeWithPublicData("odd certificates of PKITS", () => {
  it.each([
    ["InvalidNegativeSerialNumberTest15EE", ["certificate/serial-negative"]],
    ["BadSignedCACert", ["certificate/signature-not-whole-octets"]],
    ["ValidGeneralizedTimenotBeforeDateTest4EE", ["certificate/time-generalized-too-early"]],
    ["ValidBasicSelfIssuedOldWithNewTest1EE", []],
  ])("%s is read with defects %j", (name, defects) => {
    expect(defectsOf(pkits(name))).toEqual(defects);
  });
});

describe("a certificate that can still be understood", () => {
  it("with a Latin-1 name is listed with that defect", () => {
    const good = issueCertificate({ subject: "CN=Zuerich" }).der;
    const spoilt = Uint8Array.from(good);
    for (let at = indexOf(good, "Zuerich"); at >= 0; at = indexOf(good, "Zuerich", at + 1))
      spoilt[at + 1] = 0xfc;
    const certificate = mustRead(spoilt);
    expect(formatName(certificate.subject)).toBe("CN=Züerich");
    expect(defectsOf(certificate)).toEqual(["certificate/name-irregular-text"]);
    expect(checkIssuedBy(certificate, certificate)).toBe("invalid");
  });

  it("has its extensions decoded", () => {
    const { extensions } = mustRead(issueCertificate({ subject: "CN=x" }).der);
    expect(extensions).toMatchObject({
      basicConstraints: { ca: true },
      keyUsage: ["keyCertSign", "cRLSign"],
    });
    expect(extensions.authorityKeyIdentifier?.keyIdentifier).toBe(extensions.subjectKeyIdentifier);
  });
});

describe("serial numbers", () => {
  it("are kept as encoded and compared as numbers", () => {
    const { serial } = mustRead(issueCertificate({ subject: "CN=x", serial: 0x9b7e06n }).der);
    expect(serial).toBe("009B7E06");
    expect(sameSerial(serial, "9b:7e:06")).toBe(true);
    expect(sameSerial("0509", "509")).toBe(true);
    expect(sameSerial("0509", "5090")).toBe(false);
  });
});

describe("bytes that are no certificate", () => {
  it.each([
    ["", "der/truncated", 0],
    ["3000", "der/truncated", 2],
    ["0203010001", "der/unexpected-tag", 0],
  ])("%j give %s at offset %d", (hex, code, offset) => {
    expect(readCertificate(new Uint8Array(Buffer.from(hex, "hex")))).toEqual({
      ok: false,
      failure: { code, offset },
    });
  });

  it("with something after the certificate are refused", () => {
    const { der: good } = issueCertificate({ subject: "CN=x" });
    expect(readCertificate(der.join([good, Uint8Array.of(0)]))).toMatchObject({
      failure: { code: "der/trailing-data" },
    });
  });

  it("never throw, whatever they are", () => {
    const good = issueCertificate({ subject: "CN=x" }).der;
    const mutation = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(mutation, fc.nat(good.length), (changes, length) => {
        const bytes = Uint8Array.from(good);
        for (const [at, value] of changes) bytes[at] = value;
        for (const input of [bytes, bytes.subarray(0, length)]) {
          const result = readCertificate(input);
          if (result.ok) checkIssuedBy(result.value, result.value);
          readRevocationList(input);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function indexOf(bytes: Uint8Array, text: string, from = 0): number {
  return Buffer.from(bytes).indexOf(text, from, "latin1");
}
