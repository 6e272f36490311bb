import { afterEach, describe, expect, it } from "vitest";
import {
  type Lab,
  type LabState,
  type RouterSpec,
  readLabState,
  rehearsalFleet,
  startLab,
} from "../index.js";
import { TestClient } from "../testing/ssh-client.js";
import { story, storyOptions } from "../testing/story.js";

const IMPORT = "crypto ca trustpool import url http://www.cisco.com/security/pki/trs/ios.p7b";
const fleet = rehearsalFleet(story);
const dual: RouterSpec = fleet.find(({ platform }) => platform === "asr9000")!;

let labs: Lab[] = [];
afterEach(async () => {
  for (const lab of labs) await lab.stop();
  labs = [];
});

async function labOf(routers: readonly RouterSpec[], resume?: LabState): Promise<Lab> {
  const lab = await startLab(storyOptions(routers), resume);
  labs.push(lab);
  return lab;
}

async function connect(lab: Lab): Promise<TestClient> {
  const client = await TestClient.connect(lab, lab.devices[0]!);
  await client.shell();
  await client.command("terminal length 0");
  return client;
}

async function switchOver(lab: Lab): Promise<void> {
  const client = await connect(lab);
  client.type("redundancy switchover\r");
  await client.until(/Proceed with switchover 0\/RSP\d\/CPU0 -> 0\/RSP\d\/CPU0\? \[confirm\]$/);
  client.type("\r");
  await client.untilClosed();
  await lab.advanceTo(new Date(lab.clock.now().getTime() + 60_000));
}

