import { describe, expect, it } from "vitest";
import { iosXrPlatform, rfc5280Platform } from "../path/platform.js";
import { catalogueOf } from "../pool/catalogue.js";
import { resolvePool } from "../pool/resolve-pool.js";
import { poolOf, type TrustPool, trustPool } from "../pool/trust-pool.js";
import * as der from "../testing/der-writer.js";
import { asCertificate } from "../testing/fresh-bundles.js";
import { extension, type IssuedCertificate, issueCertificate } from "../testing/issue-certificate.js";
import { describeWithPublicData } from "../testing/public-data.js";
import { NOTICE_SAMPLE_POOL, realRoot } from "../testing/real-certificates.js";
import type { Certificate } from "../x509/certificate.js";
import { firstFailure, forecast } from "./forecast.js";
import type { EndpointTimeline } from "./question.js";

const day = (text: string) => new Date(`${text}T00:00:00Z`);

function outcomes(
  pool: TrustPool,
  timeline: EndpointTimeline,
  from: string,
  until: string,
  platform = iosXrPlatform,
) {
  return forecast({ pool, timeline, from: day(from), until: day(until), platform }).map(
    ({ from: start, answer }) => {
      const why =
        answer.outcome === "succeeds"
          ? answer.basis
          : answer.reason.code === "forecast/chain-refused"
            ? answer.reason.because.code
            : answer.reason.code;
      return `${start.toISOString().replace(/T00:00:00.000Z$/, "")} ${answer.outcome} ${why}`;
    },
  );
}

describeWithPublicData("the notice's endpoints and the real roots", () => {
  const quovadis = realRoot("QuoVadis_Root_CA_2_CA3A");
  const identrust = realRoot("IdenTrust_Commercial");
  const noticeRoots = [
    "Cisco_Root_CA_2048",
    "Cisco_Root_CA_M1",
    "Class_3_Public",
    "QuoVadis_Root_CA_2_CA3A",
  ].map(realRoot);
  const announced = (host: string, cutOver: string): EndpointTimeline => ({
    host,
    stages: [
      {
        from: day("2021-03-31"),
        serves: { kind: "root", root: { sha256: quovadis.sha256, certificate: quovadis } },
      },
      {
        from: day(cutOver),
        serves: { kind: "root", root: { sha256: identrust.sha256, certificate: identrust } },
      },
    ],
  });
  // FN72290, table of cloud servers and QuoVadis certificate expiration dates.
  const endpoints = [
    announced("tools.cisco.com", "2022-02-05"),
    announced("smartreceiver.cisco.com", "2023-01-26"),
  ];
  const [tools, smartreceiver] = endpoints as [EndpointTimeline, EndpointTimeline];

  it("a pool as in the notice's sample loses each endpoint on its own date", () => {
    const labels = NOTICE_SAMPLE_POOL.map((label) => ({ kind: "label" as const, label }));
    const pool = resolvePool(labels, catalogueOf(noticeRoots));
    expect(outcomes(pool, tools, "2021-04-01", "2024-01-01")).toEqual([
      "2021-04-01 succeeds root-alone",
      "2022-02-05 fails forecast/root-not-in-pool",
    ]);
    expect(outcomes(pool, smartreceiver, "2021-04-01", "2024-01-01")).toEqual([
      "2021-04-01 succeeds root-alone",
      "2023-01-26 fails forecast/root-not-in-pool",
    ]);
    const lost = firstFailure(
      forecast({
        pool,
        timeline: tools,
        from: day("2021-04-01"),
        until: day("2024-01-01"),
        platform: iosXrPlatform,
      }),
    );
    expect(lost?.from).toEqual(day("2022-02-05"));
    expect(lost?.answer).toMatchObject({
      reason: { code: "forecast/root-not-in-pool", sha256: identrust.sha256 },
    });
  });

  it("with the required root added nothing is lost, until that root itself expires", () => {
    const pool = poolOf([...noticeRoots, identrust]);
    for (const endpoint of endpoints)
      expect(
        new Set(outcomes(pool, endpoint, "2021-04-01", "2031-01-01").map((line) => line.slice(11))),
      ).toEqual(new Set(["succeeds root-alone"]));
    // notAfter of IdenTrust Commercial Root CA 1, as openssl prints it: Jan 16 18:12:23 2034 GMT.
    expect(outcomes(pool, tools, "2030-01-01", "2040-01-01")).toEqual([
      "2030-01-01 succeeds root-alone",
      "2034-01-16T18:12:24.000Z fails forecast/root-expired",
    ]);
    expect(outcomes(pool, tools, "2030-01-01", "2040-01-01", rfc5280Platform)).toEqual([
      "2030-01-01 succeeds root-alone",
    ]);
  });

  it("with only the required root, the endpoint is reached from its cut-over on", () => {
    expect(outcomes(poolOf([identrust]), tools, "2022-01-01", "2023-01-01")).toEqual([
      "2022-01-01 fails forecast/root-not-in-pool",
      "2022-02-05 succeeds root-alone",
    ]);
  });

  it("an entry that might be the required root leaves it undetermined; one that cannot be does not", () => {
    const entry = (label: object) =>
      trustPool([
        { kind: "label", label: { subject: "CN=IdenTrust Commercial Root CA 1,O=IdenTrust,C=US", ...label } },
      ]);
    expect(outcomes(entry({}), tools, "2022-03-01", "2023-01-01")).toEqual([
      "2022-03-01 undetermined forecast/unresolved-entries",
    ]);
    expect(outcomes(entry({ sha1: identrust.sha1 }), tools, "2022-03-01", "2023-01-01")).toEqual([
      "2022-03-01 undetermined forecast/unresolved-entries",
    ]);
    expect(outcomes(entry({ sha1: quovadis.sha1 }), tools, "2022-03-01", "2023-01-01")).toEqual([
      "2022-03-01 fails forecast/root-not-in-pool",
    ]);
    expect(outcomes(entry({ serial: "05:09" }), tools, "2022-03-01", "2023-01-01")).toEqual([
      "2022-03-01 fails forecast/root-not-in-pool",
    ]);
  });

  it("says nothing about the time before the first stage", () => {
    expect(outcomes(poolOf([quovadis]), tools, "2021-01-01", "2021-06-01")).toEqual([
      "2021-01-01 undetermined forecast/nothing-announced",
      "2021-03-31 succeeds root-alone",
    ]);
  });
});

