/**
 * Hostile input: damaged real files, and inputs made to be expensive. Nothing but a declared failure may come
 * out, and the work must stay in proportion to the input; work is counted, never timed.
 */
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DerCursor } from "../der/cursor.js";
import {
  type Certificate,
  CISCO_SIGNER_ROOTS,
  catalogueOf,
  certificatesIn,
  diffCertificates,
  forecast,
  formatName,
  iosXrPlatform,
  oddities,
  openBundle,
  type PoolLabel,
  poolOf,
  type Result,
  readCertificate,
  readCertificates,
  readPem,
  readRevocationList,
  resolvePool,
  rfc5280Platform,
  signerRootOf,
  validatePath,
  verifyBundle,
  writePem,
} from "../index.js";
import { labelMayBe } from "../pool/label-match.js";
import * as der from "./der-writer.js";
import { asCertificate } from "./fresh-bundles.js";
import { casesUnlessAsked } from "./fuzzing.js";
import { extension, issueCertificate } from "./issue-certificate.js";
import { damage, edits } from "./mutations.js";
import { openssl, opensslVerifies } from "./openssl.js";
import { describeWithPublicData, publicDataPath, readPublicData } from "./public-data.js";
import { NOTICE_SAMPLE_POOL, realRoot } from "./real-certificates.js";
import { certificatesOnly } from "./sign-bundle.js";

const AT = new Date("2022-03-01T00:00:00Z");

/** Every code that reading may give; a failure outside these families is a fault of ours. */
const DECLARED = /^(der|certificate|pem|row|cms|bundle)\/[a-z0-9-]+$/;

type Outcome = Result<unknown, { readonly code: string }>;

function declared(read: Outcome): boolean {
  return read.ok || DECLARED.test(read.failure.code);
}

/** Asks a certificate everything that a reader of it may ask. */
function useCertificate(certificate: Certificate): void {
  formatName(certificate.subject);
  void [certificate.sha1, certificate.sha256, certificate.defects, certificate.extensions];
  validatePath({
    target: certificate,
    intermediates: [certificate],
    anchors: [certificate],
    at: AT,
    purpose: "server-auth",
    platform: iosXrPlatform,
    serverName: "tools.cisco.com",
  });
  validatePath({
    target: certificate,
    intermediates: [certificate],
    anchors: [],
    at: AT,
    purpose: "any",
    platform: rfc5280Platform,
  });
}

describeWithPublicData("damaged real files", () => {
  const files = (folder: string) =>
    readdirSync(publicDataPath(folder)).map((name) => readPublicData(`${folder}/${name}`));
  const bundles = files("bundles");
  const inner = readdirSync(publicDataPath("bundles")).map(
    (name) =>
      new Uint8Array(
        openssl(["cms", "-verify", "-noverify", "-inform", "DER", "-in", publicDataPath(`bundles/${name}`)]),
      ),
  );
  const members = inner.flatMap((bytes) => {
    const opened = openBundle(bytes);
    return opened.ok ? certificatesIn(opened.value.certificates) : [];
  });
  const certificates = [
    ...files("conformance/pkits/certs"),
    ...members.map((certificate) => certificate.der),
  ];
  const lists = files("conformance/pkits/crls");
  const texts = files("roots").filter((bytes) => Buffer.from(bytes).includes("BEGIN"));

  const mutants = (originals: readonly Uint8Array[]) =>
    fc
      .tuple(fc.constantFrom(...originals), edits, fc.constantFrom(...originals))
      .map(([file, made, other]) => damage(file, made, other));

  it("certificates: a declared failure, or a certificate that can be used", () => {
    fc.assert(
      fc.property(mutants(certificates), (bytes) => {
        const read = readCertificate(bytes);
        if (read.ok) useCertificate(read.value);
        return declared(read);
      }),
      casesUnlessAsked(4000),
    );
  });

  it("revocation lists: a declared failure, or a list that can be used", () => {
    const target = members[0]!;
    fc.assert(
      fc.property(mutants(lists), (bytes) => {
        const read = readRevocationList(bytes);
        if (read.ok) {
          read.value.find(target.issuer, target.serial);
          validatePath({
            target,
            intermediates: members,
            anchors: members,
            at: AT,
            purpose: "any",
            platform: rfc5280Platform,
            crls: [read.value],
          });
        }
        return declared(read);
      }),
      casesUnlessAsked(2000),
    );
  });

  it("bundles: a declared failure, or a bundle that can be used; verified only if openssl verifies it too", () => {
    const verified: Uint8Array[] = [];
    fc.assert(
      fc.property(mutants([...bundles, ...inner]), (bytes) => {
        const opened = openBundle(bytes);
        if (opened.ok) {
          oddities(opened.value.certificates, AT);
          signerRootOf(opened.value);
          diffCertificates(opened.value, poolOf(members), { at: AT, days: 90 });
        }
        const checked = verifyBundle(bytes, { signerRoots: CISCO_SIGNER_ROOTS });
        if (checked.ok) verified.push(Uint8Array.from(bytes));
        return declared(opened) && declared(checked) && (opened.ok || !checked.ok);
      }),
      casesUnlessAsked(400),
    );
    expect(opensslVerifies(verified, writePem("CERTIFICATE", realRoot("Cisco_Root_CA_M1").der))).toEqual(
      verified.map(() => true),
    );
  });

  it("PEM texts: a declared failure, or rows of which each is a certificate or says why not", () => {
    const joined = Buffer.concat(texts);
    fc.assert(
      fc.property(mutants([...texts, joined]), (bytes) => {
        const rows = readCertificates(bytes);
        const blocks = readPem(bytes);
        const sound =
          !rows.ok ||
          rows.value.every((row) => row.kind === "certificate" || DECLARED.test(row.failure.code));
        return sound && declared(rows) && declared(blocks);
      }),
      casesUnlessAsked(2000),
    );
  });

  it("pools: labels of any content resolve to what they are, or stay labels", () => {
    const catalogue = catalogueOf(members);
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom("", "CN=", "\\", "CN=a\\", ":", "2022-01-01", "invalid"),
      fc.constantFrom(...members.map((one) => one.sha1 as string)),
    );
    const label: fc.Arbitrary<PoolLabel> = fc.oneof(
      fc.record({ subject: word }, { requiredKeys: ["subject"] }),
      fc.record({ subject: word, serial: word, sha1: word, notBefore: word, notAfter: word }),
      fc
        .constantFrom(...NOTICE_SAMPLE_POOL)
        .chain((real) =>
          fc.record({ subject: word, serial: word }).map((change) => ({ ...real, ...change })),
        ),
    );
    fc.assert(
      fc.property(fc.array(label, { maxLength: 6 }), (labels) => {
        const pool = resolvePool(
          labels.map((one) => ({ kind: "label", label: one })),
          catalogue,
        );
        for (const entry of pool.entries) if (entry.kind === "label") labelMayBe(entry.label, members[0]!);
        const timeline = {
          host: "tools.cisco.com",
          stages: [{ from: AT, serves: { kind: "root" as const, root: members[0]! } }],
        };
        const [interval] = forecast({
          pool,
          timeline,
          from: AT,
          until: new Date("2022-03-02T00:00:00Z"),
          platform: iosXrPlatform,
        });
        return pool.entries.length === labels.length && interval !== undefined;
      }),
      casesUnlessAsked(1000),
    );
  });
});

