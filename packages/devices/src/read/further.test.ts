import { describe, expect, it } from "vitest";
import { genieSamples, hasSharedData } from "../parsers/testing/corpus.js";
import { factsFrom } from "./facts-from.js";
import { makeTranscript } from "./transcript.js";

function facts(outputs: Readonly<Record<string, string>>) {
  const at = "2022-02-23T06:08:10.000Z";
  const transcripts = Object.entries(outputs).map(([command, output]) =>
    makeTranscript({ device: "r1", command, output, at }),
  );
  return factsFrom(transcripts, { timing: "live" }).facts;
}

function sample(tests: string, name?: string): string {
  const samples = genieSamples(tests);
  const found = name === undefined ? samples[0] : samples.find((one) => one.name.includes(name));
  if (!found) throw new Error(`no sample ${name ?? ""} in ${tests}`);
  return found.text;
}

describe("what was not read", () => {
  it("is unknown, by command", () => {
    const { ntp, storage, cryptoConfiguration } = facts({});
    expect([ntp, storage, cryptoConfiguration]).toEqual(
      ["show ntp status", "dir harddisk:", "show running-config crypto"].map((command) => ({
        known: false,
        reason: { code: "evidence/not-read", command },
      })),
    );
  });

  it("is unknown where the device refuses the command", () => {
    const { install } = facts({
      "show install active summary": "      ^\n% Invalid input detected at '^' marker.",
    });
    expect(install).toMatchObject({ known: false, reason: { code: "evidence/command-refused" } });
  });
});

describe.skipIf(!hasSharedData)("real outputs", () => {
  it("tell the time source, with the transcript that shows it", () => {
    const { ntp } = facts({ "show ntp status": sample("iosxr/tests/ShowNtpStatus") });
    expect(ntp).toMatchObject({ known: true, value: { synchronized: true, stratum: 3 } });
    expect(ntp?.known && ntp.shownBy).toHaveLength(1);
  });

  it("tell the standby", () => {
    const text = [
      "    Active Node    Standby Node",
      "    -----------    ------------",
      "    0/RSP0/CPU0    0/RSP1/CPU0 (Node Ready, NSR: Not Configured)",
      "    0/LC0/CPU0     N/A",
    ].join("\n");
    expect(facts({ "show redundancy summary": text }).redundancy).toMatchObject({
      value: {
        pairs: [
          { active: "0/RSP0/CPU0", standby: "0/RSP1/CPU0", detail: "Node Ready, NSR: Not Configured" },
          { active: "0/LC0/CPU0" },
        ],
      },
    });
    for (const real of genieSamples("iosxr/tests/ShowRedundancySummary")) {
      expect(facts({ "show redundancy summary": real.text }).redundancy, real.name).toMatchObject({
        known: true,
      });
    }
  });

  it("tell the packages and the routers that they are active on", () => {
    const { install } = facts({
      "show install active summary": sample("iosxr/tests/ShowInstallActiveSummary"),
    });
    expect(install).toMatchObject({ known: true, value: { packages: expect.any(Array) } });
  });

  it("tell licences in use and the box they are counted for", () => {
    const { licenceUsage, productIdentity } = facts({
      "show license usage": sample("iosxe/tests/ShowLicenseUsage"),
      "show license udi": sample("iosxe/tests/ShowLicenseUdi"),
    });
    expect(licenceUsage).toMatchObject({ known: true });
    expect(productIdentity).toMatchObject({ value: { pid: expect.any(String) } });
  });
});

describe("storage", () => {
  it("is told in bytes", () => {
    const { storage } = facts({
      "dir harddisk:":
        "Directory of harddisk:\n\nNo files in directory\n\n2510056448 bytes total (1024 bytes free)",
    });
    expect(storage).toMatchObject({
      value: { path: "harddisk:", totalBytes: 2_510_056_448, freeBytes: 1024 },
    });
  });
});

