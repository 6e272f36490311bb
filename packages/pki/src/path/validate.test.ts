import { describe, expect, it } from "vitest";
import * as der from "../testing/der-writer.js";
import {
  type CertificateOrder,
  extension,
  type IssuedCertificate,
  issueCertificate,
  rsaKeys,
} from "../testing/issue-certificate.js";
import { type Certificate, readCertificate } from "../x509/certificate.js";
import { iosXrPlatform, rfc5280Platform, webPlatform } from "./platform.js";
import type { PathRequest } from "./request.js";
import { validatePath, validPaths } from "./validate.js";

const at = new Date("2026-01-01T00:00:00Z");
const read = ({ der: bytes }: IssuedCertificate): Certificate => {
  const result = readCertificate(bytes);
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
};

const dnsNames = (...names: string[]): der.Bytes =>
  extension(
    "2.5.29.17",
    "not-critical",
    der.sequence(...names.map((name) => der.element(0x82, Buffer.from(name)))),
  );
const serverAuth = extension("2.5.29.37", "not-critical", der.sequence(der.oid("1.3.6.1.5.5.7.3.1")));
const leafOf = (issuer: IssuedCertificate, order: Partial<CertificateOrder> = {}): IssuedCertificate =>
  issueCertificate({
    subject: "CN=tools.example.com",
    issuer,
    role: "end-entity",
    extensions: [dnsNames("tools.example.com"), serverAuth],
    ...order,
  });

const ocspNoCheck = "1.3.6.1.5.5.7.48.1.5";

const root = issueCertificate({ subject: "CN=Root" });
const middle = issueCertificate({ subject: "CN=Middle", issuer: root });
const leaf = leafOf(middle);
const strangeRoot = issueCertificate({ subject: "CN=Other Root" });

function ask(
  [target, ...intermediates]: readonly [IssuedCertificate, ...IssuedCertificate[]],
  anchors: readonly IssuedCertificate[],
  rest: Partial<PathRequest> = {},
) {
  return validatePath({
    target: read(target),
    intermediates: intermediates.map(read),
    anchors: anchors.map(read),
    at,
    serverName: "tools.example.com",
    purpose: "server-auth",
    platform: webPlatform,
    ...rest,
  });
}

function codeOf(...question: Parameters<typeof ask>): string {
  const verdict = ask(...question);
  return verdict.ok ? "valid" : verdict.failure.failure.code;
}

describe("a path", () => {
  it("goes from the target to the anchor", () => {
    const verdict = ask([leaf, middle], [root]);
    expect(verdict.ok && verdict.value.path.map(({ sha256 }) => sha256)).toEqual(
      [leaf, middle, root].map((c) => read(c).sha256),
    );
  });

  it("exists in every way there is", () => {
    const crossed = issueCertificate({ subject: "CN=Middle", keys: middle, issuer: strangeRoot });
    const request = {
      target: read(leaf),
      intermediates: [middle, crossed].map(read),
      anchors: [root, strangeRoot].map(read),
    };
    const paths = [...validPaths({ ...request, at, purpose: "server-auth", platform: webPlatform })];
    expect(paths.map(({ anchor }) => anchor.subject.rdns[0]?.[0]?.value).sort()).toEqual([
      "Other Root",
      "Root",
    ]);
  });

  it("leads from a target to a CA of the same name and even the same key", () => {
    const own = [dnsNames("tools.example.com"), serverAuth];
    const order = { subject: "CN=Root", issuer: root, role: "end-entity", extensions: own } as const;
    expect(codeOf([issueCertificate(order)], [root])).toBe("valid");
    expect(codeOf([issueCertificate({ ...order, keys: root })], [root])).toBe("valid");
    const crossed = issueCertificate({ subject: "CN=Root", keys: root, issuer: strangeRoot });
    expect(codeOf([issueCertificate({ ...order, keys: root }), crossed], [strangeRoot])).toBe("valid");
  });

  it("survives an expired cross-signature beside a good one", () => {
    const expired = issueCertificate({
      subject: "CN=Root",
      keys: root,
      issuer: strangeRoot,
      notAfter: new Date("2021-01-01"),
    });
    expect(codeOf([leaf, middle, expired], [strangeRoot, root])).toBe("valid");
    expect(codeOf([leaf, middle, expired], [strangeRoot])).toBe("chain/expired");
  });
});

