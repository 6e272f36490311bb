/** A lab that is stopped and started again with the same folder: its time goes on. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { commandLine } from "../src/testing/command-line.js";

const shell = commandLine();
afterAll(() => shell.remove());

async function run(work: (ready: { labTime: string; management: string }) => Promise<void>) {
  const lab = shell.start("lab", "up", "--json", "--devices", "1", "--state", "kept");
  const ready = JSON.parse(await lab.firstLine);
  await work(ready);
  expect(await lab.stop()).toMatchObject({ code: 0, err: "" });
}

describe("lab up --state", () => {
  it("goes on in the lab time at which the last run stopped, and refuses a file that is no kept lab", async () => {
    const later = "2022-03-01T00:00:00.000Z";
    await run(async ({ management }) => {
      await fetch(`${management}/clock`, { method: "PUT", body: JSON.stringify({ now: later }) });
    });
    const file = join(shell.directory, "kept", "lab-state.json");
    expect(existsSync(file)).toBe(true);
    await run(async ({ labTime }) => {
      expect(Date.parse(labTime)).toBeGreaterThanOrEqual(Date.parse(later));
    });
    writeFileSync(file, "{}");
    const refused = await shell.run("lab", "up", "--state", "kept");
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("lab-state/1");
  });
});
