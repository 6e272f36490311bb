import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, rehearsalFleet, startLab } from "../index.js";
import { TestClient } from "../testing/ssh-client.js";
import { story, storyOptions } from "../testing/story.js";

let lab: Lab;
let client: TestClient;

const connect = async (index: number) => {
  const opened = await TestClient.connect(lab, lab.devices[index]!);
  await opened.shell();
  await opened.command("terminal length 0");
  return opened;
};

beforeAll(async () => {
  lab = await startLab(storyOptions(rehearsalFleet(story).slice(0, 3)));
  client = await connect(0);
});
afterAll(async () => {
  client.end();
  await lab.stop();
});

async function configured(...lines: readonly string[]): Promise<void> {
  for (const line of ["configure", ...lines, "end"]) {
    client.type(`${line}\r`);
    await client.until(/#$/);
  }
}
const domain = () => client.command("show running-config domain name");

describe("rolling back", () => {
  it("undoes the last commits, or back to before one, by commits of its own", async () => {
    await configured("domain name one.example", "commit label ONE");
    await configured("domain name two.example", "commit");
    await configured("domain name three.example", "commit");
    expect(await client.command("show configuration rollback changes last 2")).toContain(
      "domain name one.example",
    );
    // The words of the vendor's configuration guide.
    const text = await client.command("rollback configuration last 2");
    expect(text).toContain("Loading Rollback Changes.");
    expect(text).toContain("Configuration successfully rolled back 2 commits.");
    expect(await domain()).toContain("one.example");
    await client.command("rollback configuration last 1");
    expect(await domain()).toContain("three.example");
    await client.command("rollback configuration to ONE");
    expect(await domain()).toContain("lab.example");
    expect(await client.command("rollback configuration last 99")).toContain("% No such commit");
    const list = (await client.command("show configuration commit list")).split("\n").slice(3);
    expect(list.map((line) => line.split(/\s+/).slice(1, 5).join(" "))).toEqual([
      expect.stringMatching(/^1000000006 lab vty\d+:node0_RP0_CPU0? Rollback$/),
      expect.stringMatching(/^1000000005 lab vty\d+:node0_RP0_CPU0? Rollback$/),
      expect.stringMatching(/^1000000004 lab vty\d+:node0_RP0_CPU0? Rollback$/),
      expect.stringMatching(/^1000000003 lab vty\d+:node0_RP0_CPU0? CLI$/),
      expect.stringMatching(/^1000000002 lab vty\d+:node0_RP0_CPU0? CLI$/),
      expect.stringMatching(/^ONE lab vty\d+:node0_RP0_CPU0? CLI$/),
    ]);
  });

  it("asks before commit replace, and leaves nothing of the old configuration behind", async () => {
    client.type("configure\r");
    await client.until(/#$/);
    client.type("hostname replaced\r");
    await client.until(/#$/);
    client.type("commit replace\r");
    expect(await client.until(/\[no\]:$/)).toContain("replace or remove the entire running configuration");
    client.type("yes\r");
    expect(await client.until(/#$/)).toMatch(/CPU0:replaced\(config\)#$/);
    client.type("end\r");
    await client.until(/#$/);
    expect(await client.command("show running-config call-home")).toContain(
      "% No such configuration item(s)",
    );
    await client.command("rollback configuration last 1");
  });
});

describe("copying from a URL", () => {
  it("asks for the name as a device does, and fetches over a real connection", async () => {
    client.type("copy http://www.cisco.com/security/pki/trs/ios.p7b harddisk:\r");
    await client.until(/Destination filename \[\/harddisk:\/ios\.p7b\]\?$/);
    client.type("\r");
    expect(await client.until(/#$/)).toMatch(
      /\r\nC+\r\n\d+ bytes copied in {6}0 sec\r\nCopy operation success\r\n/,
    );
    expect(await client.command("dir harddisk:")).toContain(`${lab.bundle.bytes()!.length}`);
    client.type("copy http://www.cisco.com/nothing.p7b disk0:\r");
    await client.until(/\]\?$/);
    client.type("\r");
    expect(await client.until(/#$/)).toContain("%Error opening http://www.cisco.com/nothing.p7b");
  });
});

describe("help", () => {
  it("lists the filters after a pipe, and the words of configuration and of admin mode", async () => {
    client.type("show version | ?");
    const filters = await client.until(/show version \| $/);
    for (const name of ["begin", "count", "exclude", "file", "include", "section", "utility"])
      expect(filters).toContain(`  ${name}\r\n`);
    client.type("\x15configure\r");
    await client.until(/\(config\)#$/);
    client.type("call-home ?");
    expect(await client.until(/call-home $/)).toContain("  profile\r\n");
    client.type("\x15abort\r");
    await client.until(/#$/);
    client.type("admin\r");
    await client.until(/sysadmin-vm:0_RP0#$/);
    client.type("?");
    const words = await client.until(/#$/);
    expect(words).toContain("  show\r\n");
    expect(words).not.toContain("crypto");
    client.type("exit\r");
    await client.until(/#$/);
  });
});

describe("administration", () => {
  it("has a plane of its own on classic and eXR, also by one line from outside, and none on XR7", async () => {
    const classic = await connect(1);
    classic.type("admin\r");
    await classic.until(/RP\/0\/RSP0\/CPU0:lab-002\(admin\)#$/);
    classic.type("show platform\r");
    expect(await classic.until(/#$/)).toContain("A9K-RSP440-SE(Active)");
    classic.type("crypto\r");
    expect(await classic.until(/#$/)).toContain("% Invalid input detected");
    classic.type("exit\r");
    await classic.until(/lab-002#$/);
    expect(await classic.command("admin show platform")).toContain("A9K-RSP440-SE(Active)");
    classic.end();
    const latest = await connect(2);
    expect(await latest.command("admin")).toContain("% Invalid input detected at '^' marker.");
    latest.end();
  });
});