describe("without a path, the reason", () => {
  it("is the root when the pool lacks it, sent along or not", () => {
    expect(codeOf([leaf, middle], [strangeRoot])).toBe("chain/root-not-in-pool");
    expect(codeOf([leaf, middle, root], [strangeRoot])).toBe("chain/root-not-in-pool");
    const verdict = ask([leaf, middle], [strangeRoot]);
    expect(verdict.ok ? undefined : verdict.failure.failure).toMatchObject({
      certificate: { sha256: read(middle).sha256 },
      issuer: { rdns: [[{ value: "Root" }]] },
    });
  });

  it("is the missing issuer when nothing leads on from the target", () => {
    expect(codeOf([leaf], [root])).toBe("chain/issuer-not-found");
  });

  it("is the missing root even when the target has also expired, and both are told", () => {
    const verdict = ask([leafOf(middle, { notAfter: new Date("2022-01-01") }), middle], [strangeRoot]);
    expect(
      verdict.ok ? [] : verdict.failure.tried.flatMap(({ failures }) => failures.map(({ code }) => code)),
    ).toEqual(["chain/root-not-in-pool", "chain/expired"]);
  });

  it.each([
    ["chain/expired", { notAfter: new Date("2025-12-31T23:59:59Z") }],
    ["chain/not-yet-valid", { notBefore: new Date("2026-01-01T00:00:01Z") }],
    ["valid", { notBefore: at, notAfter: at }],
    ["chain/name-mismatch", { extensions: [dnsNames("other.example.com"), serverAuth] }],
    [
      "chain/purpose-refused",
      {
        extensions: [
          dnsNames("tools.example.com"),
          extension("2.5.29.37", "not-critical", der.sequence(der.oid("1.3.6.1.5.5.7.3.2"))),
        ],
      },
    ],
    [
      "chain/unknown-critical-extension",
      { extensions: [dnsNames("tools.example.com"), extension("1.2.3.4", "critical", der.nothing())] },
    ],
    ["chain/malformed-certificate", { extensions: [extension("2.5.29.17", "not-critical", der.nothing())] }],
  ] as const)("is %s for a target %j", (code, order) => {
    expect(codeOf([leafOf(middle, order), middle], [root])).toBe(code);
  });

  // RFC 5280 4.1.2.5: seconds, no fractions, Z. OpenSSL refuses all of these too; X.690 8.3.2 for the serial.
  it.each([
    ["no seconds", { notBefore: der.element(0x17, Buffer.from("2001010000Z")) }],
    ["an offset", { notBefore: der.element(0x17, Buffer.from("200101000000+0000")) }],
    ["a fraction", { notBefore: der.element(0x18, Buffer.from("20200101000000.5Z")) }],
    ["a padded serial", { serial: Uint8Array.of(2, 2, 0, 5) }],
  ])("is the encoding where it has %s, in target and intermediate", (_, order) => {
    expect(codeOf([leafOf(middle, order), middle], [root])).toBe("chain/malformed-certificate");
    const odd = issueCertificate({ subject: "CN=Odd", issuer: root, ...order });
    expect(codeOf([leafOf(odd), odd], [root])).toBe("chain/malformed-certificate");
  });

  it("is not the date's form in an anchor: real roots of devices have fractions", () => {
    const fraction = der.element(0x18, Buffer.from("20200101000000.5Z"));
    const deviceRoot = issueCertificate({ subject: "CN=Device Root", notBefore: fraction });
    expect(codeOf([leafOf(deviceRoot)], [deviceRoot], { platform: iosXrPlatform })).toBe("valid");
  });

  it("is not the form of a date that merely has the longer year", () => {
    const notBefore = der.element(0x18, Buffer.from("20200101000000Z"));
    expect(codeOf([leafOf(middle, { notBefore }), middle], [root])).toBe("valid");
  });

  // RFC 5480 2.1.1: a curve is named.
  it.each([
    ["a curve that is spelled out", der.sequence(der.integer(1))],
    ["no curve", der.nothing()],
    ["a point that is not on its curve", der.oid("1.2.840.10045.3.1.7")],
  ])("is a target's key with %s", (_, curve) => {
    const algorithm = der.sequence(der.oid("1.2.840.10045.2.1"), curve);
    const publicKeyInfo = der.sequence(algorithm, der.bits(new Uint8Array(65).fill(4)));
    const odd = leafOf(middle, { publicKeyInfo });
    expect(codeOf([odd, middle], [root], { platform: rfc5280Platform })).toBe("chain/malformed-certificate");
  });

  // RFC 5280 6.1.4 (k): below version 3 basic constraints prove nothing.
  it.each([1, 2] as const)("is an intermediate of version %d, whatever extensions it has", (version) => {
    const old = issueCertificate({ subject: "CN=Old", issuer: root, version });
    expect(codeOf([leafOf(old), old], [root], { platform: rfc5280Platform })).toBe("chain/not-a-ca");
  });

  it("is not a critical mark that OCSP need not be asked", () => {
    const marked = [
      dnsNames("tools.example.com"),
      serverAuth,
      extension(ocspNoCheck, "critical", der.nothing()),
    ];
    expect(codeOf([leafOf(middle, { extensions: marked }), middle], [root])).toBe("valid");
  });

  it("is the date when that is none", () => {
    expect(codeOf([leaf, middle], [root], { at: new Date(Number.NaN) })).toBe("chain/not-yet-valid");
  });

  it("is the signature when key and name fit and the signature does not", () => {
    const bytes = Uint8Array.from(leaf.der);
    bytes[bytes.length - 5]! ^= 1;
    expect(codeOf([{ ...leaf, der: bytes }, middle], [root])).toBe("chain/signature-invalid");
  });

  it("is not the signature of a namesake with another key", () => {
    expect(codeOf([leaf, middle], [issueCertificate({ subject: "CN=Root" })])).toBe("chain/root-not-in-pool");
  });

  it("is what an intermediate may not do", () => {
    const notCa = issueCertificate({ subject: "CN=Not CA", issuer: root, role: "end-entity" });
    expect(codeOf([leafOf(notCa), notCa], [root])).toBe("chain/not-a-ca");
    expect(codeOf([leaf, middle], [root], { maxIntermediates: 0 })).toBe("chain/too-many-intermediates");
  });

  it("is the name constraint, with who set it", () => {
    const subtree = (name: string) => der.sequence(der.element(0x82, Buffer.from(name)));
    const narrow = issueCertificate({
      subject: "CN=Narrow",
      issuer: root,
      extensions: [
        extension("2.5.29.30", "critical", der.sequence(der.element(0xa0, subtree("other.example")))),
      ],
    });
    const verdict = ask([leafOf(narrow), narrow], [root]);
    expect(verdict.ok ? undefined : verdict.failure.failure).toMatchObject({
      code: "chain/name-refused",
      name: { kind: "dns", value: "tools.example.com" },
      by: { sha256: read(narrow).sha256 },
    });
  });
});

