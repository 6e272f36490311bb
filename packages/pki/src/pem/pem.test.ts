import { describe, expect, it } from "vitest";
import { openssl } from "../testing/openssl.js";
import { describeWithPublicData, publicDataPath, readPublicData } from "../testing/public-data.js";
import { readCertificates } from "./certificate-rows.js";
import { PEM_LIMITS, readPem, writePem } from "./pem.js";

const block = (label: string, ...lines: string[]) =>
  [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");

describe("reading PEM", () => {
  it("finds blocks among other text, whatever the line ends", () => {
    const text = `subject=/CN=one\n${block("CERTIFICATE", "MAMC", "AQE=")}junk\n${block("CERTIFICATE", "MAA=")}`;
    for (const variant of [
      text,
      text.replaceAll("\n", "\r\n"),
      text.replaceAll("\n", "\r"),
      text.replaceAll("\n", " \t\n"),
    ]) {
      const read = readPem(variant);
      expect(read).toMatchObject({
        ok: true,
        value: [{ kind: "block", label: "CERTIFICATE" }, { kind: "block" }],
      });
      if (read.ok)
        expect(read.value.map((item) => item.kind === "block" && [...item.bytes])).toEqual([
          [0x30, 3, 2, 1, 1],
          [0x30, 0],
        ]);
    }
  });

  it("keeps the other blocks when one is spoilt, and says at which line", () => {
    const text =
      block("CERTIFICATE", "MAA=") +
      block("CERTIFICATE", "MAA=", "M*A=") +
      block("CERTIFICATE") +
      block("CERTIFICATE", "MAA=");
    const read = readPem(text);
    expect(read).toMatchObject({
      ok: true,
      value: [
        { kind: "block", line: 1 },
        { kind: "defect", line: 4, failure: { code: "pem/not-base64", line: 6 } },
        { kind: "defect", line: 8, failure: { code: "pem/block-empty", line: 8 } },
        { kind: "block", line: 10 },
      ],
    });
  });

  it.each([
    ["padding inside", "MA==", "MAA="],
    ["spare bits set", "MAB="],
    ["a length that is no multiple of four", "MAAA", "MA"],
    ["the URL alphabet", "MA-_"],
  ])("refuses %s", (_, ...lines) => {
    expect(readPem(block("CERTIFICATE", ...lines))).toMatchObject({
      value: [{ failure: { code: "pem/not-base64" } }],
    });
  });

  it("recovers at the next BEGIN when an END is missing", () => {
    const text = `-----BEGIN CERTIFICATE-----\nMAA=\n${block("CERTIFICATE", "MAA=")}-----BEGIN CERTIFICATE-----\nMAA=\n`;
    expect(readPem(text)).toMatchObject({
      value: [
        { failure: { code: "pem/no-end-line", line: 1 } },
        { kind: "block", line: 3 },
        { failure: { code: "pem/no-end-line", line: 6 } },
      ],
    });
  });

  it("strict: wants full lines of one length and nothing else between BEGIN and END", () => {
    const full = "MAMC".repeat(16);
    expect(readPem(block("CMS", full, full, "AQE="), "strict")).toMatchObject({ value: [{ kind: "block" }] });
    expect(readPem(block("CMS", full, full, "AQE=").replaceAll("\n", "\r\n"), "strict")).toMatchObject({
      value: [{ kind: "block" }],
    });
    const odd = [
      ["MAMC", full],
      [full, "", full],
      [full, "MAMC MAMC"],
      ["MAMC".repeat(20), "MAMC"],
      [full, "MAMC", "MAMC"],
    ];
    for (const lines of odd) {
      expect(readPem(block("CMS", ...lines), "strict")).toMatchObject({
        value: [{ failure: { code: "pem/not-base64" } }],
      });
      expect(readPem(block("CMS", ...lines))).toMatchObject({ value: [{ kind: "block" }] });
    }
    expect(readPem(block("CMS", full).replaceAll("\n", "\r"), "strict")).toMatchObject({
      failure: { code: "pem/no-block" },
    });
  });

  it("refuses an END of another kind", () => {
    const text = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END PKCS7-----\n";
    expect(readPem(text)).toMatchObject({
      value: [{ failure: { code: "pem/end-line-differs", line: 3, label: "PKCS7" } }],
    });
  });

  it("refuses 64 MiB by its size, before looking at it", () => {
    const huge = new Uint8Array(64 << 20);
    expect(readPem(huge)).toEqual({
      ok: false,
      failure: { code: "pem/too-large", bytes: 64 << 20, limit: PEM_LIMITS.bytes },
    });
    expect(readCertificates(huge)).toMatchObject({ ok: false, failure: { code: "pem/too-large" } });
  });

  it("bounds the number of blocks", () => {
    expect(readPem(block("X", "MAA=").repeat(PEM_LIMITS.blocks + 1))).toMatchObject({
      failure: { code: "pem/too-many-blocks" },
    });
  });

  it("says so when there is no block at all", () => {
    expect(readPem("% Invalid input detected at '^' marker.")).toEqual({
      ok: false,
      failure: { code: "pem/no-block" },
    });
  });
});

describeWithPublicData("certificates from files", () => {
  const quovadis = publicDataPath("roots/QuoVadis_Root_CA_2_CA3AFBCF.pem");

  it("reads the same certificate from PEM and from DER, as openssl converts it", () => {
    const der = new Uint8Array(openssl(["x509", "-in", quovadis, "-outform", "DER"]));
    const expected = openssl(["x509", "-in", quovadis, "-noout", "-fingerprint", "-sha256"])
      .toString()
      .split("=")[1]!
      .replace(/[:\s]/g, "");
    for (const file of [
      readPublicData("roots/QuoVadis_Root_CA_2_CA3AFBCF.pem"),
      der,
      Buffer.from(writePem("CERTIFICATE", der)),
    ]) {
      const rows = readCertificates(file);
      expect(rows).toMatchObject({
        ok: true,
        value: [{ kind: "certificate", certificate: { sha256: expected } }],
      });
    }
  });

  it("lists a private key and a broken certificate as rows beside the good one", () => {
    const good = Buffer.from(readPublicData("roots/QuoVadis_Root_CA_2_CA3AFBCF.pem")).toString();
    const rows = readCertificates(
      Buffer.from(block("PRIVATE KEY", "MAA=") + good + block("CERTIFICATE", "MAA=")),
    );
    expect(rows).toMatchObject({
      value: [
        {
          kind: "defective",
          failure: { code: "row/not-a-certificate", label: "PRIVATE KEY" },
          where: { index: 0, line: 1 },
        },
        { kind: "certificate" },
        { kind: "defective", failure: { code: "der/truncated" } },
      ],
    });
  });
});