describe("a switchover", () => {
  it("ends sessions; the standby answers by its own node, with what was imported and configured", async () => {
    const lab = await labOf([dual]);
    const client = await connect(lab);
    await client.command(IMPORT);
    expect(await client.command("show redundancy")).toContain(
      "Partner node (0/RSP1/CPU0) is in STANDBY role",
    );
    client.end();
    const before = await lab.state();
    await switchOver(lab);
    const after = await connect(lab);
    after.type("\r");
    expect(await after.until(/#$/)).toMatch(/RP\/0\/RSP1\/CPU0:lab-\d+#$/);
    expect(await after.command("show crypto ca trustpool")).toContain(lab.standIns.required.sha1);
    expect(await after.command("show license status")).toContain("Status: REGISTERED");
    // The words of a captured `show redundancy` and of a real log line.
    const redundancy = await after.command("show redundancy");
    expect(redundancy).toContain("Node 0/RSP1/CPU0 is in ACTIVE role");
    expect(redundancy).toContain("There have been 1 switch-overs since reload");
    expect(redundancy).toContain("Standby node in 0/RSP0/CPU0 is not ready");
    expect(await after.command("show logging")).toMatch(
      /RP\/0\/RSP1\/CPU0:.*LICENSE-SMART_LIC-6-HA_ROLE_CHANGED : Smart Agent HA role changed to Active\./,
    );
    expect(await after.command("redundancy switchover")).toContain("not ready");
    after.end();
    expect((await lab.state()).routers[dual.name]!.configuration).toBe(
      before.routers[dual.name]!.configuration,
    );
  });

  it("shows a standby that was behind, and the way back mends it only by another import", async () => {
    const lab = await labOf([{ ...dual, faults: [{ kind: "standby-behind" }] }]);
    const client = await connect(lab);
    await client.command(IMPORT);
    expect(await client.command("show crypto ca trustpool")).toContain(lab.standIns.required.sha1);
    client.end();
    await switchOver(lab);
    const after = await connect(lab);
    expect(await after.command("show crypto ca trustpool")).not.toContain(lab.standIns.required.sha1);
    after.end();
  });

  it("is refused where there is no standby", async () => {
    const lab = await labOf([{ ...dual, standby: false }]);
    const client = await connect(lab);
    expect(await client.command("redundancy switchover")).toContain("% ");
    expect(await client.command("show redundancy")).toContain("has no valid partner");
    client.end();
  });
});

describe("state across a restart of the lab", () => {
  it("keeps configuration, history, files, pool, registration, log and lab time", async () => {
    const spec = fleet[0]!;
    const first = await labOf([{ ...spec, license: { state: "unregistered" } }]);
    const client = await connect(first);
    for (const line of ["configure", "domain name kept.example", "commit label KEPT", "end"]) {
      client.type(`${line}\r`);
      await client.until(/#$/);
    }
    await client.command(IMPORT);
    await client.command("show version | file disk0:/version.txt");
    await client.command(`license smart register idtoken ${first.idToken}`);
    let status = "";
    while (!status.includes("Status: REGISTERED")) status = await client.command("show license status");
    client.end();
    await first.advanceTo(new Date(first.clock.now().getTime() + 3_600_000));
    // As it comes back from a file.
    const kept = readLabState(JSON.parse(JSON.stringify(await first.state())));
    const stoppedAt = first.clock.now();
    await first.stop();
    labs = [];

    const second = await labOf([{ ...spec, license: { state: "unregistered" } }], kept);
    expect(second.clock.now()).toEqual(stoppedAt);
    const again = await connect(second);
    expect(await again.command("show running-config domain")).toContain("domain name kept.example");
    expect(await again.command("show configuration commit list")).toContain("KEPT");
    expect(await again.command("more disk0:/version.txt")).toContain("Cisco IOS XR Software");
    expect(await again.command("show license status")).toContain(/Initial Registration: .*/.exec(status)![0]);
    expect(await again.command("show logging")).toContain("MGBL-CONFIG-6-DB_COMMIT");
    // The lab's own root is another key in each run; it is there by its role.
    expect(second.standIns.required.sha1).not.toBe(first.standIns.required.sha1);
    expect(await again.command("show crypto ca trustpool")).toContain(second.standIns.required.sha1);
    // And the cloud knows the router that registered in the earlier run.
    await again.command("license smart renew auth");
    const before = second.cloud.history.length;
    while (second.cloud.history.length === before) await again.command("show clock");
    again.end();
    await second.advanceTo(new Date(second.clock.now().getTime() + 1_000));
    expect(second.cloud.history.at(-1)).toMatchObject({ message: "authorization-renewal", status: 200 });
    const last = await connect(second);
    expect(await last.command("show license status")).toContain("Status: AUTHORIZED");
    last.end();
  });

  it("goes on counting down a commit on trial, and knows what Call Home has sent", async () => {
    const first = await labOf([{ ...fleet[0]!, smartCallHome: true }]);
    const client = await connect(first);
    await client.command("call-home test profile CiscoTAC-1");
    for (const line of ["configure", "domain name trial.example", "commit confirmed 600", "end"]) {
      client.type(`${line}\r`);
      await client.until(/#$/);
    }
    client.end();
    await first.advanceTo(new Date(first.clock.now().getTime() + 300_000));
    const kept = readLabState(JSON.parse(JSON.stringify(await first.state())));
    await first.stop();
    labs = [];

    const second = await labOf([{ ...fleet[0]!, smartCallHome: true }], kept);
    const domainAfter = async (milliseconds: number) => {
      await second.advanceTo(new Date(second.clock.now().getTime() + milliseconds));
      const again = await connect(second);
      const text = `${await again.command("show running-config domain")}\n${await again.command("show call-home statistics")}`;
      again.end();
      return text;
    };
    expect(await domainAfter(299_000)).toMatch(/domain name trial\.example[\s\S]*\n {4}Test +1 /);
    expect(await domainAfter(2_000)).not.toContain("trial.example");
  });

  it("refuses what is no kept lab", () => {
    expect(() => readLabState({ format: "something else" })).toThrow(/lab-state\/1/);
    expect(() => readLabState(null)).toThrow(RangeError);
  });
});
