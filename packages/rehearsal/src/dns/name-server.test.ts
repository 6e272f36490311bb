import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Lab, rehearsalFleet, startLab } from "../index.js";
import { TestClient } from "../testing/ssh-client.js";
import { story, storyOptions } from "../testing/story.js";
import { readAnswer, readQuestion, writeQuestion } from "./message.js";

let lab: Lab;
beforeAll(async () => {
  const base = rehearsalFleet(story)[0]!;
  lab = await startLab(
    storyOptions([
      { ...base, name: "one" },
      { ...base, name: "two" },
      {
        ...base,
        name: "in-a-vrf",
        configuration:
          "vrf MGMT\ninterface MgmtEth0/RP0/CPU0/0\n vrf MGMT\ndomain vrf MGMT name-server 192.0.2.53",
      },
      { ...base, name: "elsewhere", configuration: "domain name-server 192.0.2.99" },
    ]),
  );
});
afterEach(() => {
  lab.nameServer.condition = { kind: "answers" };
});
afterAll(() => lab.stop());

/** Node's own resolver (c-ares), which shares nothing with the lab's. */
function resolver(): Resolver {
  const outside = new Resolver({ timeout: 5_000, tries: 1 });
  const { address, port } = lab.nameServer.address;
  outside.setServers([`${address}:${port}`]);
  return outside;
}

async function ping(name: string, command: string): Promise<string> {
  const client = await TestClient.connect(lab, lab.devices.find((device) => device.name === name)!);
  await client.shell();
  const text = await client.command(command);
  client.end();
  return text;
}

describe("the name server, for a resolver that is not the lab's", () => {
  it("answers for the cloud's names, whatever their case, and for no other", async () => {
    expect(await resolver().resolve4("Tools.Cisco.com")).toEqual([expect.stringMatching(/^192\.0\.2\./)]);
    await expect(resolver().resolve4("example.com")).rejects.toMatchObject({ code: "ENOTFOUND" });
    await expect(resolver().resolve6("tools.cisco.com")).rejects.toMatchObject({ code: "ENODATA" });
  });

  it.each([
    ["unknown-name", "ENOTFOUND"],
    ["server-failure", "ESERVFAIL"],
  ] as const)("can say %s", async (kind, code) => {
    lab.nameServer.condition = { kind };
    await expect(resolver().resolve4("tools.cisco.com")).rejects.toMatchObject({ code });
  });

  it("sends askers to TCP when it cuts its answers short", async () => {
    lab.nameServer.condition = { kind: "truncates" };
    expect(await resolver().resolve4("tools.cisco.com")).toHaveLength(1);
    expect(lab.cloud.history.at(-1)).toMatchObject({ kind: "query", transport: "tcp", outcome: "no-error" });
  });

  it("survives bytes that are no question, over both transports", async () => {
    const { address, port } = lab.nameServer.address;
    const udp = createSocket("udp4");
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(5), Buffer.alloc(600, 0xff), Buffer.alloc(12)])
      await new Promise((sent) => udp.send(bytes, port, address, sent));
    udp.close();
    await new Promise<void>((closed) => {
      const tcp = connect(port, address, () => tcp.end(Buffer.from("ffff0000", "hex")));
      tcp.on("close", () => closed());
      tcp.resume();
    });
    expect(await resolver().resolve4("tools.cisco.com")).toHaveLength(1);
  });
});

describe("the name server, for routers", () => {
  it("is really asked, by the router's own address", async () => {
    expect(await ping("one", "ping tools.cisco.com")).toContain("Success rate is 100 percent");
    expect(lab.cloud.history.at(-1)).toMatchObject({
      kind: "query",
      host: "tools.cisco.com",
      from: { device: "one", address: lab.devices[0]!.host },
      transport: "udp",
    });
  });

  it("gives one router another address, and all others the usual one", async () => {
    lab.nameServer.setAnswerFor("two", "tools.cisco.com", "192.0.2.250");
    expect(await ping("two", "ping tools.cisco.com")).toContain("Echos to 192.0.2.250");
    expect(await ping("one", "ping tools.cisco.com")).not.toContain("192.0.2.250");
    lab.nameServer.setAnswerFor("two", "tools.cisco.com", undefined);
    expect(await ping("two", "ping tools.cisco.com")).toContain("Success rate is 100 percent");
  });

  it("is not asked by a router that is configured with another one", async () => {
    expect(await ping("elsewhere", "ping tools.cisco.com")).toContain("% Unknown host");
  });

  it("keeps silent without anybody waiting, fails, sends to TCP, or takes its time", async () => {
    lab.nameServer.condition = { kind: "silent" };
    expect(await ping("one", "ping tools.cisco.com")).toContain("% Unknown host");
    expect(lab.cloud.history.at(-1)).toMatchObject({ kind: "query", outcome: "unanswered" });
    lab.nameServer.condition = { kind: "server-failure" };
    expect(await ping("one", "ping tools.cisco.com")).toContain("% Unknown host");
    lab.nameServer.condition = { kind: "truncates" };
    expect(await ping("one", "ping tools.cisco.com")).toContain("Success rate is 100 percent");
    lab.nameServer.condition = { kind: "slow", delayMs: 20 };
    expect(await ping("one", "ping tools.cisco.com")).toContain("Success rate is 100 percent");
  });
});

describe("DNS messages", () => {
  const question = { id: 7, name: "tools.cisco.com", type: 1, recursionDesired: true };

  it("are refused when cut short anywhere", () => {
    const bytes = writeQuestion(question);
    expect(readQuestion(bytes)).toEqual(question);
    for (let length = 0; length < bytes.length; length += 1)
      expect(readQuestion(bytes.subarray(0, length))).toBeUndefined();
  });

  it("cannot lead a reader in circles", () => {
    // A pointer to itself, and one forwards (RFC 1035 section 4.1.4 knows backward ones only).
    for (const pointer of ["c00c", "c020"]) {
      const header = "000780000001000100000000";
      expect(readAnswer(Buffer.from(`${header}${pointer}00010001`, "hex"))).toBeUndefined();
    }
  });

  it("do not carry names that DNS cannot", () => {
    expect(() => writeQuestion({ ...question, name: `${"a".repeat(64)}.com` })).toThrow(/label/);
    expect(() => writeQuestion({ ...question, name: Array(50).fill("abcdef").join(".") })).toThrow(
      /too long/,
    );
  });
});
