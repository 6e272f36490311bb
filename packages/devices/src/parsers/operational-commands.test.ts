import { describe, expect, it } from "vitest";
import { pingXr } from "./ping-iosxr.js";
import { findParser } from "./registry.js";
import { showCallHome } from "./show-call-home.js";
import { showCallHomeStatistics } from "./show-call-home-statistics.js";
import { showConfigurationCommitListXr } from "./show-configuration-commit-list-iosxr.js";
import { showConfigurationSessionsXr } from "./show-configuration-sessions-iosxr.js";
import { showCryptoCaCertificatesXr } from "./show-crypto-ca-certificates-iosxr.js";
import { showFilesystemXr } from "./show-filesystem-iosxr.js";
import { showInstallRequestXr } from "./show-install-request-iosxr.js";
import { showMd5FileXr } from "./show-md5-file-iosxr.js";
import { showSdrDetailXr } from "./show-sdr-detail-iosxr.js";
import { showUserXr } from "./show-user-iosxr.js";
import { genieSamples, hasSharedData } from "./testing/corpus.js";

describe("show configuration sessions", () => {
  // As IOS XR 24.3 prints it to a second session while another one holds the lock.
  const LOCKED = [
    "Sun Sep 20 23:11:12.104 UTC",
    "Current Configuration Session  Line       User     Date                     Lock",
    "00001000-000043a7-00000000     vty0       clab     Sun Sep 20 23:11:08 2026 *",
    "00001000-00004411-00000000     vty1       noc      Sun Sep 20 23:11:10 2026",
  ].join("\r\n");

  it("tells who is in configuration mode and who holds the lock", () => {
    expect(showConfigurationSessionsXr.parse(LOCKED)).toMatchObject({
      value: {
        sessions: [
          { id: "00001000-000043a7-00000000", line: "vty0", user: "clab", holdsLock: true },
          { id: "00001000-00004411-00000000", line: "vty1", user: "noc", holdsLock: false },
        ],
      },
    });
  });

  it("takes silence behind a prompt for nobody, and a text without any character for nothing", () => {
    const nobody =
      "RP/0/RP0/CPU0:r1#show configuration sessions\r\nSun Sep 20 23:11:12.104 UTC\r\nRP/0/RP0/CPU0:r1#";
    expect(showConfigurationSessionsXr.parse(nobody)).toMatchObject({ value: { sessions: [] } });
    expect(showConfigurationSessionsXr.parse("\r\n")).toMatchObject({ failure: { code: "parse/empty" } });
  });

  it("refuses a row that it cannot read: an overlooked lock would let somebody through", () => {
    expect(showConfigurationSessionsXr.parse(`${LOCKED}\r\nsomething else *`)).toMatchObject({
      failure: { code: "parse/unexpected-line", line: 5 },
    });
  });
});

describe("show configuration commit list", () => {
  // Captured: labels, cut lines, a rollback.
  const LIST = [
    "Thu Dec 10 07:07:13.419 UTC",
    "SNo. Label/ID              User      Line                Client      Time Stamp",
    "~~~~ ~~~~~~~~              ~~~~      ~~~~                ~~~~~~      ~~~~~~~~~~",
    "1    1000730892            m.presswa vty0:node0_RSP0_CP  CLI         Thu Dec 10 02:00:43 2020",
    "2     label_11111            itest     vty6:node0_RP0_CPU  Rollback    Fri Feb 26 08:35:51 2016",
  ].join("\n");

  it("tells the commits, newest first", () => {
    expect(showConfigurationCommitListXr.parse(LIST)).toMatchObject({
      value: {
        commits: [
          {
            position: 1,
            id: "1000730892",
            user: "m.presswa",
            client: "CLI",
            localTime: "2020-12-10T02:00:43",
          },
          { position: 2, id: "label_11111", user: "itest", client: "Rollback" },
        ],
      },
    });
  });

  it("takes an empty database for no commit, and a title alone for a text that was cut", () => {
    expect(showConfigurationCommitListXr.parse("The commit database is empty.")).toMatchObject({
      value: { commits: [] },
    });
    expect(showConfigurationCommitListXr.parse(LIST.split("\n").slice(0, 2).join("\n"))).toMatchObject({
      failure: { code: "parse/cut-short" },
    });
  });
});

