import { describe, expect, it } from "vitest";
import type { LicenseStatus } from "./license-status.js";
import type { Parsed } from "./parser.js";
import { showLicenseAll } from "./show-license-all.js";
import { showLicenseStatus } from "./show-license-status.js";
import { compareLeaves, genieSamples, hasSharedData, noticeSamples } from "./testing/corpus.js";
import { licenseStatusAsGenie as asGenie, licenseAllAsGenie } from "./testing/license-as-genie.js";

function read(text: string): Parsed<LicenseStatus> {
  const result = showLicenseStatus.parse(text);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

/** Parts of `show license all` that are kept as printed lines: nothing rests on them. */
const KEPT_AS_TEXT = {
  license_authorizations: "authorization codes of each unit, kept as printed lines",
  usage_report_summary: "counts of usage reports, kept as printed lines",
};

describe("show license status", () => {
  it.skipIf(!hasSharedData)("reads the corpus samples leaf by leaf, none left out", () => {
    const samples = genieSamples("iosxe/tests/ShowLicenseStatus");
    expect(samples.length).toBeGreaterThanOrEqual(2);
    for (const sample of samples) {
      const comparison = compareLeaves(sample.expected, asGenie(read(sample.text)));
      expect(comparison.differences, sample.name).toEqual([]);
      expect(comparison.compared, sample.name).toBeGreaterThan(5);
    }
  });

  it.skipIf(!hasSharedData)("reads the notice's failing sample, flattened as published", () => {
    const [failing] = noticeSamples("show license status");
    const status = read(failing as string);
    expect(status.registration).toMatchObject({
      status: "REGISTERED",
      exportControlled: "ALLOWED",
      initial: { outcome: "succeeded", at: { utc: "2022-02-23T05:56:41Z" } },
      lastRenewal: { outcome: "none" },
      nextRenewal: { utc: "2022-08-22T05:56:40Z" },
      expires: { utc: "2023-02-23T05:51:36Z" },
    });
    expect(status.authorization).toMatchObject({
      status: "OUT OF COMPLIANCE",
      since: { utc: "2022-02-23T05:56:50Z" },
      lastCommunication: {
        outcome: "failed",
        at: { utc: "2022-02-23T06:08:07Z" },
        failureReason: "Fail to send out Call Home HTTP message",
      },
      nextCommunication: { utc: "2022-02-23T06:08:36Z" },
      deadline: { utc: "2022-05-24T05:56:21Z" },
    });
    expect(status.account).toEqual({
      smartAccount: "BU Production Test 1",
      virtualAccount: "NCS550 Testing",
    });
    expect(status).toMatchObject({
      smartLicensing: "ENABLED",
      transport: { type: "Callhome" },
      exportFeatures: null,
      customId: null,
      others: [],
      session: {
        host: "ios",
        command: "show license status",
        takenAt: { text: "Wed Feb 23 06:08:07.562 UTC" },
      },
    });
  });

  it.skipIf(!hasSharedData)(
    "reads the notice's repaired sample: communication restored, still out of compliance",
    () => {
      const repaired = read(noticeSamples("show license status")[1] as string);
      expect(repaired.authorization).toMatchObject({
        status: "OUT OF COMPLIANCE",
        lastCommunication: { outcome: "succeeded", at: { utc: "2022-02-23T06:01:22Z" } },
      });
      expect(repaired.authorization?.lastCommunication).not.toHaveProperty("failureReason");
    },
  );

  it.skipIf(!hasSharedData)("reads the agent's text out of every technical support sample", () => {
    for (const sample of genieSamples("iosxe/tests/ShowLicenseTechSupport")) {
      const start = sample.text.indexOf("Smart Licensing Status");
      const text = sample.text.slice(start, sample.text.search(/^License Usage\s*$/m));
      const expected = (
        sample.expected as { smart_licensing_status: Record<string, Record<string, unknown>> }
      ).smart_licensing_status;
      const found = asGenie(read(text)) as Record<string, unknown>;
      for (const key of ["utility", "data_privacy", "account_information", "policy"]) {
        const { differences } = compareLeaves(expected[key] ?? {}, expected[key] ? found[key] : {});
        expect(differences, `${sample.name} ${key}`).toEqual([]);
      }
    }
  });

  it("keeps a failure reason with the attempt it belongs to, and reads states without a time", () => {
    const status = read(`Smart Licensing is ENABLED

Registration:
  Status: UNREGISTERED - REGISTRATION FAILED
  Export-Controlled Functionality: NOT ALLOWED
  Initial Registration: FAILED on Feb 23 2022 05:56:41 UTC
    Failure reason: Fail to send out Call Home HTTP
message
  Next Registration Attempt: Feb 23 2022 06:12:41 UTC

License Authorization:
  Status: EVAL MODE
  Evaluation Period Remaining: 89 days, 23 hours, 25 minutes, 40 seconds
RP/0/RP0/CPU0:Feb 22 10:00:07.962 UTC: smartlicserver[127]: %LICENSE-SMART_LIC-3-COMM_FAILED : Communications failure
  Last Communication Attempt: NONE
`);
    expect(status.registration).toEqual({
      status: "UNREGISTERED - REGISTRATION FAILED",
      exportControlled: "NOT ALLOWED",
      initial: {
        outcome: "failed",
        at: expect.objectContaining({ utc: "2022-02-23T05:56:41Z" }),
        failureReason: "Fail to send out Call Home HTTP message",
      },
      nextAttempt: expect.objectContaining({ utc: "2022-02-23T06:12:41Z" }),
    });
    expect(status.authorization).toMatchObject({
      status: "EVAL MODE",
      lastCommunication: { outcome: "none" },
    });
    expect(status.session.logLines).toMatchObject([{ line: 14, mnemonic: "COMM_FAILED" }]);
  });

  it("keeps a zone it cannot know apart from the time", () => {
    const text =
      "Utility:\n  Status: DISABLED\nUsage Reporting:\n  Last ACK received: Apr 23 15:28:43 2025 IST\n";
    expect(read(text).usageReporting?.lastAckReceived).toEqual({
      text: "Apr 23 15:28:43 2025 IST",
      local: "2025-04-23T15:28:43",
      zone: "IST",
    });
  });

  it("refuses what is not license status, is cut short, or cannot be read, and names the line", () => {
    const refusal = (text: string) => showLicenseStatus.parse(text);
    const registered = "Smart Licensing is ENABLED\nRegistration:\n  Status: REGISTERED\n";
    expect(refusal("Syslog logging: enabled")).toMatchObject({
      failure: { code: "parse/not-this-command", line: 1 },
    });
    expect(refusal(registered)).toMatchObject({ failure: { code: "parse/cut-short", line: 3 } });
    expect(refusal(`${registered}LC output\n`)).toMatchObject({
      failure: { code: "parse/unexpected-line", line: 4 },
    });
    expect(
      refusal(`${registered}  Registration Expires: tomorrow\nLicense Authorization:\n  Status: X\n`),
    ).toMatchObject({
      failure: { code: "parse/bad-value", line: 4, field: "Registration Expires" },
    });
    expect(refusal("RP/0/RP0/CPU0:r#show clock\n06:08:07 UTC Wed Feb 23 2022")).toMatchObject({
      failure: { code: "parse/not-this-command", line: 1 },
    });
    expect(
      refusal("r#show license status\n           ^\n% Invalid input detected at '^' marker.\n\nr#"),
    ).toMatchObject({
      failure: { code: "parse/device-refused", line: 3 },
    });
  });
});

describe("show license all", () => {
  it.skipIf(!hasSharedData)("reads the corpus samples leaf by leaf", () => {
    const samples = genieSamples("iosxe/tests/ShowLicenseAll");
    expect(samples.length).toBeGreaterThanOrEqual(5);
    for (const sample of samples) {
      const result = showLicenseAll.parse(sample.text);
      if (!result.ok) throw new Error(`${sample.name} ${JSON.stringify(result.failure)}`);
      const { differences } = compareLeaves(sample.expected, licenseAllAsGenie(result.value), KEPT_AS_TEXT);
      expect(differences, sample.name).toEqual([]);
    }
  });

  it("refuses another output and one that ends within a part", () => {
    expect(showLicenseAll.parse("Smart Licensing is ENABLED")).toMatchObject({
      failure: { code: "parse/not-this-command", line: 1 },
    });
    const part = "Smart Licensing Status\n======\nSmart Licensing is DISABLED\nAgent Version\n======\n";
    expect(showLicenseAll.parse(part)).toMatchObject({ failure: { code: "parse/cut-short", line: 5 } });
  });
});
