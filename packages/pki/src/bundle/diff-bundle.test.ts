import { describe, expect, it } from "vitest";
import { poolHolds, poolOf, trustPool } from "../pool/trust-pool.js";
import { asCertificate, freshSigner } from "../testing/fresh-bundles.js";
import { ecKeys, issueCertificate } from "../testing/issue-certificate.js";
import { describeWithPublicData, readPublicData } from "../testing/public-data.js";
import { realRoot } from "../testing/real-certificates.js";
import { certificatesOnly } from "../testing/sign-bundle.js";
import { formatName } from "../x509/name.js";
import type { Bundle } from "./bundle.js";
import { diffCertificates } from "./diff-bundle.js";
import { oddities } from "./oddities.js";
import { openBundle } from "./open-bundle.js";
import { signerRootOf } from "./signer-chain.js";
import { CISCO_ROOT_CA_M1 } from "./verify-bundle.js";

const HORIZON = { at: new Date("2022-03-01T00:00:00Z"), days: 90 };

function opened(file: Uint8Array): Bundle {
  const read = openBundle(file);
  if (!read.ok) throw new Error(read.failure.code);
  return read.value;
}

describe("comparing two sets of certificates", () => {
  const keys = ecKeys();
  const issue = (subject: string, until: string, sharing?: typeof keys) =>
    issueCertificate({
      subject: `CN=${subject}`,
      notAfter: new Date(`${until}T00:00:00Z`),
      ...(sharing ? { keys: sharing } : {}),
    });
  const stays = issue("Stays", "2030-01-01");
  const goes = issue("Goes", "2030-01-01");
  const comes = issue("Comes", "2022-04-01");
  const [renewedOld, renewedNew] = [
    issue("Renewed", "2023-01-01", keys),
    issue("Renewed", "2033-01-01", keys),
  ];
  const [rekeyedOld, rekeyedNew] = [issue("Rekeyed", "2023-01-01"), issue("Rekeyed", "2021-01-01")];
  const before = opened(certificatesOnly([stays, goes, renewedOld, rekeyedOld].map(({ der }) => der)));
  const after = opened(certificatesOnly([rekeyedNew, comes, renewedNew, stays, stays].map(({ der }) => der)));
  const [asStays, asGoes, asComes] = [stays, goes, comes].map(asCertificate);

  it("tells added, removed, renewed under the same key, kept, expired and soon to expire", () => {
    expect(diffCertificates(before, after, HORIZON)).toEqual({
      added: [asCertificate(rekeyedNew), asComes],
      removed: [asGoes, asCertificate(rekeyedOld)],
      changed: [{ before: asCertificate(renewedOld), after: asCertificate(renewedNew) }],
      kept: [asStays],
      expired: [asCertificate(rekeyedNew)],
      expiring: [asComes],
      unresolved: [],
    });
  });

  it("takes a pool on either side, and says which of its entries are only labels", () => {
    const label = { kind: "label" as const, label: { subject: "CN=Somebody" } };
    const pool = trustPool([{ kind: "certificate", certificate: asCertificate(stays) }, label]);
    const diff = diffCertificates(pool, after, HORIZON);
    expect(diff.kept).toEqual([asStays]);
    expect(diff.added).toHaveLength(3);
    expect(diff.unresolved).toEqual([label]);
    expect(diffCertificates(after, pool, HORIZON).removed).toHaveLength(3);
  });
});

describeWithPublicData("the genuine bundles", () => {
  const intersect = () => opened(readPublicData("bundles/ios-v10-2021-09.p7b"));
  const core = () => opened(readPublicData("bundles/ios_core-v4-2017-01.p7b"));

  it("differ by the required root", () => {
    const { added, removed, changed, kept } = diffCertificates(core(), intersect(), HORIZON);
    expect(added.map(({ sha1 }) => sha1 as string)).toContain("DF717EAA4AD94EC9558499602D48DE5FBCF03A25");
    expect(added.length + changed.length + kept.length).toBe(108);
    expect(removed.length + changed.length + kept.length).toBe(17);
    // The vendor has issued Cisco ECC Root CA again under the same key; the old one is in roots.tsv.
    expect(changed.map((one) => [one.before.sha1 as string, formatName(one.after.subject)])).toEqual([
      ["52EC7DBB5C6511DDC1C546DBBC2949B5ABE9D0EE", "O=Cisco,CN=Cisco ECC Root CA"],
    ]);
  });

  it("chain to a root that one device holds and another does not", () => {
    const root = signerRootOf(intersect());
    expect(root?.certificate?.sha256).toBe(CISCO_ROOT_CA_M1);
    const sought = { sha256: CISCO_ROOT_CA_M1, certificate: root?.certificate };
    expect(poolHolds(poolOf([realRoot("Cisco_Root_CA_M1")]), sought)).toBe("held");
    expect(poolHolds(poolOf([realRoot("QuoVadis_Root_CA_2_CA3A")]), sought)).toBe("absent");
  });

  it("hold odd certificates of many kinds, each listed as what it is", () => {
    const found = oddities(core().certificates, HORIZON.at);
    const codesOf = (sha1: string) =>
      [...found].find(([certificate]) => certificate.sha1 === sha1)?.[1].map(({ code }) => code);
    // Odd certificates known to be in it: an X.509 v1 root of 1024 bits and a GeneralizedTime with fractions of a second.
    expect(codesOf("A1DB6393916F17E4185509400415C70240B0AE6B")).toEqual(
      expect.arrayContaining(["oddity/old-version", "oddity/small-rsa-key"]),
    );
    expect(codesOf("52EC7DBB5C6511DDC1C546DBBC2949B5ABE9D0EE")).toEqual(
      expect.arrayContaining(["certificate/time-with-fraction"]),
    );
    expect(codesOf("DE3F40BD5093D39B6C60F6DABC076201008976C9")).toEqual(
      expect.arrayContaining(["oddity/expired"]),
    );
    expect(codesOf("AC4A728B4DFC35601FA34B922422A42C253F756C")).toEqual(
      expect.arrayContaining(["oddity/intermediate"]),
    );
  });
});

describe("oddities", () => {
  it("names copies, shared subjects, wrong self-signatures and dates to come", () => {
    const fresh = freshSigner();
    const twin = issueCertificate({ subject: "CN=Twin", notBefore: new Date("2030-01-01T00:00:00Z") });
    const other = issueCertificate({ subject: "CN=twin" });
    const forged = Uint8Array.from(fresh.root.der);
    forged[forged.length - 1]! ^= 1;
    const rows = opened(certificatesOnly([twin.der, twin.der, other.der, forged])).certificates;
    const found = [...oddities(rows, HORIZON.at).values()].map((odd) => odd.map(({ code }) => code));
    expect(found).toEqual([
      ["oddity/not-yet-valid", "oddity/repeated", "oddity/subject-shared"],
      ["oddity/not-yet-valid", "oddity/repeated", "oddity/subject-shared"],
      ["oddity/subject-shared"],
      ["oddity/self-signature-invalid"],
    ]);
  });
});