describe("show install request", () => {
  it.each([
    ["64-bit", "No install operation in progress", { state: "idle" }],
    ["classic", "There are no install requests in operation.", { state: "idle" }],
    [
      "64-bit",
      "The install operation 17 is 30% complete",
      { state: "in-progress", request: "17", percent: 30 },
    ],
    ["classic", "The operation is 45% complete", { state: "in-progress", percent: 45 }],
    [
      "XR7",
      "User request: install package replace /harddisk:/8000-x64-7.3.15.iso\nOperation ID: 2.1.1\nState:        In progress since 2021-08-24 19:40:02 UTC-00:00\n\nCurrent activity:    Verify input\nNext activity:       Package add\nTime started:        2021-08-24 19:40:03 UTC-00:00\nTimeout in:          85m 12s",
      { state: "in-progress", request: "install package replace /harddisk:/8000-x64-7.3.15.iso" },
    ],
    [
      "XR7",
      "User request: install package add xr-mcast\nState:        Success since 2021-08-24 19:41:40\n\nCurrent activity:    Await user input\n\nThe following actions are available:\n    install apply restart",
      { state: "awaiting-operator", request: "install package add xr-mcast" },
    ],
    [
      "XR7",
      "User request: install commit\nState:        Success since 2021-08-24 20:01:00\n\nCurrent activity:    No install operation in progress",
      { state: "idle" },
    ],
  ])("on %s: %s", (_, text, expected) => {
    expect(showInstallRequestXr.parse(text)).toMatchObject({ ok: true, value: expected });
  });

  it("does not take any other text for idleness", () => {
    expect(showInstallRequestXr.parse("Wed Feb 23 06:00:00.000 UTC\nEverything is fine")).toMatchObject({
      failure: { code: "parse/not-this-command" },
    });
    expect(showInstallRequestXr.parse("User request: install commit\n")).toMatchObject({
      failure: { code: "parse/cut-short" },
    });
  });
});

describe("show user all", () => {
  it("tells the groups and what each task allows", () => {
    const text = [
      "Username: lab",
      "Groups: root-lr, cisco-support",
      "Authenticated using method local",
      "User lab has the following Task ID(s):",
      "",
      "Task:                  aaa  : READ    WRITE    EXECUTE    DEBUG",
      "Task:               crypto  : READ",
      "Task:        cisco-support  : READ    WRITE    EXECUTE    DEBUG (reserved)",
    ].join("\r\n");
    expect(showUserXr.parse(text)).toMatchObject({
      value: {
        username: "lab",
        groups: ["root-lr", "cisco-support"],
        authenticatedBy: "local",
        tasks: [
          { task: "aaa", access: ["read", "write", "execute", "debug"] },
          { task: "crypto", access: ["read"] },
          { task: "cisco-support", access: ["read", "write", "execute", "debug"] },
        ],
      },
    });
  });

  it("reads a user without any task, as an ASR 9000 printed one", () => {
    const text = [
      "Mon Jul 11 14:35:32.514 MSK",
      "Username: robot-gfglister-nocauth",
      "Authenticated using method tacacs+",
      "User robot-gfglister-nocauth has the following Task ID(s):",
      "",
      "No task ids available",
    ].join("\n");
    expect(showUserXr.parse(text)).toMatchObject({
      value: { groups: [], tasks: [], authenticatedBy: "tacacs+" },
    });
  });
});

describe("show filesystem", () => {
  it("reads both layouts", () => {
    // Classic ASR 9000 and 64-bit IOS XRv.
    const text = [
      "Tue May 17 08:06:50.659 UTC",
      "File Systems:",
      "",
      "     Size(b)     Free(b)        Type  Flags  Prefixes",
      "           -           -     network     rw  qsm/dev/fs/tftp:",
      "  2420113408  2417984512  dumper-lnk     rw  qsm/dumper_disk0a:",
      "   908369920   908017664    harddisk     rw  harddisk:",
      "   480907264   478601216       flash     ro  /misc/config",
    ].join("\n");
    expect(showFilesystemXr.parse(text)).toMatchObject({
      value: {
        fileSystems: [
          { prefixes: ["qsm/dev/fs/tftp:"], type: "network" },
          { prefixes: ["qsm/dumper_disk0a:"], sizeBytes: 2420113408 },
          { prefixes: ["harddisk:"], freeBytes: 908017664, flags: "rw" },
          { prefixes: ["/misc/config"], flags: "ro" },
        ],
      },
    });
  });
});

