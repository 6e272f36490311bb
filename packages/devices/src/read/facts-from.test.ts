import type { Transcript } from "@reroot/core";
import { describe, expect, it } from "vitest";
import { genieSamples, hasSharedData, noticeSamples } from "../parsers/testing/corpus.js";
import { factsFrom } from "./facts-from.js";
import { makeTranscript } from "./transcript.js";

const AT = "2022-02-23T06:08:10.000Z";

function transcript(command: string, output: string, at = AT): Transcript {
  return makeTranscript({ device: "r1", command, output, at });
}

function factsOf(outputs: Readonly<Record<string, string>>, timing: "live" | "captured" = "live") {
  const transcripts = Object.entries(outputs).map(([command, output]) => transcript(command, output));
  return factsFrom(transcripts, { timing });
}

const CLOCK = "06:08:09.250 UTC Wed Feb 23 2022";

describe.skipIf(!hasSharedData)("the field notice's own samples", () => {
  const [failing = "", after = ""] = noticeSamples("show license status");
  const [pool = ""] = noticeSamples("show crypto ca trustpool");

  it("show a failed contact beside an earlier success, and being out of compliance beside both", () => {
    const { facts } = factsOf({ "show license status": failing, "show clock": CLOCK });
    expect(facts.licence).toMatchObject({
      known: true,
      value: {
        mode: "smart",
        transport: "callhome",
        registration: { status: "registered", expiresAt: "2023-02-23T05:51:36.000Z" },
        authorization: { status: "out-of-compliance", since: "2022-02-23T05:56:50.000Z" },
        lastContact: {
          result: "failed",
          at: "2022-02-23T06:08:07.000Z",
          failureReason: "Fail to send out Call Home HTTP message",
        },
        nextContactAt: "2022-02-23T06:08:36.000Z",
        communicationDeadline: "2022-05-24T05:56:21.000Z",
        lastSuccessAt: "2022-02-23T05:56:50.000Z",
      },
    });
  });

  it("show the last contact of a router whose clock was set back, however late the earlier ones look", () => {
    const text = failing.replace("FAILED on Feb 23 2022 06:08:07", "FAILED on Feb 23 2012 06:08:07");
    expect(text).not.toBe(failing);
    const { facts } = factsOf({
      "show license status": text,
      "show clock": CLOCK.replace("Wed Feb 23 2022", "Thu Feb 23 2012"),
    });
    expect(facts.licence).toMatchObject({
      value: { lastContact: { result: "failed", at: "2012-02-23T06:08:07.000Z" } },
    });
  });

  it("show communication restored while compliance is not", () => {
    const { facts } = factsOf({ "show license status": after, "show clock": CLOCK });
    expect(facts.licence).toMatchObject({
      known: true,
      value: {
        authorization: { status: "out-of-compliance" },
        lastContact: { result: "succeeded", at: "2022-02-23T06:01:22.000Z" },
        lastSuccessAt: "2022-02-23T06:01:22.000Z",
      },
    });
  });

  it("show a pool of four built-in roots, the retired one among them", () => {
    const { facts, pool: read } = factsOf({ "show crypto ca trustpool": pool });
    expect(read?.labels.map(({ sha1 }) => sha1)).toEqual([
      "45AD6BB499011BB4E84E84316A81C27D89EE5CE7",
      "A1DB6393916F17E4185509400415C70240B0AE6B",
      "CA3AFBCF1240364B44B216208880483919937CF7",
      "DE990CED99E0431F60EDC3937E7CD5BF0ED9E5FA",
    ]);
    expect(read?.labels.find(({ serial }) => serial === "0509")).toEqual({
      set: "Built-In",
      subject: "CN=QuoVadis Root CA 2,O=QuoVadis Limited,C=BM",
      issuer: "CN=QuoVadis Root CA 2,O=QuoVadis Limited,C=BM",
      serial: "0509",
      notBefore: "2006-11-24T18:27:00.000Z",
      notAfter: "2031-11-24T18:23:33.000Z",
      sha1: "CA3AFBCF1240364B44B216208880483919937CF7",
    });
    expect(facts.trustPool).toEqual({
      known: true,
      value: read?.digest,
      shownBy: [expect.stringMatching(/^sha256:/)],
    });
  });

  it("name the same pool whatever the order in which a device prints it", () => {
    const entries = pool.slice(pool.indexOf("Trustpool:")).split(/(?=Trustpool: )/);
    const forwards = entries.join("\n");
    const backwards = entries.toReversed().join("\n");
    const [one, other] = [forwards, backwards].map(
      (text) => factsOf({ "show crypto ca trustpool": text }).pool,
    );
    expect(one?.digest).toBe(other?.digest);
    expect(one?.labels).toHaveLength(4);
  });

  it("date the log lines, which carry no year, from the clock, or from the line above the licence", () => {
    const log = `Log Buffer (2097152 bytes):

RP/0/RP0/CPU0:Dec 31 23:59:59.000 UTC: syslogd[342]: %SECURITY-XR_SSL-6-INFO : XR SSL info: Setting fips register
RP/0/RP0/CPU0:Jan  2 09:00:00.000 UTC: ifmgr[230]: %PKT_INFRA-LINK-3-UPDOWN : Interface MgmtEth0/RP0/CPU0/0, changed state to Up
RP/0/RP0/CPU0:Feb 22 09:57:36.246 UTC: http_client[255]: %SECURITY-XR_SSL-3-CERT_VERIFY_ERR_2_PARAM : SSL certificate verify error: Peer certificate verification failed - no trusted cert 'Crypto Engine' detected the 'warning' condition 'Invalid trustpoint or trustpoint not exist'
RP/0/RP0/CPU0:Feb 22 10:00:07.962 UTC: smartlicserver[127]: %LICENSE-SMART_LIC-3-COMM_FAILED : Communications failure with the Cisco Smart Software Manager (CSSM) : Fail to send out Call Home HTTP message`;
    const logging = `Syslog logging: enabled (0 messages dropped, 0 flushes, 0 overruns)\n    Buffer logging: level debugging, 4 messages logged\n\n${log}`;
    for (const dated of [{ "show clock": CLOCK }, { "show license status": failing }]) {
      const { facts } = factsOf({ "show logging": logging, ...dated }, "captured");
      expect(facts.log).toMatchObject({
        known: true,
        value: {
          oldestAt: "2021-12-31T23:59:59.000Z",
          messages: [
            { at: "2021-12-31T23:59:59.000Z", mnemonic: "SECURITY-XR_SSL-6-INFO" },
            { at: "2022-02-22T09:57:36.246Z", mnemonic: "SECURITY-XR_SSL-3-CERT_VERIFY_ERR_2_PARAM" },
            { at: "2022-02-22T10:00:07.962Z", mnemonic: "LICENSE-SMART_LIC-3-COMM_FAILED" },
          ],
        },
      });
    }
  });

  it("tell the device's time from the line above an output where the clock was not read", () => {
    const { facts } = factsOf({ "show license status": failing }, "captured");
    expect(facts.clock).toMatchObject({ known: true, value: { deviceTime: "2022-02-23T06:08:07.562Z" } });
  });
});

