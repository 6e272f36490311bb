/** Further clients of Debian's that a network team may use. None of them knows that it talks to a lab. */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { device, loginTo, truthOf } from "./lab-facts.js";
import { hasProgram, hasPythonModule, run, runPython } from "./programs.js";

const router = device("lab-007");
const content = randomBytes(120_000);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "reroot-further-"));
const [there, back] = [path.join(folder, "there.bin"), path.join(folder, "back.bin")];
const CLOCK = /^\r?\d\d:\d\d:\d\d\.\d{3} UTC \w{3} \w{3} \d\d 20\d\d\r?$/m;
const { host, port, username, password } = loginTo(router);

beforeAll(() => fs.writeFileSync(there, content));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function expectCopied(): void {
  expect(fs.readFileSync(back).equals(content)).toBe(true);
  fs.rmSync(back);
}

describe.skipIf(!hasProgram("plink"))("PuTTY", () => {
  const login = (): string[] => [
    "-batch",
    "-P",
    String(port),
    "-l",
    username,
    "-pw",
    password,
    "-hostkey",
    fingerprint(),
  ];

  it("runs a command and a shell by plink", async () => {
    const exec = await run("plink", ["-ssh", ...login(), host, "show clock"]);
    expect(exec).toMatchObject({ status: 0 });
    expect(exec.out).toMatch(CLOCK);
    const shell = await run("plink", ["-ssh", "-t", ...login(), host], { input: "show clock\nexit\n" });
    expect(shell.out).toMatch(CLOCK);
    expect(shell.status).toBe(0);
  });

  it.each(["-sftp", "-scp"])("copies by pscp %s, both ways", async (protocol) => {
    const remote = `${host}:/harddisk:/pscp${protocol}.bin`;
    expect((await run("pscp", [protocol, ...login(), there, remote])).status).toBe(0);
    expect((await run("pscp", [protocol, ...login(), remote, back])).status).toBe(0);
    expectCopied();
  });

  it("finds its way by psftp", async () => {
    const input = `cd /harddisk:\nput ${there} psftp.bin\nls\nget psftp.bin ${back}\nquit\n`;
    const ran = await run("psftp", [...login(), host], { input });
    expect(ran.out).toMatch(new RegExp(`${content.length} .* psftp\\.bin`));
    expectCopied();
  });
});

describe.skipIf(!hasProgram("dbclient"))("Dropbear", () => {
  it("runs a command", async () => {
    const args = ["-y", "-y", "-p", String(port), `${username}@${host}`, "show clock"];
    const ran = await run("dbclient", args, { env: { DROPBEAR_PASSWORD: password, HOME: folder } });
    expect(ran).toMatchObject({ status: 0 });
    expect(ran.out).toMatch(CLOCK);
  });
});

describe.skipIf(!hasProgram("curl") || !speaksSsh())("curl", () => {
  const url = (scheme: string) => `${scheme}://${host}:${port}/disk0:/curl-${scheme}.bin`;
  it.each(["sftp", "scp"])("copies by %s, both ways", async (scheme) => {
    const always = ["-sS", "-k", "-u", `${username}:${password}`];
    expect(await run("curl", [...always, "-T", there, url(scheme)])).toMatchObject({ status: 0, err: "" });
    expect(await run("curl", [...always, "-o", back, url(scheme)])).toMatchObject({ status: 0, err: "" });
    expectCopied();
  });
});

describe.skipIf(!hasProgram("lftp"))("lftp", () => {
  it("puts, renames, gets and removes", async () => {
    const commands = [
      "set sftp:auto-confirm yes; set net:max-retries 1; set cmd:fail-exit yes",
      `cd /disk0:; put ${there} -o lftp.bin; mv lftp.bin lftp2.bin; get lftp2.bin -o ${back}; rm lftp2.bin; ls`,
      "bye",
    ];
    const login = ["-u", `${username},${password}`, `sftp://${host}:${port}`];
    const ran = await run("lftp", ["-e", commands.join("; "), ...login], { env: { HOME: folder } });
    expect(ran.status).toBe(0);
    expect(ran.out).not.toContain("lftp2.bin");
    expectCopied();
  });
});

describe.skipIf(!hasPythonModule("paramiko"))("paramiko", () => {
  it("runs a command, answers a question and appends to a file", async () => {
    const said = (await runPython("paramiko-session.py", {
      login: loginTo(router),
      hostKeys: inject("lab").hostKeys,
    })) as Record<string, string> & { status: number; names: string[] };
    expect(said.clock).toMatch(CLOCK);
    expect(said.status).toBe(0);
    expect(said.end).toContain(
      "Uncommitted changes found, commit them before exiting(yes/no/cancel)? [cancel]:",
    );
    expect((await truthOf(router)).configuration).toContain("domain name paramiko.example");
    expect(said.notes).toBe("first\nsecond\n");
    expect(said.names).toContain("notes.txt");
  });
});

describe.skipIf(!hasRuby())("net-ssh", () => {
  it("runs a command and a shell, and copies by net-scp", async () => {
    const job = { login: loginTo(router), hostKeys: inject("lab").hostKeys, file: there, back };
    const script = fileURLToPath(new URL("net-ssh-session.rb", import.meta.url));
    const ran = await run("/usr/bin/ruby", [script], { input: JSON.stringify(job) });
    expect(ran).toMatchObject({ status: 0 });
    const said = JSON.parse(ran.out) as { clock: string; shell: string };
    expect(said.clock).toMatch(CLOCK);
    expect(said.shell).toContain(`\r\nhostname ${(await truthOf(router)).hostname}\r\n`);
    expectCopied();
  });
});

const CLOGIN = "/usr/lib/rancid/bin/clogin";
describe.skipIf(!fs.existsSync(CLOGIN))("clogin", () => {
  it("logs in by expect and runs commands", async () => {
    const file = path.join(folder, "cloginrc");
    const ssh = `ssh -F none -o UserKnownHostsFile=${inject("lab").hostKeys} -p ${port}`;
    const lines = [
      `add user * ${username}`,
      `add password * ${password} ${password}`,
      "add method * ssh",
      `add sshcmd * {${ssh.replaceAll(" ", "\\ ")}}`,
      "add autoenable * 1",
    ];
    fs.writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
    const ran = await run(CLOGIN, ["-f", file, "-c", "show clock;show version", host]);
    expect(ran.status).toBe(0);
    expect(ran.out).toMatch(CLOCK);
    expect(ran.out).toContain(`Cisco IOS XR Software, Version ${(await truthOf(router)).release}`);
  });
});

/** As PuTTY wants it: of the device's line in the known_hosts file. */
function fingerprint(): string {
  const lines = fs.readFileSync(inject("lab").hostKeys, "utf8").split("\n");
  const line = lines.find((candidate) => candidate.startsWith(`[${host}]:${port} `)) ?? "";
  const key = path.join(folder, "host-key.pub");
  fs.writeFileSync(key, line.split(" ").slice(1).join(" "));
  return spawnSync("ssh-keygen", ["-lf", key], { encoding: "utf8" }).stdout.split(" ")[1] ?? "";
}

function speaksSsh(): boolean {
  return /^Protocols:.*\bscp\b.*\bsftp\b/m.test(
    spawnSync("curl", ["--version"], { encoding: "utf8" }).stdout,
  );
}

function hasRuby(): boolean {
  return spawnSync("/usr/bin/ruby", ["-e", 'require "net/ssh"; require "net/scp"']).status === 0;
}
