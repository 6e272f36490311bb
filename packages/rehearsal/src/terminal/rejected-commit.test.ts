import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Lab, rehearsalFleet, startLab } from "../index.js";
import { TestClient } from "../testing/ssh-client.js";
import { story, storyOptions } from "../testing/story.js";

const REASON = "'nlmd' detected the 'fatal' condition 'The specified address is not usable'";

let lab: Lab;
let client: TestClient;

beforeAll(async () => {
  lab = await startLab(storyOptions(rehearsalFleet(story).slice(0, 1)));
  client = await TestClient.connect(lab, lab.devices[0]!);
  await client.shell();
  await client.command("terminal length 0");
  await lab.setFault("lab-001", {
    kind: "commit-rejected",
    reason: REASON,
    statement: "domain name-server 192.0.2.54",
  });
});
afterAll(async () => {
  client.end();
  await lab.stop();
});
afterEach(() => client.command("abort"));

async function typing(...lines: readonly string[]): Promise<string> {
  await client.command("configure");
  let last = "";
  for (const line of lines) last = await client.command(line);
  return last;
}
const CHANGES = ["domain name other.example", "domain name-server 192.0.2.54"];
const running = () => client.command("do show running-config domain");

describe("a commit of which the router rejects one statement", () => {
  it("leaves everything as it was, and names that statement and the reason", async () => {
    expect(await typing(...CHANGES, "commit")).toContain("All changes made have been reverted");
    const failed = await client.command("show configuration failed");
    expect(failed).toContain(`domain name-server 192.0.2.54\n!!% ${REASON}\nend`);
    expect(failed).not.toContain("domain name other.example");
    expect(await running()).not.toMatch(/other\.example|192\.0\.2\.54/);
  });

  it("shows the reasons at once with show-error", async () => {
    expect(await typing(...CHANGES, "commit show-error")).toContain(`!!% ${REASON}`);
  });

  it("takes the rest with best-effort, says that it is not all, and keeps what failed to be looked up", async () => {
    const told = await typing(...CHANGES, "commit best-effort");
    expect(told).toContain("% Failed to commit one or more configuration items.");
    expect(told).not.toContain("reverted");
    expect(await client.command("show configuration failed")).toContain(`!!% ${REASON}`);
    expect(await running()).toMatch(/domain name other\.example/);
    expect(await running()).not.toContain("192.0.2.54");
  });

  it("is none of other changes", async () => {
    expect(await typing("domain name third.example", "commit")).not.toContain("%");
    expect(await client.command("show configuration failed")).not.toContain("!!%");
    expect(await running()).toContain("third.example");
  });
});