describe("the clock", () => {
  it("is compared with ours only in a live session", () => {
    const live = factsOf({ "show clock": CLOCK }).facts.clock;
    const captured = factsOf({ "show clock": CLOCK }, "captured").facts.clock;
    expect(live).toMatchObject({ value: { deviceTime: "2022-02-23T06:08:09.250Z", aheadSeconds: -1 } });
    expect(captured).toMatchObject({ known: true, value: { deviceTime: "2022-02-23T06:08:09.250Z" } });
    expect(captured).not.toHaveProperty("value.aheadSeconds");
  });

  it("gives away its zone where the abbreviation is several zones", () => {
    const { facts } = factsOf({ "show clock": "11:38:12.000 IST Wed Feb 23 2022" });
    expect(facts.clock).toMatchObject({ value: { deviceTime: "2022-02-23T06:08:12.000Z", aheadSeconds: 2 } });
    const captured = factsOf({ "show clock": "11:38:12.000 IST Wed Feb 23 2022" }, "captured");
    expect(captured.facts.clock).toMatchObject({
      known: false,
      reason: { code: "evidence/not-understood", text: "11:38:12.000 IST Wed Feb 23 2022" },
    });
  });

  it("is years off without being mistaken for a zone", () => {
    const { facts } = factsOf({ "show clock": "*00:10:00.000 UTC Thu Jan 1 2015" });
    const expected = (Date.UTC(2015, 0, 1, 0, 10) - Date.parse(AT)) / 1000;
    expect(facts.clock).toMatchObject({ value: { aheadSeconds: expected } });
  });
});