describe("what is configured", () => {
  it("under crypto ca: trustpoints, proxy, source interface", () => {
    const { cryptoConfiguration } = facts({
      "show running-config crypto": [
        "crypto ca trustpoint Trustpool",
        " crl optional",
        " vrf MGMT",
        "!",
        "crypto ca trustpoint corporate",
        " enrollment url http://ca.example.net:80",
        "!",
        "crypto ca http-proxy 192.0.2.8 port 3128",
        "crypto ca source-interface ipv4 Loopback0",
        "!",
      ].join("\n"),
    });
    expect(cryptoConfiguration).toMatchObject({
      value: {
        httpProxy: "192.0.2.8 port 3128",
        sourceInterface: "Loopback0",
        trustpoints: [
          { name: "Trustpool", crl: "optional", vrf: "MGMT" },
          { name: "corporate", crl: "required", enrollmentUrl: "http://ca.example.net:80" },
        ],
      },
    });
  });

  it("under license smart", () => {
    const { licenceConfiguration } = facts({
      "show running-config license": [
        "license smart transport smart",
        "license smart url https://smartreceiver.cisco.com/licservice/license",
        "license smart vrf MGMT",
      ].join("\n"),
    });
    expect(licenceConfiguration).toMatchObject({
      value: {
        transport: "smart",
        url: "https://smartreceiver.cisco.com/licservice/license",
        vrf: "MGMT",
        reservation: false,
      },
    });
  });

  it("nothing: said in so many words", () => {
    const { licenceConfiguration } = facts({
      "show running-config license": "% No such configuration item(s)",
    });
    expect(licenceConfiguration).toMatchObject({ known: true, value: { reservation: false } });
  });
});

describe("a log that says the same thousands of times", () => {
  const LINE = (minute: number, text: string) =>
    `RP/0/RP0/CPU0:Feb 22 ${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}:00.000 UTC: smartlicserver[273]: %LICENSE-SMART_LIC-3-COMM_FAILED : ${text}`;

  it("keeps the first, the newest few, and their number, in a few kilobytes", () => {
    const lines = Array.from({ length: 1_400 }, (_, minute) =>
      LINE(minute, minute === 700 ? "Something else" : "Communications failure with the CSSM"),
    );
    const { log } = facts({
      "show clock": "06:08:09.250 UTC Wed Feb 23 2022",
      "show logging": `Syslog logging: enabled (0 messages dropped, 0 flushes, 0 overruns)\n\nLog Buffer (2097152 bytes):\n\n${lines.join("\n")}`,
    });
    if (!log.known) throw new Error(JSON.stringify(log.reason));
    expect(log.value.messages.map(({ at, times }) => [at?.slice(11, 16), times])).toEqual([
      ["00:00", undefined],
      ["11:39", undefined],
      ["11:40", undefined],
      ["11:41", undefined],
      ["23:17", undefined],
      ["23:18", undefined],
      ["23:19", 1_399],
    ]);
    expect(log.value.oldestAt).toBe("2022-02-22T00:00:00.000Z");
    expect(JSON.stringify(log).length).toBeLessThan(2_000);
  });

  it("keeps what stands beside a message that is kept, however often it was said before and after", () => {
    const error = (minute: number, second: string) =>
      LINE(minute, "").replace(
        /:00\.000 UTC.*$/,
        `:${second}.000 UTC: http_client[255]: %SECURITY-XR_SSL-3-CERT_VERIFY_ERR_2_PARAM : SSL certificate verify error`,
      );
    // Every hour an error and, two minutes later, the failure; once, at noon, a failure without an error.
    const lines = Array.from({ length: 24 }, (_, hour) =>
      hour === 12
        ? [LINE(hour * 60, "Unable to resolve server hostname/domain name")]
        : [error(hour * 60, "10"), LINE(hour * 60 + 2, "Communications failure with the CSSM")],
    ).flat();
    const { log } = facts({
      "show clock": "06:08:09.250 UTC Wed Feb 23 2022",
      "show logging": `Syslog logging: enabled (0 messages dropped, 0 flushes, 0 overruns)\n\nLog Buffer (2097152 bytes):\n\n${lines.join("\n")}`,
    });
    if (!log.known) throw new Error(JSON.stringify(log.reason));
    const around = log.value.messages
      .map(({ at }) => at?.slice(11, 16))
      .filter((at) => /^1[123]/.test(at ?? ""));
    expect(around).toEqual(["11:00", "11:02", "12:00", "13:00", "13:02"]);
  });
});
