import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { device, loginTo, truthOf } from "./lab-facts.js";
import { hasPythonModule, runPython } from "./programs.js";

interface Said {
  readonly version: string;
  readonly status: number;
  readonly shell: string;
  readonly shellStatus: number;
  readonly size: number;
  readonly names: readonly string[];
  readonly digest: string;
  readonly together: readonly number[];
}

describe.skipIf(!hasPythonModule("asyncssh"))("asyncssh", () => {
  const router = device("lab-003");
  const content = randomBytes(200_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "reroot-asyncssh-"));
  const [file, back] = [path.join(folder, "there.bin"), path.join(folder, "back.bin")];
  let said: Said;
  beforeAll(async () => {
    fs.writeFileSync(file, content);
    const job = { login: loginTo(router), hostKeys: inject("lab").hostKeys, file, back };
    said = (await runPython("asyncssh-session.py", job)) as Said;
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it("runs a command and is told how it ended", async () => {
    expect(said.version).toContain(`Cisco IOS XR Software, Version ${(await truthOf(router)).release}`);
    expect(said.status).toBe(0);
  });

  it("types one character at a time and waits for each echo", () => {
    expect(said.shell).toMatch(/\d\d:\d\d:\d\d\.\d{3} UTC \w{3} \w{3} \d\d 20\d\d\r\n.*#$/);
    expect(said.shellStatus).toBe(0);
  });

  it("moves files by SFTP and by SCP, both ways", () => {
    expect(said.size).toBe(content.length);
    expect(said.names).toContain("asyncssh.bin");
    expect(fs.readFileSync(back).equals(content)).toBe(true);
    expect(fs.readFileSync(`${back}.scp`).equals(content)).toBe(true);
    expect(said.digest).toContain(createHash("md5").update(content).digest("hex"));
  });

  it("has twenty sessions at once", () => {
    expect(said.together).toEqual(Array(20).fill(0));
  });
});
