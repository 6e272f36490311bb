import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HandshakeEntry } from "../cloud/history.js";
import { type Lab, type RouterSpec, rehearsalFleet, startLab } from "../index.js";
import { TestClient } from "../testing/ssh-client.js";
import { story, storyOptions } from "../testing/story.js";

const IMPORT = "crypto ca trustpool import url http://www.cisco.com/security/pki/trs/ios.p7b";
const [base] = rehearsalFleet(story) as [RouterSpec];
const configured = (name: string, configuration: string): RouterSpec => ({ ...base, name, configuration });

/** All that the management network offers, in a VRF of its own. */
const MANAGEMENT_VRF = `vrf MGMT
interface MgmtEth0/RP0/CPU0/0
 vrf MGMT
domain vrf MGMT name-server 192.0.2.53
`;

const routers = [
  configured("no-route", MANAGEMENT_VRF),
  configured("in-vrf", `${MANAGEMENT_VRF}call-home\n vrf MGMT\ncrypto ca trustpool policy\n vrf MGMT\n`),
  configured(
    "no-name-server",
    "vrf MGMT\ninterface MgmtEth0/RP0/CPU0/0\n vrf MGMT\ncall-home\n vrf MGMT\ncrypto ca trustpool policy\n vrf MGMT\n",
  ),
  configured(
    "source-down",
    "interface Loopback9\n ipv4 address 198.51.100.9/32\n shutdown\ncall-home\n source-interface Loopback9\n",
  ),
  configured(
    "by-proxy",
    "call-home\n http-proxy proxy.lab.example port 8080\ncrypto ca http-proxy proxy.lab.example port 8080\n",
  ),
  configured("wrong-proxy", "call-home\n http-proxy proxy.lab.example port 8081\n"),
  configured("only-address", `${MANAGEMENT_VRF}call-home\n vrf MGMT\ndomain vrf MGMT lookup disable\n`),
];

let lab: Lab;
beforeAll(async () => {
  lab = await startLab(storyOptions(routers));
});
afterAll(() => lab.stop());

async function on<T>(name: string, work: (client: TestClient) => Promise<T>): Promise<T> {
  const client = await TestClient.connect(lab, lab.devices.find((device) => device.name === name)!);
  await client.shell();
  await client.command("terminal length 0");
  try {
    return await work(client);
  } finally {
    client.end();
  }
}

/** The last communication of a renewal that was asked for now. */
async function renewal(name: string): Promise<string> {
  return on(name, async (client) => {
    const last = async () =>
      /Last Communication Attempt: .*\n.*/.exec(await client.command("show license status"))![0];
    const before = await last();
    await lab.advanceTo(new Date(lab.clock.now().getTime() + 1_000));
    await client.command("license smart renew auth");
    for (;;) {
      const now = await last();
      if (now !== before) return now;
    }
  });
}

const handshakes = (name: string) =>
  lab.cloud.history.filter(
    (entry): entry is HandshakeEntry => entry.kind === "handshake" && entry.from.device === name,
  );

describe("contacts through VRF, name server, source and proxy", () => {
  it("a VRF without a route: names stay unresolved, and no connection is made", async () => {
    expect(await renewal("no-route")).toMatch(/FAILED.*\n.*Unable to resolve server hostname\/domain name/);
    expect(handshakes("no-route")).toEqual([]);
    await on("no-route", async (client) => {
      await client.command(IMPORT);
      expect(await client.command("show logging")).toContain(
        "%SECURITY-PKI-6-ERR_1_PARAM : Download failed, HTTP returned an error",
      );
      expect(await client.command("ping 192.0.2.53")).toContain("Success rate is 0 percent");
      expect(await client.command("ping vrf MGMT tools.cisco.com")).toContain("Success rate is 100 percent");
      expect(await client.command("show route vrf MGMT")).toContain(
        "192.0.2.0/24 is directly connected, MgmtEth0/RP0/CPU0/0",
      );
    });
  });

  it("the right VRF with its own name server: contact and import succeed", async () => {
    expect(await renewal("in-vrf")).toMatch(/SUCCEEDED/);
    await on("in-vrf", async (client) => {
      await client.command(IMPORT);
      expect(await client.command("show crypto ca trustpool")).toContain(lab.standIns.required.sha1);
    });
  });

  it("the right VRF without a name server of its own, or with lookup disabled there", async () => {
    expect(await renewal("no-name-server")).toMatch(/FAILED.*\n.*Unable to resolve server/);
    expect(await renewal("only-address")).toMatch(/FAILED.*\n.*Unable to resolve server/);
  });

  it("a source interface that is down: the name is known, the message is not sent", async () => {
    expect(await renewal("source-down")).toMatch(/FAILED.*\n.*Fail to send out Call Home HTTP message/);
    expect(handshakes("source-down")).toEqual([]);
  });

  it("a proxy carries the contact and the download, and the cloud still knows whose they are", async () => {
    expect(await renewal("by-proxy")).toMatch(/SUCCEEDED/);
    const [last] = handshakes("by-proxy").slice(-1);
    expect(last).toMatchObject({ outcome: "accepted", host: "tools.cisco.com" });
    // The connection comes from the proxy, not from the router's own address.
    expect(last!.from.address).toBe("127.0.0.1");
    expect(handshakes("in-vrf").at(-1)!.from.address).not.toBe("127.0.0.1");
    await on("by-proxy", async (client) => {
      await client.command(IMPORT);
      expect(await client.command("show crypto ca trustpool")).toContain(lab.standIns.required.sha1);
    });
    expect(await renewal("wrong-proxy")).toMatch(/FAILED.*\n.*Fail to send out Call Home HTTP message/);
  });

  it("a proxy that opens TLS is found out by the chain", async () => {
    await lab.setFault("by-proxy", { kind: "intercepted" });
    expect(await renewal("by-proxy")).toMatch(/FAILED/);
    expect(handshakes("by-proxy").at(-1)).toMatchObject({ outcome: "refused" });
    await lab.clearFault("by-proxy", "intercepted");
  });
});
