/** The shape of `--json`, and the exit codes beside it, of the commands that ask what a pool accepts. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { commandLine } from "../src/testing/command-line.js";

const data = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));
const intersect = `${data}bundles/ios-v10-2021-09.p7b`;
const core = `${data}bundles/ios_core-v4-2017-01.p7b`;
const shell = commandLine({ now: () => new Date("2022-03-01T09:00:00Z") });
afterAll(() => shell.remove());

const json = async (...argv: readonly string[]) => {
  const { code, out, err } = await shell.run(...argv, "--json");
  return { code, err, value: JSON.parse(out) };
};

// By `openssl x509 -fingerprint -sha256` (shared/data/roots/roots.tsv).
const IDENTRUST = "5D56499BE4D2E08BCFCAD08A3E38723D50503BDE706948E42F55603019E528AE";
const QUOVADIS = "85A0DD7DD720ADB7FF05F83D542B209DC7FF4528F7D677B18389FEA5E5C49E86";
const CISCO_ROOT_CA_M1 = "705EAAFC3FF488030017D59832603EEFAD514171B583808675F45C190E6378F8";

describe.skipIf(!haveData())("endpoint forecast --json", () => {
  const forecast = (pool: string) =>
    json("endpoint", "forecast", "--pool", pool, "--from", "2021-04-01", "--to", "2023-12-31");

  it("changes on the dates of the notice: 2022-02-05 and 2023-01-26", async () => {
    const { code, err, value } = await forecast(`${data}roots/QuoVadis_Root_CA_2_CA3AFBCF.pem`);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    const stages = (cutOver: string) => [
      {
        from: "2021-04-01T00:00:00.000Z",
        until: cutOver,
        outcome: "accepted",
        anchorSha256: QUOVADIS,
        basis: "root-alone",
      },
      {
        from: cutOver,
        until: "2024-01-01T00:00:00.000Z",
        outcome: "refused",
        reason: { code: "forecast/root-not-in-pool", sha256: IDENTRUST },
      },
    ];
    expect(value).toEqual({
      notice: "fn72290",
      pool: { name: expect.any(String), kind: "PEM", entries: 1, unresolved: [] },
      endpoints: [
        {
          host: "tools.cisco.com",
          port: 443,
          services: ["smart-licensing-callhome", "smart-call-home"],
          requiredRootSha256: IDENTRUST,
          timeline: stages("2022-02-05T00:00:00.000Z"),
        },
        {
          host: "smartreceiver.cisco.com",
          port: 443,
          services: ["smart-licensing-smart-transport"],
          requiredRootSha256: IDENTRUST,
          timeline: stages("2023-01-26T00:00:00.000Z"),
        },
      ],
    });
  });

  it("answers fine where nothing is lost, and only then", async () => {
    expect((await forecast(intersect)).code).toBe(0);
    expect((await forecast(core)).code).toBe(1);
  });
});

describe.skipIf(!haveData())("bundle diff --json", () => {
  it("says what the newer bundle brings, and that it settles the notice", async () => {
    const { code, err, value } = await json("bundle", "diff", core, intersect);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const { added, removed, changed, kept } = value;
    expect(kept + changed.length + added.length).toBe(108);
    expect(kept + changed.length + removed.length).toBe(17);
    expect(added.map((one: { sha256: string }) => one.sha256)).toContain(IDENTRUST);
    expect(value.notices).toEqual([
      {
        notice: "fn72290",
        roots: [
          {
            commonName: "IdenTrust Commercial Root CA 1",
            sha256: IDENTRUST,
            before: "absent",
            after: "held",
          },
        ],
        outcome: "settled",
      },
    ]);
    expect(value.signerRoot).toEqual({ name: "O=Cisco,CN=Cisco Root CA M1", heldBefore: "held" });
    expect(value.unresolved).toEqual({ before: [], after: [] });
  });

  it("says that the way back would lose the root", async () => {
    const { code, value } = await json("bundle", "diff", intersect, core);
    expect({ code, outcome: value.notices[0].outcome }).toEqual({ code: 1, outcome: "lost" });
  });

  it("says where a device would refuse the bundle: its pool lacks the root of the signer", async () => {
    const pool = `${data}roots/QuoVadis_Root_CA_2_CA3AFBCF.pem`;
    const { value } = await json("bundle", "diff", pool, intersect);
    expect(value.signerRoot.heldBefore).toBe("absent");
  });

  it("counts what ends within the days that are asked for", async () => {
    // notAfter by `openssl x509 -enddate`: Staat der Nederlanden EV Root CA, 2022-12-08.
    const within = async (days: string) =>
      (await json("bundle", "diff", core, intersect, "--expiring-within", days)).value.expiring.map(
        (one: { notAfter: string }) => one.notAfter.slice(0, 10),
      );
    expect(await within("281d")).toEqual([]);
    expect(await within("283d")).toEqual(["2022-12-08"]);
  });
});

describe.skipIf(!haveData())("bundle inspect --json", () => {
  it("lists what is odd for what it is", async () => {
    const { code, value } = await json("bundle", "inspect", core);
    expect(code).toBe(0);
    expect(value.signerRoot).toEqual({ name: "O=Cisco,CN=Cisco Root CA M1", sha256: CISCO_ROOT_CA_M1 });
    const row = (subject: string) =>
      value.certificates.find((one: { subject: string }) => one.subject.includes(subject));
    // As `openssl x509 -text` shows them: version 1, 1024 bit, another issuer, fractions of a second.
    expect(row("Class 3 Public Primary Certification Authority").oddities).toEqual([
      { code: "oddity/old-version", version: 1 },
      { code: "oddity/small-rsa-key", bits: 1024 },
    ]);
    expect(row("HydrantID SSL ICA G2").oddities).toEqual([{ code: "oddity/intermediate" }]);
    expect(row("ACT2 ECC SUDI CA").defects).toEqual([{ code: "certificate/time-with-fraction" }]);
    expect(row("CN=QuoVadis Root Certification Authority").oddities).toEqual([
      { code: "oddity/expired", notAfter: "2021-03-17T18:33:33.000Z" },
    ]);
    expect(row("CN=Cisco Root CA 2048")).not.toHaveProperty("oddities");
  });

  it("asks for the date that is given", async () => {
    const { value } = await json("bundle", "inspect", core, "--at", "2021-01-01");
    expect(JSON.stringify(value)).not.toContain("oddity/expired");
  });
});

describe("each of them", () => {
  it("offers --json", async () => {
    for (const command of [
      "bundle diff",
      "bundle fetch",
      "bundle feed",
      "endpoint probe",
      "endpoint forecast",
    ]) {
      const { out } = await shell.run(...command.split(" "), "--help");
      expect(out, command).toContain("--json");
    }
  });
});

function haveData(): boolean {
  if (existsSync(data)) return true;
  if (process.env.CI) throw new Error(`public test data is missing: expected it at ${data}`);
  console.warn(`skipped: public test data is not at ${data}`);
  return false;
}