describe("licensing modes", () => {
  const status = (banner: string, registration: string, authorization: string) => `Smart Licensing is ENABLED
${banner}
Utility:
  Status: DISABLED

Transport:
  Type: Callhome

Registration:
  Status: ${registration}
  Export-Controlled Functionality: ALLOWED

License Authorization:
  Status: ${authorization}

Miscellaneous:
  Custom Id: <empty>
`;
  it.each([
    ["REGISTERED - UNIVERSAL LICENSE RESERVATION", "plr"],
    ["REGISTERED - SPECIFIC LICENSE RESERVATION", "slr"],
  ])("%s", (registration, mode) => {
    const text = status(
      "License Reservation is ENABLED",
      registration,
      "AUTHORIZED - RESERVED on Feb 01 2022 10:00:00 UTC",
    );
    expect(factsOf({ "show license status": text }).facts.licence).toMatchObject({
      known: true,
      value: { mode, registration: { status: "registered" }, authorization: { status: "reserved" } },
    });
  });

  it("disabled", () => {
    const { facts } = factsOf({ "show license status": "Smart Licensing is DISABLED" });
    expect(facts.licence).toMatchObject({ known: true, value: { mode: "disabled" } });
  });

  it("takes a transport gateway on the customer's premises for what it is", () => {
    const callHome = `call-home
 service active
 contact smart-licensing
 profile CiscoTAC-1
  active
  destination address http https://satellite.example.net/Transportgateway/services/DeviceRequestHandler
  reporting smart-licensing-data
  destination transport-method http
 !
!`;
    const text = status("", "REGISTERED", "AUTHORIZED on Feb 01 2022 10:00:00 UTC");
    const { licence } = factsOf({
      "show license status": text,
      "show running-config call-home": callHome,
    }).facts;
    expect(licence).toMatchObject({
      value: {
        transport: "on-prem",
        transportUrl: "https://satellite.example.net/Transportgateway/services/DeviceRequestHandler",
      },
    });
    expect(licence.known && licence.shownBy).toHaveLength(2);
  });

  it("reads a zone that nobody can tell as UTC, and says so", () => {
    const text = status("", "REGISTERED", "AUTHORIZED on Feb 01 2022 10:00:00 XYZ").replace(
      "\nMiscellaneous",
      "  Last Communication Attempt: SUCCEEDED on Feb 01 2022 10:00:00 XYZ\n\nMiscellaneous",
    );
    expect(factsOf({ "show license status": text }).facts.licence).toMatchObject({
      value: { unknownZone: "XYZ", lastContact: { result: "succeeded", at: "2022-02-01T10:00:00.000Z" } },
    });
  });

  it("takes a relay outside the vendor's domain for the customer's own, another of the vendor's hosts not", () => {
    const transportOf = (host: string) => {
      const text = status("", "REGISTERED", "AUTHORIZED on Feb 01 2022 10:00:00 UTC");
      const callHome = `call-home
 profile CiscoTAC-1
  active
  destination address http https://${host}/its/service/oddce/services/DDCEService
  reporting smart-licensing-data
  destination transport-method http
 !
!`;
      const { licence } = factsOf({
        "show license status": text,
        "show running-config call-home": callHome,
      }).facts;
      return licence.known && licence.value.transport;
    };
    expect(transportOf("relay.example.net")).toBe("on-prem");
    expect(transportOf("swapi.cisco.com")).toBe("callhome");
    expect(transportOf("tools.cisco.com")).toBe("callhome");
  });
});

describe("running configuration", () => {
  it("reads call-home profiles", () => {
    const callHome = `Wed Feb 23 06:08:07.562 UTC
call-home
 service active
 contact smart-licensing
 profile CiscoTAC-1
  active
  destination address http https://tools.cisco.com/its/service/oddce/services/DDCEService
  reporting smart-call-home-data
  reporting smart-licensing-data
  destination transport-method http
 !
 profile noc
  destination address email noc@example.net
 !
!
`;
    expect(factsOf({ "show running-config call-home": callHome }).facts.callHome).toMatchObject({
      known: true,
      value: {
        serviceActive: true,
        profiles: [
          {
            name: "CiscoTAC-1",
            active: true,
            transport: "http",
            destinations: ["https://tools.cisco.com/its/service/oddce/services/DDCEService"],
            reports: ["smart-call-home-data", "smart-licensing-data"],
          },
          { name: "noc", active: false, transport: "email", destinations: ["noc@example.net"], reports: [] },
        ],
      },
    });
  });

  it("knows that nothing is configured where the device says so", () => {
    const nothing = "Wed Feb 23 06:08:07.562 UTC\n% No such configuration item(s)\n";
    const { facts } = factsOf({
      "show running-config call-home": nothing,
      "show running-config http client": nothing,
      "show running-config domain": nothing,
    });
    expect(facts.callHome).toMatchObject({ known: true, value: { serviceActive: false, profiles: [] } });
    expect(facts.httpClient).toMatchObject({ known: true, value: { peerVerification: "not-seen-off" } });
    expect(facts.nameResolution).toMatchObject({
      known: true,
      value: { nameServers: [], lookup: "enabled" },
    });
  });

  it("reads the HTTP client, with verification off", () => {
    const text = `http client vrf MGMT
http client source-interface ipv4 Loopback0
http client secure-verify-peer disable
http client secure-verify-host disable
`;
    expect(factsOf({ "show running-config http client": text }).facts.httpClient).toMatchObject({
      value: { peerVerification: "off-seen", vrf: "MGMT", sourceInterface: "Loopback0" },
    });
  });

  it("reads name servers and static hosts", () => {
    const text = `domain name example.net
domain lookup disable
domain name-server 192.0.2.53
domain vrf MGMT name-server 198.51.100.53
domain ipv4 host tools.cisco.com 192.0.2.80 192.0.2.81
`;
    expect(factsOf({ "show running-config domain": text }).facts.nameResolution).toMatchObject({
      value: {
        nameServers: ["192.0.2.53", "198.51.100.53"],
        staticHosts: { "tools.cisco.com": ["192.0.2.80", "192.0.2.81"] },
        lookup: "disabled",
      },
    });
  });

  it("refuses another part's configuration, naming the line", () => {
    const { facts } = factsOf({ "show running-config http client": "hostname r1\nhttp client vrf MGMT\n" });
    expect(facts.httpClient).toMatchObject({
      known: false,
      reason: { code: "evidence/not-understood", line: 1, text: "hostname r1" },
    });
  });
});

