import { describe, expect, it } from "vitest";
import { publicRoots } from "../roots/public-roots.js";
import { describeWithPublicData } from "../testing/public-data.js";
import { NOTICE_SAMPLE_POOL, realRoot } from "../testing/real-certificates.js";
import { catalogueOf } from "./catalogue.js";
import type { PoolEntry, PoolLabel } from "./entry.js";
import { labelMayBe, subjectMayBe } from "./label-match.js";
import { resolvePool } from "./resolve-pool.js";
import { knownCertificates, poolHolds, trustPool, unresolvedEntries } from "./trust-pool.js";

const labelled = (labels: readonly PoolLabel[]): PoolEntry[] =>
  labels.map((label) => ({ kind: "label", label }));

describeWithPublicData("resolving what a device printed", () => {
  const quovadis = realRoot("QuoVadis_Root_CA_2_CA3A");
  const identrust = realRoot("IdenTrust_Commercial");
  const noticeRoots = [
    "Cisco_Root_CA_2048",
    "Cisco_Root_CA_M1",
    "Class_3_Public",
    "QuoVadis_Root_CA_2_CA3A",
  ].map(realRoot);
  const printed = NOTICE_SAMPLE_POOL[3]!;

  it("resolves all four entries of the notice's sample", () => {
    const pool = resolvePool(labelled(NOTICE_SAMPLE_POOL), catalogueOf(noticeRoots));
    expect(knownCertificates(pool)).toEqual(noticeRoots);
    expect(pool.entries.every((entry) => entry.kind === "certificate" && entry.set === "Built-In")).toBe(
      true,
    );
    expect(poolHolds(pool, quovadis)).toBe("held");
    expect(poolHolds(pool, identrust)).toBe("absent");
  });

  it("resolves QuoVadis by the public roots that ship with the package, whatever Node runs", async () => {
    const { certificates, editions } = await publicRoots();
    const pool = resolvePool(labelled(NOTICE_SAMPLE_POOL), catalogueOf(certificates));
    expect(knownCertificates(pool).map(({ sha256 }) => sha256)).toEqual([quovadis.sha256]);
    expect(unresolvedEntries(pool).map(({ unresolved }) => unresolved?.code)).toEqual(
      Array(3).fill("label/not-in-catalogue"),
    );
    expect(editions.map(({ id }) => id)).toEqual(["mozilla-2.60", "mozilla-2026-05"]);
  });

  it.each<[string, Partial<PoolLabel>, object]>([
    ["another serial", { serial: "05:0A" }, { code: "label/contradicts-certificate", field: "serial" }],
    [
      "another start",
      { notBefore: "2006-11-24T18:27:01Z" },
      { code: "label/contradicts-certificate", field: "notBefore" },
    ],
    [
      "another end",
      { notAfter: "2021-11-24T18:23:33Z" },
      { code: "label/contradicts-certificate", field: "notAfter" },
    ],
    ["no fingerprint", { sha1: undefined }, { code: "label/no-fingerprint" }],
    ["half a fingerprint", { sha1: "CA3AFBCF" }, { code: "label/fingerprint-unreadable", text: "CA3AFBCF" }],
  ])("leaves an entry with %s a label, and the answer open", (_, change, unresolved) => {
    const pool = resolvePool(labelled([{ ...printed, ...change }]), catalogueOf([quovadis]));
    expect(pool.entries).toMatchObject([{ kind: "label", unresolved }]);
    expect(poolHolds(pool, { sha256: quovadis.sha256, certificate: quovadis })).toBe("undetermined");
    expect(poolHolds(pool, { sha256: quovadis.sha256 })).toBe("undetermined");
  });

  it("rules a root out by a label only where the label cannot be it", () => {
    const withoutSha1 = { ...printed, sha1: undefined };
    expect(labelMayBe(withoutSha1, quovadis)).toBe(true);
    expect(labelMayBe(withoutSha1, identrust)).toBe(false);
    expect(labelMayBe({ subject: printed.subject, sha1: identrust.sha1 }, identrust)).toBe(true);
    expect(labelMayBe({ subject: "CN=IdenTrust Commercial Root CA 1", sha1: quovadis.sha1 }, identrust)).toBe(
      false,
    );
    expect(labelMayBe({ subject: "" }, identrust)).toBe(true);
  });

  it("knows a subject however it is printed", () => {
    for (const subject of [
      "CN=IdenTrust Commercial Root CA 1,O=IdenTrust,C=US",
      "C=US, O=IdenTrust, CN=IdenTrust Commercial Root CA 1",
      "cn=IDENTRUST  Commercial Root CA 1",
      "O=IdenTrust",
      "emailAddress=someone@example.org",
    ]) {
      expect([subject, subjectMayBe(subject, identrust.subject)]).toEqual([subject, true]);
    }
    expect(subjectMayBe("CN=IdenTrust Public Sector Root CA 1,O=IdenTrust,C=US", identrust.subject)).toBe(
      false,
    );
    expect(
      subjectMayBe(
        "OU=Class 3 Public Primary Certification Authority,O=VeriSign\\, Inc.,C=US",
        noticeRoots[2]!.subject,
      ),
    ).toBe(true);
  });

  it("gives one digest to one content, in whatever order and spelling", () => {
    const [first, second] = NOTICE_SAMPLE_POOL as [PoolLabel, PoolLabel];
    const digest = trustPool(labelled([first, second])).digest;
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(trustPool(labelled([second, first, second])).digest).toBe(digest);
    expect(trustPool(labelled([second, { ...first, sha1: first.sha1!.toLowerCase() }])).digest).toBe(digest);
    expect(trustPool(labelled([second, { ...first, set: "Downloaded" }])).digest).not.toBe(digest);
    expect(trustPool(labelled([first])).digest).not.toBe(digest);
    expect(resolvePool(labelled([first, second]), catalogueOf(noticeRoots)).digest).not.toBe(digest);
  });
});

describe("the public roots that ship with the package", () => {
  it("hold each certificate once, all readable, with QuoVadis Root CA 2 among them", async () => {
    const { certificates } = await publicRoots();
    expect(new Set(certificates.map(({ sha256 }) => sha256)).size).toBe(certificates.length);
    expect(certificates.length).toBe(165);
    // Fingerprint as the notice prints it.
    expect(certificates.some(({ sha1 }) => sha1 === "CA3AFBCF1240364B44B216208880483919937CF7")).toBe(true);
  });
});