describe("show md5 file", () => {
  it("tells the digest, or that there is no such file", () => {
    const md5 = "d41d8cd98f00b204e9800998ecf8427e";
    expect(showMd5FileXr.parse(md5)).toMatchObject({ value: { present: true, md5 } });
    expect(showMd5FileXr.parse(`Wed Feb 23 06:00:00.000 UTC\r\n${md5.toUpperCase()}`)).toMatchObject({
      value: { md5 },
    });
    expect(showMd5FileXr.parse("% No such file or directory")).toMatchObject({ value: { present: false } });
    expect(showMd5FileXr.parse("      ^\n% Invalid input detected at '^' marker.")).toMatchObject({
      failure: { code: "parse/device-refused" },
    });
  });
});

describe("show crypto ca certificates", () => {
  it("reads what the vendor's command reference shows", () => {
    const text = [
      "Trustpoint       : msiox",
      "==================================================",
      "CAa certificate",
      "  Serial Number  : 06:A5:1B:E6:4F:5D:F7:83:41:11:D5:F9:22:7F:95:23",
      "  Subject:",
      "    Name: CA2",
      "    CN= CA2",
      "  Issued By      :",
      "        cn=CA2",
      "  Validity Start : 07:51:51 UTC Wed Jul 06 2005",
      "  Validity End   : 08:00:43 UTC Tue Jul 06 2010",
      "  CRL Distribution Point",
      "        http://10.56.8.236/CertEnroll/CA2.crl",
      "Router certificate",
      "  Key usage      : Signature",
      "  Status         : Available",
      "  Serial Number  : 38:6B:C6:B8:00:04:00:00:01:45",
      "  Subject:",
      "    Name: tdlr533.cisco.com",
      "    IP Address: 3.1.53.3",
      "    Serial Number: 8cd96b64",
      "  Issued By      :",
      "        cn=CA2",
      "  Validity Start : 08:30:03 UTC Mon Apr 10 2006",
      "  Validity End   : 08:40:03 UTC Tue Apr 10 2007",
      "  CRL Distribution Point",
      "        http://10.56.8.236/CertEnroll/CA2.crl",
      "Associated Trustpoint: msiox",
      "Trustpoint       : Trustpool",
      "==================================================",
      "CA certificate",
      "  Serial Number  : 0A:01",
      "  Subject:",
      "        CN=IdenTrust Commercial Root CA 1,O=IdenTrust,C=US",
      "  Issued By      :",
      "        CN=IdenTrust Commercial Root CA 1,O=IdenTrust,C=US",
      "  Validity Start : 18:12:23 UTC Thu Jan 16 2014",
      "  Validity End   : 18:12:23 UTC Mon Jan 16 2034",
      "  SHA1 Fingerprint:",
      "         DF717EAA4AD94EC9558499602D48DE5FBCF03A25",
    ].join("\n");
    expect(showCryptoCaCertificatesXr.parse(text)).toMatchObject({
      ok: true,
      value: {
        certificates: [
          { trustpoint: "msiox", role: "ca", issuer: "cn=CA2", notAfter: "2010-07-06T08:00:43Z" },
          { trustpoint: "msiox", role: "router", serial: "386BC6B8000400000145" },
          { trustpoint: "Trustpool", role: "ca", sha1: "DF717EAA4AD94EC9558499602D48DE5FBCF03A25" },
        ],
      },
    });
  });

  it("refuses one that breaks off", () => {
    const text = "Trustpoint       : a\n=====\nCA certificate\n  Serial Number  : 01\n  Subject:\n    CN=x\n";
    expect(showCryptoCaCertificatesXr.parse(text)).toMatchObject({
      failure: { code: "parse/cut-short", text: "CA certificate" },
    });
  });
});