describe.skipIf(!hasSharedData)("other systems", () => {
  it.each([
    ["iosxe/tests/ShowVersion", "iosxe"],
    ["nxos/tests/ShowVersion", "nxos"],
    ["asa/tests/ShowVersion", "asa"],
    ["ios/tests/ShowVersion", "ios"],
    ["iosxr/tests/ShowVersion", "iosxr"],
  ])("%s are recognised in every public sample", (folder, os) => {
    const samples = genieSamples(folder);
    expect(samples.length).toBeGreaterThan(2);
    for (const { name, text, expected } of samples) {
      // The folder of IOS XE holds samples of IOS as well, and says so beside them.
      const isIos = (expected as { version?: { os?: string } }).version?.os === "IOS";
      const { system } = factsOf({ "show version": text }).facts;
      expect({ name, os: system.known ? system.value.os : system.reason }).toEqual({
        name,
        os: isIos ? "ios" : os,
      });
    }
  });
});

describe("what is missing", () => {
  it("is unknown with its reason", () => {
    const refused = "                ^\n% Invalid input detected at '^' marker.";
    const unread = new Map([
      ["show clock", { code: "evidence/session-lost", command: "show clock", detail: "lost" } as const],
    ]);
    const { facts, pool } = factsFrom([transcript("show crypto ca trustpool", refused)], {
      timing: "live",
      unread,
    });
    expect(facts.trustPool).toMatchObject({
      reason: { code: "evidence/command-refused", command: "show crypto ca trustpool" },
    });
    expect(facts.clock).toEqual({ known: false, reason: unread.get("show clock") });
    expect(facts.licence).toEqual({
      known: false,
      reason: { code: "evidence/not-read", command: "show license status" },
    });
    expect(pool).toBeUndefined();
  });

  it("is not filled in from what a pipe left of an output", () => {
    const text = "call-home\nhttp client vrf MGMT\n";
    const { facts } = factsOf({ "show running-config | include e": text, "show logging | include x": text });
    expect(facts.callHome).toMatchObject({ reason: { code: "evidence/not-read" } });
    expect(facts.log).toMatchObject({ reason: { code: "evidence/not-read" } });
  });

  it("is filled in from the whole running configuration where the part was not asked for", () => {
    const text = `!! IOS XR Configuration 7.3.2
hostname r1
domain name-server 192.0.2.53
call-home
 service active
!
http client source-interface ipv4 Loopback0
end
`;
    const { facts } = factsOf({ "show run": text });
    expect(facts.callHome).toMatchObject({ value: { serviceActive: true } });
    expect(facts.httpClient).toMatchObject({ value: { sourceInterface: "Loopback0" } });
    expect(facts.nameResolution).toMatchObject({ value: { nameServers: ["192.0.2.53"] } });
  });

  it("takes the last of several outputs, and abbreviated commands of a captured session", () => {
    const transcripts = [
      transcript("sh clock", "01:00:00.000 UTC Tue Feb 22 2022"),
      transcript("show clo", CLOCK),
    ];
    const { facts } = factsFrom(transcripts, { timing: "captured" });
    expect(facts.clock).toMatchObject({ value: { deviceTime: "2022-02-23T06:08:09.250Z" } });
  });
});