describe("inputs made to be expensive", () => {
  const MIB = 1 << 20;
  /** Elements that a cursor passed: the measure of a reader's work. */
  let work = 0;

  const COUNTED = ["enter", "contents", "element"] as const;
  const originals = COUNTED.map((method) => DerCursor.prototype[method]);

  beforeEach(() => {
    work = 0;
    for (const method of COUNTED) {
      const original = DerCursor.prototype[method] as (this: DerCursor, tag: number) => never;
      DerCursor.prototype[method] = function (this: DerCursor, tag?: number): never {
        work++;
        return original.call(this, tag as number);
      };
    }
  });
  afterEach(() => {
    for (const [index, method] of COUNTED.entries()) DerCursor.prototype[method] = originals[index] as never;
  });

  const filled = (unit: der.Bytes, size = MIB): der.Bytes =>
    der.join(Array<der.Bytes>(Math.floor(size / unit.length)).fill(unit));
  const nested = (depth: number): der.Bytes => {
    let inside: der.Bytes = der.sequence();
    for (let level = 0; level < depth; level++) inside = der.sequence(inside);
    return inside;
  };
  const rdn = der.setOf(der.sequence(der.oid("2.5.4.3"), der.utf8("a")));
  const certificate = (parts: { issuer?: der.Bytes; extensions?: der.Bytes; serial?: der.Bytes }) =>
    der.sequence(
      der.sequence(
        der.context(0, der.integer(2)),
        parts.serial ?? der.integer(1),
        der.sequence(der.oid("1.2.840.10045.4.3.2")),
        parts.issuer ?? der.sequence(rdn),
        der.sequence(der.time(AT), der.time(AT)),
        parts.issuer ?? der.sequence(rdn),
        der.sequence(der.sequence(der.oid("1.2.840.10045.2.1")), der.bits(Uint8Array.of(4))),
        der.context(3, der.sequence(parts.extensions ?? new Uint8Array())),
      ),
      der.sequence(der.oid("1.2.840.10045.4.3.2")),
      der.bits(Uint8Array.of(1)),
    );
  const manyConstraints = extension(
    "2.5.29.30",
    "critical",
    der.sequence(der.context(0, filled(der.sequence(der.element(0x82, Buffer.from("a.example"))), MIB / 4))),
  );
  const issuedList = (entries: der.Bytes, issuer: der.Bytes) =>
    der.sequence(
      der.sequence(
        der.integer(1),
        der.sequence(der.oid("1.2.840.10045.4.3.2")),
        issuer,
        der.time(AT),
        der.sequence(entries),
      ),
      der.sequence(der.oid("1.2.840.10045.4.3.2")),
      der.bits(Uint8Array.of(1)),
    );

  const inputs: [string, () => der.Bytes][] = [
    ["sequences in sequences", () => nested(6_000)],
    ["empty sequences", () => der.sequence(filled(der.sequence()))],
    ["a certificate set of empty certificates", () => certificatesOnly([filled(der.sequence())])],
    ["a certificate set of one octet each", () => certificatesOnly([filled(der.element(0x05))])],
    [
      "an endless object identifier",
      () =>
        certificate({
          issuer: der.sequence(
            der.setOf(der.sequence(der.element(0x06, new Uint8Array(MIB).fill(0x81)), der.utf8("a"))),
          ),
        }),
    ],
    [
      "a serial number of 1 MiB",
      () => certificate({ serial: der.element(0x02, new Uint8Array(MIB).fill(0x11)) }),
    ],
    ["a name of 60,000 parts", () => certificate({ issuer: der.sequence(filled(rdn, MIB / 2)) })],
    [
      "a name of spaces",
      () =>
        certificate({
          issuer: der.sequence(der.setOf(der.sequence(der.oid("2.5.4.3"), der.utf8(" ".repeat(MIB / 2))))),
        }),
    ],
    [
      "a name of 500,000 characters that ends oddly",
      () =>
        certificate({
          issuer: der.sequence(
            der.setOf(der.sequence(der.oid("2.5.4.3"), der.utf8(`${"a".repeat(MIB / 2)}\u0001`))),
          ),
        }),
    ],
    [
      "80,000 extensions",
      () =>
        certificate({ extensions: filled(der.sequence(der.oid("1.2.3"), der.octets(new Uint8Array(1)))) }),
    ],
    ["a quarter MiB of name constraints", () => certificate({ extensions: manyConstraints })],
    [
      "a list of entries below a long issuer",
      () =>
        issuedList(
          filled(der.sequence(der.integer(1), der.time(AT)), MIB / 2),
          der.sequence(filled(rdn, MIB / 2)),
        ),
    ],
    ["zeros", () => new Uint8Array(MIB)],
    ["0x30", () => new Uint8Array(MIB).fill(0x30)],
    ["0x30 0x80", () => filled(Uint8Array.of(0x30, 0x80))],
    ["BEGIN lines", () => filled(Buffer.from("-----BEGIN CERTIFICATE-----\n"))],
    ["dashes", () => filled(Buffer.from("-----"))],
    ["base64 without an end", () => Buffer.from(`-----BEGIN CERTIFICATE-----\n${"MAAA\n".repeat(MIB / 5)}`)],
  ];

  it.each(inputs)("%s: bounded", (_, make) => {
    const bytes = make();
    const before = process.memoryUsage();
    const readings: ((file: Uint8Array) => Outcome)[] = [
      readCertificate,
      readRevocationList,
      openBundle,
      readCertificates,
      (file) => verifyBundle(file, { signerRoots: [] }),
    ];
    const certificate = readCertificate(bytes);
    if (certificate.ok) useCertificate(certificate.value);
    for (const read of readings) {
      work = 0;
      expect(declared(read(bytes))).toBe(true);
      // Each element has at least two octets; a reader may pass a few of them a second time.
      expect(work).toBeLessThan(bytes.length + 1000);
    }
    const after = process.memoryUsage();
    expect(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(
      256 * MIB,
    );
  });

  it("a certificate with 10,000 name constraints below a CA with as many is refused or judged within the budget", () => {
    const names = der.sequence(
      ...Array.from({ length: 10_000 }, (_, index) => der.element(0x82, Buffer.from(`host${index}.example`))),
    );
    const subtrees = Array.from({ length: 10_000 }, (_, index) =>
      der.sequence(der.element(0x82, Buffer.from(`zone${index}.example`))),
    );
    const root = issueCertificate({
      subject: "CN=Constrained",
      extensions: [extension("2.5.29.30", "critical", der.sequence(der.context(1, ...subtrees)))],
    });
    const leaf = issueCertificate({
      subject: "CN=leaf",
      issuer: root,
      role: "end-entity",
      extensions: [extension("2.5.29.17", "not-critical", names)],
    });
    const verdict = validatePath({
      target: asCertificate(leaf),
      intermediates: [],
      anchors: [asCertificate(root)],
      at: AT,
      purpose: "any",
      platform: iosXrPlatform,
    });
    expect(verdict).toMatchObject({
      ok: false,
      failure: { failure: { code: "chain/budget-exhausted", resource: "nameComparisons" } },
    });
  });

  it("tells apart a bundle of 64 MiB by its size alone", () => {
    expect(openBundle(new Uint8Array(64 * MIB))).toMatchObject({ failure: { code: "bundle/too-large" } });
    expect(work).toBe(0);
  });
});
