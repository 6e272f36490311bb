import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { device, loginTo, truthOf } from "./lab-facts.js";
import { hasPythonModule, runPython } from "./programs.js";

interface Said {
  readonly prompt: string;
  readonly clock: string;
  readonly version: string;
  readonly head: string;
  readonly refused: string;
  readonly typed: string;
  readonly committed: string;
  readonly running: string;
  readonly left: string;
  readonly page: string;
  readonly rest: string;
  readonly put: { room: boolean; before: boolean; same: boolean };
  readonly get: { room: boolean; before: boolean; same: boolean };
}

const sessions: [name: string, fastCli: boolean][] = [
  ["lab-002", true],
  ["lab-006", true],
  ["lab-010", false],
];

describe.skipIf(!hasPythonModule("netmiko")).each(sessions)("Netmiko on %s, fast_cli %s", (name, fastCli) => {
  const router = device(name);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "reroot-netmiko-"));
  const file = path.join(folder, "there.bin");
  const back = path.join(folder, "back.bin");
  let said: Said;
  beforeAll(async () => {
    fs.writeFileSync(file, randomBytes(150_000));
    said = (await runPython("netmiko-session.py", {
      login: loginTo(router),
      options: { fast_cli: fastCli },
      file,
      back,
    })) as Said;
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it("finds the prompt and returns output without echo and prompt", async () => {
    const { hostname, release } = await truthOf(router);
    expect(said.prompt).toMatch(new RegExp(`^RP/0/RS?P0/CPU0:${hostname}#$`));
    expect(said.clock).toMatch(/UTC\n\d\d:\d\d:\d\d\.\d{3} UTC \w{3} \w{3} \d\d 20\d\d$/);
    expect(said.version).toContain(`Cisco IOS XR Software, Version ${release}`);
    expect(said.version).not.toContain(said.prompt);
    expect(said.head.trim().split("\n").slice(1)).toEqual(said.version.trim().split("\n").slice(1, 4));
    expect(said.refused).toContain("% Invalid input detected at '^' marker.");
  });

  it("configures and commits, by comment, by label and on trial", async () => {
    expect(said.typed).toContain("(config-trustpool)#");
    expect(said.committed).not.toContain("Failed");
    expect(said.running).toContain("cabundle url http://netmiko.example/ios.p7b");
    const { configuration, commits } = await truthOf(router);
    expect(configuration).toContain(" cabundle url http://netmiko.example/ios.p7b");
    expect(configuration).toContain("domain name trial.example");
    expect(commits).toBe(2);
  });

  it("leaves changes behind when told to, and is asked about them", () => {
    expect(said.left).toBe(said.prompt);
  });

  it("meets the pager and quits it", () => {
    expect(said.page).toContain("--More--");
    expect(said.rest).toContain(said.prompt);
  });

  it("transfers a file there and back, and verifies both by MD5", () => {
    expect(said.put).toEqual({ room: true, before: false, same: true });
    expect(said.get).toEqual({ room: true, before: false, same: true });
    expect(fs.readFileSync(back).equals(fs.readFileSync(file))).toBe(true);
  });
});
