import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { rehearsalFleet, startLab } from "../index.js";
import { TestClient } from "../testing/ssh-client.js";
import { story, storyOptions } from "../testing/story.js";
import { parseConfiguration } from "./configuration-grammar.js";
import { syslogMessage, syslogServers } from "./syslog.js";

describe("syslog servers", () => {
  it("are read from the configuration, options in any order, with the trap level where none is named", () => {
    const configuration = parseConfiguration(
      [
        "logging trap errors",
        "logging buffered 2097152",
        "logging 127.0.0.5 vrf default severity info port 5514",
        "logging 127.0.0.6 port default vrf MGMT",
        "logging 127.0.0.7 protocol tcp port 601 severity debugging",
      ].join("\n"),
    );
    expect(syslogServers(configuration)).toEqual([
      { address: "127.0.0.5", vrf: "default", port: 5514, protocol: "udp", leastSeverity: 6 },
      { address: "127.0.0.6", vrf: "MGMT", port: 514, protocol: "udp", leastSeverity: 3 },
      { address: "127.0.0.7", vrf: "default", port: 601, protocol: "tcp", leastSeverity: 7 },
    ]);
  });

  it("get a message in the form of published samples", () => {
    // Both from napalm-logs' documentation of IOS XR; 187 is local7.error, 149 local2.notice.
    const first = {
      severity: 3,
      sequence: 94307,
      line: "LC/0/2/CPU0:Jul  7 20:16:14.834 : ifmgr[214]: %PKT_INFRA-LINK-3-UPDOWN : Interface TenGigE0/2/0/4, changed state to Down",
    };
    expect(syslogMessage(parseConfiguration("logging hostnameprefix gw2.acy1"), first)).toBe(
      `<187>94307: gw2.acy1 ${first.line}`,
    );
    const second = {
      severity: 5,
      sequence: 2647599,
      line: "RP/0/RSP1/CPU0:Mar 28 15:08:30.941 UTC: bgp[1051]: ...",
    };
    expect(syslogMessage(parseConfiguration("logging facility local2"), second)).toBe(
      `<149>2647599: ${second.line}`,
    );
  });
});

describe("a router with syslog servers", () => {
  it("sends its messages over UDP and TCP from its own address, and nowhere but to loopback", async () => {
    const udp = createSocket("udp4").bind(0, "127.0.0.1");
    await once(udp, "listening");
    const received: string[] = [];
    const sources = new Set<string>();
    udp.on("message", (message, from) => {
      received.push(message.toString());
      sources.add(from.address);
    });
    let streamed = "";
    const tcp = createServer((socket) => {
      socket.on("data", (data) => {
        streamed += data.toString();
      });
      socket.on("error", () => {});
    }).listen(0, "127.0.0.1");
    await once(tcp, "listening");
    const ports = { udp: udp.address().port, tcp: (tcp.address() as { port: number }).port };
    const [spec] = rehearsalFleet(story);
    const lab = await startLab(
      storyOptions([
        {
          ...spec!,
          configuration: [
            `logging 127.0.0.1 vrf default port ${ports.udp}`,
            `logging 127.0.0.1 vrf default protocol tcp port ${ports.tcp}`,
            "logging 198.51.100.7 vrf default port default",
          ].join("\n"),
        },
      ]),
    );
    const client = await TestClient.connect(lab, lab.devices[0]!);
    await client.shell();
    await client.command("terminal length 0");
    await client.command("crypto ca trustpool import url /tmp/none.p7b");
    const log = await client.command("show logging");
    const line = log.split("\n").find((one) => one.includes("SECURITY-PKI-6-ERR_1_PARAM"))!;
    while (received.length === 0 || !streamed.includes("\n"))
      await new Promise((again) => setImmediate(again));
    // 190 is local7.informational.
    expect(received).toEqual([`<190>1: ${line}`]);
    expect(streamed).toBe(`<190>1: ${line}\n`);
    expect([...sources]).toEqual([lab.devices[0]!.host]);
    client.end();
    await lab.stop();
    udp.close();
    await new Promise((closed) => tcp.close(closed));
  });
});