describe("chains known in full", () => {
  const span = (from: string, until: string) => ({ notBefore: day(from), notAfter: day(until) });
  const altName = (name: string) =>
    extension("2.5.29.17", "not-critical", der.sequence(der.element(0x82, Buffer.from(name))));
  const oldRoot = issueCertificate({ subject: "CN=Old Root", ...span("2010-01-01", "2031-01-01") });
  const newRoot = issueCertificate({ subject: "CN=New Root", ...span("2015-01-01", "2026-01-01") });
  const issuing = (issuer: IssuedCertificate) =>
    issueCertificate({
      subject: `CN=Issuing below ${issuer.subject.slice(3)}`,
      issuer,
      ...span("2018-01-01", "2027-01-01"),
    });
  const leaf = (issuer: IssuedCertificate, from: string, until: string, name = "tools.example") =>
    issueCertificate({
      subject: "CN=leaf",
      issuer,
      role: "end-entity",
      ...span(from, until),
      extensions: [altName(name)],
    });
  const chain = (from: string, ...issued: [IssuedCertificate, ...IssuedCertificate[]]) => ({
    from: day(from),
    serves: {
      kind: "chain" as const,
      certificates: issued.map(asCertificate) as [Certificate, ...Certificate[]],
    },
  });
  const [below, belowNew] = [issuing(oldRoot), issuing(newRoot)];
  const timeline: EndpointTimeline = {
    host: "tools.example",
    stages: [
      chain("2022-01-01", leaf(belowNew, "2021-12-01", "2030-01-01"), belowNew),
      chain("2020-01-01", leaf(below, "2020-01-01", "2021-11-01"), below),
    ],
  };
  const pool = (...roots: IssuedCertificate[]) => poolOf(roots.map(asCertificate));

  it("give an interval for each change: the leaf's end, the next chain, the root's end, the intermediate's end", () => {
    expect(outcomes(pool(oldRoot, newRoot), timeline, "2019-01-01", "2029-01-01")).toEqual([
      "2019-01-01 undetermined forecast/nothing-announced",
      "2020-01-01 succeeds chain",
      "2021-11-01T00:00:01.000Z fails chain/expired",
      "2022-01-01 succeeds chain",
      "2026-01-01T00:00:01.000Z fails chain/expired",
      "2027-01-01T00:00:01.000Z fails chain/expired",
    ]);
  });

  it("fail from the day on which the root changes, for a pool without the new one", () => {
    expect(outcomes(pool(oldRoot), timeline, "2021-10-01", "2023-01-01")).toEqual([
      "2021-10-01 succeeds chain",
      "2021-11-01T00:00:01.000Z fails chain/expired",
      "2022-01-01 fails chain/root-not-in-pool",
    ]);
  });

  it("fail for another host name, whatever the pool", () => {
    expect(
      outcomes(pool(oldRoot, newRoot), { ...timeline, host: "other.example" }, "2022-01-02", "2022-02-01"),
    ).toEqual(["2022-01-02 fails chain/name-mismatch"]);
  });

  it("are undetermined where an unresolved entry bears the name of the missing root, and fail where it does not", () => {
    const with_ = (subject: string) =>
      trustPool([...pool(oldRoot).entries, { kind: "label", label: { subject } }]);
    expect(outcomes(with_("CN=New Root"), timeline, "2022-01-02", "2022-02-01")).toEqual([
      "2022-01-02 undetermined forecast/unresolved-entries",
    ]);
    expect(outcomes(with_("CN=Third Root"), timeline, "2022-01-02", "2022-02-01")).toEqual([
      "2022-01-02 fails chain/root-not-in-pool",
    ]);
    // No anchor mends an expired leaf.
    expect(outcomes(with_("CN=Old Root"), timeline, "2021-11-02", "2021-12-01")).toEqual([
      "2021-11-02 fails chain/expired",
    ]);
  });

  it("are never undetermined where the known part of the pool suffices", () => {
    const labelled = trustPool([
      ...pool(newRoot).entries,
      { kind: "label", label: { subject: "CN=New Root" } },
    ]);
    expect(outcomes(labelled, timeline, "2022-01-02", "2022-02-01")).toEqual(["2022-01-02 succeeds chain"]);
  });

  it("cover the period without gaps", () => {
    const intervals = forecast({
      pool: pool(oldRoot, newRoot),
      timeline,
      from: day("2019-01-01"),
      until: day("2029-01-01"),
      platform: iosXrPlatform,
    });
    expect(intervals[0]!.from).toEqual(day("2019-01-01"));
    expect(intervals.at(-1)!.until).toEqual(day("2029-01-01"));
    for (const [index, interval] of intervals.entries())
      if (index > 0) expect(interval.from).toEqual(intervals[index - 1]!.until);
  });
});