describe("ping", () => {
  it("tells how many came back, when all, some or none do", () => {
    const answer = (marks: string, percent: number, back: number) =>
      `Type escape sequence to abort.\r\nSending 5, 100-byte ICMP Echos to 192.0.2.1, timeout is 1 seconds:\r\n${marks}\r\nSuccess rate is ${percent} percent (${back}/5)${back > 0 ? ", round-trip min/avg/max = 1/1/2 ms" : ""}`;
    expect(pingXr.parse(answer("!!!!!", 100, 5))).toMatchObject({ value: { sent: 5, received: 5 } });
    expect(pingXr.parse(answer("!!.!!", 80, 4))).toMatchObject({ value: { sent: 5, received: 4 } });
    expect(pingXr.parse(answer(".....", 0, 0))).toMatchObject({ value: { sent: 5, received: 0 } });
    expect(pingXr.parse("% Bad IP address or host name")).toMatchObject({
      failure: { code: "parse/device-refused" },
    });
  });

  it("reads the title that some releases print without a comma", () => {
    const text =
      "Sending 5, 100-byte ICMP Echos to 10.17.230.14 timeout is 1 seconds:\n!!!!!\nSuccess rate is 100 percent (5/5), round-trip min/avg/max = 3/3/4 ms\n";
    expect(pingXr.parse(text)).toMatchObject({
      value: { address: "10.17.230.14", sent: 5, received: 5 },
    });
  });
});

describe("words behind a command", () => {
  it.each([
    ["dir harddisk:", "dir"],
    ["show running-config call-home", "show running-config"],
    ["sh conf commit list 1", "show configuration commit list"],
    ["show md5 file /harddisk:/reroot-1a2b3c4d.p7b", "show md5 file"],
    ["ping 192.0.2.1 count 5 timeout 1", "ping"],
  ])("%s is read by %s", (typed, command) => {
    const found = findParser("iosxr", typed);
    expect(found.ok && found.value.command).toBe(command);
  });

  it("make an unknown command of one that takes none", () => {
    expect(findParser("iosxr", "show clock detail please")).toMatchObject({
      failure: { code: "parse/unknown-command" },
    });
  });
});

describe.skipIf(!hasSharedData)("real outputs", () => {
  it("of show sdr detail tell the name and the nodes", () => {
    for (const { name, text, expected } of genieSamples("iosxr/tests/ShowSdrDetail")) {
      const parsed = showSdrDetailXr.parse(text);
      const [id, sdr] = Object.entries(
        (expected as { sdr_id: Record<string, { sdr_name: string }> }).sdr_id,
      )[0]!;
      expect(parsed, name).toMatchObject({ ok: true, value: { id: Number(id), name: sdr.sdr_name } });
      expect(parsed.ok && parsed.value.nodes.length, name).toBeGreaterThan(0);
    }
  });

  it("of show call-home tell the feature, and each profile with its destinations", () => {
    for (const { name, text, expected } of genieSamples("iosxe/tests/ShowCallHomeProfileAll")) {
      type Wanted = { profile: { name: Record<string, { status: string; http_address?: string }> } };
      const wanted = Object.entries((expected as Wanted).profile.name);
      const parsed = showCallHome.parse(text);
      const byName = new Map(parsed.ok ? parsed.value.profiles.map((one) => [one.name, one]) : []);
      expect([...byName.keys()].sort(), name).toEqual(wanted.map(([profile]) => profile).sort());
      for (const [profile, { status, http_address }] of wanted) {
        const httpAddresses = http_address === undefined ? [] : [http_address];
        expect(byName.get(profile), name).toMatchObject({ isActive: status === "ACTIVE", httpAddresses });
      }
    }
    for (const { name, text } of genieSamples("iosxe/tests/ShowCallHomeDetail")) {
      expect(showCallHome.parse(text), name).toMatchObject({
        value: {
          feature: "disable",
          profiles: [{ name: "CiscoTAC-1", isActive: false, transportMethod: "email" }],
        },
      });
    }
  });

  it("of show call-home statistics tell the totals", () => {
    for (const { name, text } of genieSamples("iosxe/tests/ShowCallHomeStatistics")) {
      expect(showCallHomeStatistics.parse(text), name).toMatchObject({
        value: { succeeded: { total: 0 }, failed: { total: 3, email: 0, http: 3 } },
      });
    }
  });
});
