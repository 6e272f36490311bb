import { freeBytesOn, lockHolder, mayDo } from "@reroot/core";
import { describe, expect, it } from "vitest";
import { factsFrom } from "./facts-from.js";
import { makeTranscript } from "./transcript.js";

function facts(outputs: Readonly<Record<string, string>>) {
  const at = "2022-02-23T06:08:10.000Z";
  const transcripts = Object.entries(outputs).map(([command, output]) =>
    makeTranscript({ device: "r1", command, output, at }),
  );
  return factsFrom(transcripts, { timing: "live" }).facts;
}

describe("the standby", () => {
  const title = "Active/Primary   Standby/Backup\n--------------   --------------\n";
  it.each([
    ["0/RSP0/CPU0(A)   0/RSP1/CPU0(S) (Node Ready, NSR: Not Configured)", "ready", []],
    ["0/RSP0/CPU0(A)   0/RSP1/CPU0(S) (Node Not Ready, NSR: Not Configured)", "not-ready", ["0/RSP1/CPU0"]],
    [
      "0/RSP0/CPU0(A)   0/RSP1/CPU0(S) (Node Ready, NSR: Ready)\n0/RSP0/CPU0(P)   0/RSP1/CPU0(B) (Proc Group Not Ready, NSR: Ready)",
      "not-ready",
      ["0/RSP1/CPU0"],
    ],
    ["0/RP0/CPU0             N/A", "none", []],
  ])("%s is %s", (rows, state, notReady) => {
    expect(facts({ "show redundancy summary": title + rows }).standby).toMatchObject({
      value: { state, notReady },
    });
  });
});

describe("what a rollout asks first", () => {
  it("is known with the transcript that shows it", () => {
    const read = facts({
      "show configuration commit list 1":
        "SNo. Label/ID              User      Line                Client      Time Stamp\n~~~~ ~~~~~~~~              ~~~~      ~~~~                ~~~~~~      ~~~~~~~~~~\n1    1000005304            noc       vty3:node0_RP0_CPU  CLI         Wed Apr  8 11:35:01 2020",
      "show configuration sessions": "",
      "show install request": "No install operation in progress",
      "show user all":
        "Username: noc\nGroups: netadmin\nUser noc has the following Task ID(s):\n\nTask:   crypto  : READ    WRITE    EXECUTE    DEBUG\nTask:   license  : READ",
      "show filesystem":
        "File Systems:\n\n  Size(b)  Free(b)  Type  Flags  Prefixes\n  100  0  network  rw  ftp:\n  200  150  harddisk  rw  harddisk:",
    });
    expect(read.commitHistory).toMatchObject({ value: { newest: { id: "1000005304", user: "noc" } } });
    expect(read.configurationSessions).toMatchObject({ value: { sessions: [] } });
    expect(read.installRequest).toMatchObject({ value: { state: "idle" } });
    const { userTasks, fileSystems, configurationSessions } = read;
    if (!userTasks?.known || !fileSystems?.known || !configurationSessions?.known) throw new Error("unknown");
    expect(mayDo(userTasks.value, "crypto", "execute")).toBe(true);
    expect(mayDo(userTasks.value, "license", "write")).toBe(false);
    expect(mayDo(userTasks.value, "toString", "read")).toBe(false);
    expect(freeBytesOn(fileSystems.value, "harddisk:")).toBe(150);
    expect(freeBytesOn(fileSystems.value, "ftp:")).toBeUndefined();
    expect(lockHolder(configurationSessions.value)).toBeUndefined();
    expect(userTasks.shownBy).toHaveLength(1);
  });

  it("takes the newest from the whole list where a capture holds that", () => {
    const whole =
      "SNo. Label/ID User Line Client Time Stamp\n~~~~ ~~~\n1 2 a b CLI Wed Apr  8 11:35:01 2020\n2 1 a b CLI Wed Apr  8 11:35:00 2020";
    expect(facts({ "show configuration commit list": whole }).commitHistory).toMatchObject({
      value: { newest: { id: "2" } },
    });
  });

  it("leaves VRFs and pings out where nobody asked", () => {
    expect(facts({})).not.toHaveProperty("vrfs");
    expect(facts({})).not.toHaveProperty("ping");
    expect(
      facts({ "show running-config vrf": "vrf MGMT\n address-family ipv4 unicast\n !\n!\nvrf B" }).vrfs,
    ).toMatchObject({
      value: { names: ["MGMT", "B"] },
    });
  });
});

describe("a capture without a configuration", () => {
  it("tells Call Home by what the feature shows, when both the feature and its profiles are there", () => {
    const settings =
      "Current call home settings:\n    call home feature : enable\n    vrf for call-home messages: MGMT\n    site ID: Not yet set up\n";
    const profiles =
      "Profile Name: CiscoTAC-1\n    Profile status: ACTIVE\n    Reporting Data: Smart Call Home, Smart Licensing\n    Transport Method: http\n    HTTP  address: https://tools.cisco.com/its/service/oddce/services/DDCEService\n";
    expect(
      facts({ "show call-home": settings, "show call-home profile all": profiles }).callHome,
    ).toMatchObject({
      value: {
        serviceActive: true,
        vrf: "MGMT",
        profiles: [
          {
            name: "CiscoTAC-1",
            active: true,
            transport: "http",
            destinations: ["https://tools.cisco.com/its/service/oddce/services/DDCEService"],
            reports: ["smart-call-home-data", "smart-licensing-data"],
          },
        ],
      },
    });
    // Profiles alone do not tell whether the service is active.
    expect(facts({ "show call-home profile all": profiles }).callHome).toMatchObject({
      known: false,
      reason: { code: "evidence/not-read", command: "show running-config call-home" },
    });
  });
});
