import { describe, expect, it } from "vitest";
import { factsFrom } from "../read/facts-from.js";
import { makeTranscript } from "../read/transcript.js";
import { readCaptures } from "./captures.js";

const CONFIGURATION = `!! IOS XR Configuration 7.3.2
!! Last configuration change at Tue Feb 22 10:00:00 2022 by netops
!
hostname paris-edge-1
domain name-server 192.0.2.53
call-home
 service active
 contact smart-licensing
 profile CiscoTAC-1
  active
  destination transport-method http
 !
!
http client vrf MGMT
end
`;

function read(path: string, text: string) {
  const reading = readCaptures([{ path, text }]);
  const facts = reading.devices.map(({ name, transcripts }) => ({
    name,
    facts: factsFrom(
      transcripts.map(({ command, output }) =>
        makeTranscript({ device: name, command, output, at: "2022-02-23T06:00:00.000Z" }),
      ),
      { timing: "captured" },
    ).facts,
  }));
  return { ...reading, facts };
}

describe("backups", () => {
  it.each([
    [
      "oxidized, in its group's folder",
      "default/paris-edge-1",
      `! NAME: "Rack 0", DESCR: "ASR9K"\n! PID: X\n${CONFIGURATION}`,
    ],
    [
      "RANCID",
      "configs/paris-edge-1",
      `!RANCID-CONTENT-TYPE: cisco-xr\n!\n!Chassis type: ASR9K\n!\n${CONFIGURATION}`,
    ],
  ])("of %s tell what is configured, and what they lack", (_, path, text) => {
    const [device, ...others] = read(path, text).facts;
    expect(others).toEqual([]);
    expect(device).toMatchObject({
      name: "paris-edge-1",
      facts: {
        callHome: { value: { serviceActive: true, profiles: [{ name: "CiscoTAC-1", active: true }] } },
        httpClient: { value: { vrf: "MGMT" } },
        nameResolution: { value: { nameServers: ["192.0.2.53"] } },
        trustPool: { reason: { code: "evidence/not-read", command: "show crypto ca trustpool" } },
      },
    });
  });

  it("of two devices in one folder are two devices", () => {
    const files = ["configs/r1", "configs/r2"].map((path) => ({ path, text: CONFIGURATION }));
    expect(readCaptures(files).devices.map(({ name }) => name)).toEqual(["r1", "r2"]);
  });
});

describe("support output", () => {
  it("is cut at its headings", () => {
    const text = [
      "------------------ show clock ------------------",
      "",
      "06:08:09.250 UTC Wed Feb 23 2022",
      "",
      "------------------ show ntp status ------------------",
      "",
      "Clock is synchronized, stratum 3, reference is 192.0.2.123",
      "nominal freq is 1000000000.0000 Hz, actual freq is 999984315.3562 Hz, precision is 2**24",
      "",
      "------------------ show running-config ------------------",
      "",
      CONFIGURATION,
    ].join("\r\n");
    const { devices, facts } = read("tech/r1-showtech.txt", text);
    expect(devices[0]?.transcripts.map(({ command, source }) => [command, source.line])).toEqual([
      ["show clock", 1],
      ["show ntp status", 5],
      ["show running-config", 10],
    ]);
    expect(facts[0]).toMatchObject({
      name: "r1-showtech",
      facts: {
        clock: { value: { deviceTime: "2022-02-23T06:08:09.250Z" } },
        ntp: { value: { synchronized: true } },
        callHome: { value: { serviceActive: true } },
      },
    });
  });

  it("is not made of any table", () => {
    expect(readCaptures([{ path: "x.txt", text: "a b\n------ show me ------\n1 2\n" }])).toMatchObject({
      devices: [],
      setAside: [{ file: "x.txt", reason: { code: "capture/unknown-form" } }],
    });
  });
});
