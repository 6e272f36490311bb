import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { givenMix, type Lab, type RouterSpec, rehearsalFleet, startLab } from "../index.js";
import { TestClient } from "../testing/ssh-client.js";
import { story, storyOptions } from "../testing/story.js";

const base = rehearsalFleet(story)[0]!;
const ON_PREM = "https://ssm-on-prem.lab.example/SmartTransport";
const onPremises: RouterSpec = {
  ...base,
  transport: "smart",
  configuration: `license smart url ${ON_PREM}`,
};

const [given] = givenMix(
  JSON.stringify({ format: "lab-mix/1", routers: [{ transport: "on-prem" }] }),
  1,
  story,
);

describe("licensing, as routers meet it", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab(
      storyOptions([
        { ...base, name: "unregistered", license: { state: "unregistered" } },
        { ...onPremises, name: "trusting", downloaded: [{ authority: "on-prem" }] },
        { ...onPremises, name: "distrusting" },
        { ...base, name: "reporting", smartCallHome: true },
        { ...given!, name: "given" },
      ]),
    );
  });
  afterAll(() => lab.stop());

  async function on(name: string, ...commands: string[]): Promise<string> {
    const client = await TestClient.connect(lab, lab.devices.find((device) => device.name === name)!);
    try {
      await client.shell();
      await client.command("terminal length 0");
      let text = "";
      for (const command of commands) {
        text = await client.command(command);
        await lab.advanceTo(new Date(lab.clock.now().getTime() + 1_000));
      }
      return text;
    } finally {
      client.end();
    }
  }

  it("registers with a token that is good, and not with one that is used up", async () => {
    const { token } = lab.cloud.accounts.createToken({ maximumUses: 1, days: 30 });
    expect(
      await on("unregistered", "license smart register idtoken LAB-made-up", "show license status"),
    ).toContain("REGISTRATION FAILED");
    expect(
      await on("unregistered", `license smart register idtoken ${token}`, "show license status"),
    ).toContain("Status: REGISTERED");
    expect(lab.cloud.accounts.devices().map(({ name }) => name)).toContain("unregistered");
    await on("unregistered", "license smart deregister");
    expect(lab.cloud.accounts.devices().map(({ name }) => name)).not.toContain("unregistered");
    expect(
      await on("unregistered", `license smart register idtoken ${token}`, "show license status"),
    ).toContain("REGISTRATION FAILED");
  });

  it("takes a router of a mix that reports to the on-prem server over Call Home", async () => {
    expect(await on("given", "license smart renew auth", "show license status")).toContain(
      "Last Communication Attempt: SUCCEEDED",
    );
    expect(lab.cloud.history.at(-1)).toMatchObject({
      host: "ssm-on-prem.lab.example",
      path: "/Transportgateway/services/DeviceRequestHandler",
      from: { device: "given" },
    });
  });

  it("has an on-prem server under a root of its own, at both documented paths", async () => {
    await on("trusting", "license smart renew auth");
    await on("distrusting", "license smart renew auth");
    const seen = (name: string) =>
      lab.cloud.history.filter((entry) => entry.from.device === name && entry.kind !== "query").at(-1);
    expect(seen("trusting")).toMatchObject({
      kind: "request",
      host: "ssm-on-prem.lab.example",
      path: "/SmartTransport",
      status: 200,
      message: "authorization-renewal",
    });
    expect(seen("distrusting")).toMatchObject({
      kind: "handshake",
      outcome: "refused",
      root: { sha256: lab.authority("on-prem").sha256 },
    });
    expect(lab.cloud.onPrem.callHome).toBe(
      "https://ssm-on-prem.lab.example/Transportgateway/services/DeviceRequestHandler",
    );
  });

  it("keeps Call Home messages as they came, in a dialect that says it is the lab's own", async () => {
    await on("reporting", "call-home test profile CiscoTAC-1");
    await lab.advanceTo(new Date(lab.clock.now().getTime() + 21 * 86_400_000));
    const kept = lab.cloud.callHome.filter(({ device }) => device === "reporting");
    expect(kept.map(({ message }) => message)).toContain("call-home-inventory");
    for (const { body } of kept)
      expect(body).toMatchObject({ dialect: "lab-cloud/1", device: { name: "reporting" } });
  });

  it("answers 500 or nothing to everybody when told so, until it is mended", async () => {
    lab.cloud.setMisbehaviour("tools.cisco.com", { status: 500 });
    expect(await on("reporting", "license smart renew auth", "show license status")).toContain(
      "Last Communication Attempt: FAILED",
    );
    lab.cloud.setMisbehaviour("tools.cisco.com", undefined);
    expect(() => lab.cloud.setMisbehaviour("example.com", "empty")).toThrow(/example.com/);
  });
});