describe("where platforms differ", () => {
  const oldRoot = issueCertificate({ subject: "CN=Old Root", notAfter: new Date("2021-09-30") });
  const underOld = leafOf(oldRoot);

  it("an anchor's own expiry counts or not", () => {
    expect(codeOf([underOld], [oldRoot], { platform: webPlatform })).toBe("chain/expired");
    expect(codeOf([underOld], [oldRoot], { platform: { ...webPlatform, anchorExpiryCounts: false } })).toBe(
      "valid",
    );
  });

  it("an intermediate in the pool anchors or not", () => {
    expect(codeOf([leaf], [middle], { platform: iosXrPlatform })).toBe("valid");
    const platform = { ...iosXrPlatform, intermediateInPoolAnchors: false };
    expect(codeOf([leaf], [middle], { platform })).toBe("chain/root-not-in-pool");
    expect(codeOf([leaf], [middle, root], { platform })).toBe("valid");
  });

  it("a target in the pool needs no issuer or does", () => {
    expect(codeOf([leaf], [leaf], { platform: iosXrPlatform })).toBe("valid");
    expect(codeOf([leaf], [leaf], { platform: webPlatform })).toBe("chain/issuer-not-found");
    const stale = leafOf(middle, { notAfter: new Date("2022-01-01") });
    expect(codeOf([stale], [stale], { platform: iosXrPlatform })).toBe("chain/expired");
  });

  it("SHA-1 is refused, or allowed below a pinned signer", () => {
    const rsaRoot = issueCertificate({ subject: "CN=RSA Root", keys: rsaKeys(0), scheme: "rsa-sha1" });
    const weak = leafOf(rsaRoot, { scheme: "rsa-sha1" });
    expect(codeOf([weak], [rsaRoot])).toBe("chain/hash-refused");
    expect(codeOf([weak], [rsaRoot], { anchorsAre: "pinned" })).toBe("valid");
    expect(codeOf([weak], [rsaRoot], { platform: iosXrPlatform })).toBe("valid");
  });

  it("RSA keys have a smallest size", () => {
    const rsaRoot = issueCertificate({ subject: "CN=RSA Root", keys: rsaKeys(0) });
    const question = [leafOf(rsaRoot)] as const;
    expect(codeOf(question, [rsaRoot])).toBe("valid");
    expect(codeOf(question, [rsaRoot], { platform: { ...webPlatform, smallestRsaBits: 3072 } })).toBe(
      "chain/key-too-small",
    );
  });

  it("a common name stands in for alternative names or not", () => {
    const bare = leafOf(middle, { extensions: [serverAuth] });
    expect(codeOf([bare, middle], [root], { platform: iosXrPlatform })).toBe("valid");
    expect(codeOf([bare, middle], [root], { platform: rfc5280Platform })).toBe("chain/name-mismatch");
  });

  it("key identifiers stand on both sides of a link or on neither", () => {
    const without = { keyIdentifiers: "none" } as const;
    const plainRoot = issueCertificate({ subject: "CN=Plain Root", ...without });
    const plainMiddle = issueCertificate({ subject: "CN=Plain", issuer: plainRoot, ...without });
    expect(codeOf([leafOf(plainMiddle, without), plainMiddle], [plainRoot])).toBe("valid");
    expect(codeOf([leafOf(plainMiddle), plainMiddle], [plainRoot])).toBe("chain/content-rule");
    expect(codeOf([leafOf(middle, without), middle], [root])).toBe("chain/content-rule");
    expect(codeOf([leafOf(middle, without), middle], [root], { platform: iosXrPlatform })).toBe("valid");
  });

  it("a path without CRLs passes or not once CRLs are asked for", () => {
    expect(codeOf([leaf, middle], [root], { crls: [] })).toBe("chain/revocation-unknown");
    expect(
      codeOf([leaf, middle], [root], { crls: [], platform: { ...webPlatform, missingCrl: "passes" } }),
    ).toBe("valid");
  });
});
