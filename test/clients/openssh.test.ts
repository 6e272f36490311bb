import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { device, truthOf } from "./lab-facts.js";
import { OpenSsh } from "./openssh.js";
import { hasProgram, run } from "./programs.js";

const content = randomBytes(300_000);

describe.skipIf(!hasProgram("ssh"))("OpenSSH", () => {
  const router = device("lab-001");
  let ssh: OpenSsh;
  beforeAll(() => {
    ssh = new OpenSsh();
  });
  afterAll(() => ssh.remove());

  it("opens a shell on each platform, types ahead and is told what the lab was asked for", async () => {
    for (const name of ["lab-001", "lab-005", "lab-009"]) {
      const { release, hostname } = await truthOf(device(name));
      const ran = await ssh.shell(device(name), "terminal length 0\nshow version\nexit\n");
      expect(ran.status).toBe(0);
      expect(ran.out).toMatch(/^\r?\n?.*RP\/0\/RS?P0\/CPU0:\S+#/m);
      expect(ran.out).toContain(`Cisco IOS XR Software, Version ${release}`);
      expect(ran.out).toContain(`CPU0:${hostname}#exit`);
    }
  });

  it("runs a command by exec and ends with its status", async () => {
    const ran = await ssh.exec(router, "show running-config hostname");
    expect(ran).toMatchObject({ status: 0, err: "" });
    expect(ran.out).toMatch(/^hostname lab-001\r$/m);
  });

  it("runs several lines by exec, a commit among them", async () => {
    const before = (await truthOf(router)).commits;
    const ran = await ssh.exec(router, "configure\ndomain name exec.example\ncommit\nend\nshow clock");
    expect(ran.status).toBe(0);
    expect(ran.out).toMatch(/\d\d:\d\d:\d\d\.\d{3} UTC \w{3} \w{3} \d\d 20\d\d/);
    const after = await truthOf(router);
    expect(after.configuration).toContain("domain name exec.example");
    expect(after.commits).toBe(before + 1);
  });

  it.each(["password", "keyboard-interactive"])("logs in by %s alone", async (method) => {
    const only = [`PreferredAuthentications=${method}`];
    expect((await ssh.exec(router, "show clock", only)).status).toBe(0);
  });

  it("logs in by a key that it copied there and imported, and by no other", async () => {
    const [mine, other] = ["mine", "other"].map((name) => `${ssh.folder}/${name}`);
    for (const file of [mine!, other!])
      await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
    const only = (file: string) => [`IdentityFile=${file}`, "PreferredAuthentications=publickey"];
    expect((await ssh.exec(router, "show clock", only(mine!))).status).toBe(255);
    await ssh.scp(router, "sftp", `${mine}.pub`, "remote:/disk0:/mine.pub");
    await ssh.exec(router, "crypto key import authentication rsa disk0:/mine.pub");
    expect((await ssh.exec(router, "show clock", only(mine!))).status).toBe(0);
    expect((await ssh.exec(router, "show clock", only(other!))).status).toBe(255);
  });

  it.each(["sftp", "old"] as const)("scp by the %s protocol copies there and back", async (protocol) => {
    const there = `remote:/harddisk:/${protocol}.bin`;
    const back = `${ssh.folder}/back-${protocol}`;
    expect(await ssh.scp(router, protocol, ssh.file("there", content), there)).toMatchObject({ status: 0 });
    expect(await ssh.scp(router, protocol, there, back)).toMatchObject({ status: 0 });
    expect(fs.readFileSync(back).equals(content)).toBe(true);
    const digest = await ssh.exec(router, `show md5 file /harddisk:/${protocol}.bin`);
    expect(digest.out).toContain(createHash("md5").update(content).digest("hex"));
  });

  it.each(["sftp", "old"] as const)("scp by the %s protocol fails on what is not there", async (protocol) => {
    const ran = await ssh.scp(router, protocol, "remote:/harddisk:/nothing", `${ssh.folder}/nothing`);
    expect(ran.status).not.toBe(0);
    expect(fs.existsSync(`${ssh.folder}/nothing`)).toBe(false);
  });

  it("sftp puts, lists, renames, gets and removes in a batch", async () => {
    const from = ssh.file("batch", content);
    const back = `${ssh.folder}/batch-back`;
    const batch = [
      "cd /harddisk:",
      `put ${from} batch.bin`,
      "ls -l",
      "rename batch.bin renamed.bin",
      `get renamed.bin ${back}`,
      "mkdir folder",
      "rm renamed.bin",
      "ls -1",
    ];
    const ran = await ssh.sftp(router, `${batch.join("\n")}\n`);
    expect(ran).toMatchObject({ status: 0 });
    expect(fs.readFileSync(back).equals(content)).toBe(true);
    const [whole = "", last = ""] = ran.out.split("sftp> ls -1");
    expect(whole).toMatch(new RegExp(`${content.length} .* batch\\.bin`));
    expect(last).toContain("folder");
    expect(last).not.toContain("renamed.bin");
  });
});
