/** The ways to log in that the options give, against a lab: SSH configuration, helper command, host keys, recordings. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandLine, commandLine, type Running } from "../src/testing/command-line.js";

interface Ready {
  readonly devices: readonly { readonly name: string; readonly host: string; readonly port: number }[];
  readonly username: string;
  readonly password: string;
  readonly hostKeys: string;
}

const shell = commandLine();
const homes: CommandLine[] = [];
let lab: Running;
let ready: Ready;

beforeAll(async () => {
  lab = shell.start("lab", "up", "--json");
  ready = JSON.parse(await lab.firstLine) as Ready;
});

afterAll(async () => {
  await lab.stop();
  for (const one of [shell, ...homes]) one.remove();
});

/** A command line whose home holds this SSH configuration. */
function atHome(config: string, environment: Readonly<Record<string, string>> = {}): CommandLine {
  const home = commandLine();
  mkdirSync(join(home.directory, ".ssh"));
  writeFileSync(join(home.directory, ".ssh", "config"), config);
  writeFileSync(join(home.directory, "secret"), `${ready.password}\n`);
  const ours = commandLine({ environment: { HOME: home.directory, ...environment } });
  homes.push(home, ours);
  return ours;
}

const entry = (more = "") => {
  const [device] = ready.devices;
  return `Host edge\n  HostName ${device?.host}\n  Port ${device?.port}\n  User ${ready.username}\n${more}`;
};

describe("capture", () => {
  it("finds the device by the SSH configuration, and records it without names", async () => {
    const ours = atHome(entry());
    const secret = join(homes.at(-2)?.directory ?? "", "secret");
    const ended = await ours.run(
      "capture",
      "edge",
      "--redact",
      "--known-hosts",
      ready.hostKeys,
      "--password-command",
      `cat '${secret}'`,
    );
    expect(ended).toMatchObject({ code: 0, err: "" });
    const text = readFileSync(join(ours.directory, "edge.txt"), "utf8");
    expect(text).toContain("$ show crypto ca trustpool\n");
    expect(text).not.toContain("lab-001");
    expect(text).not.toContain(ready.password);
    const again = await ours.run(
      "capture",
      "edge",
      "--known-hosts",
      ready.hostKeys,
      "--password-command",
      `cat '${secret}'`,
    );
    expect(again).toMatchObject({ code: 2 });
    expect(again.err).toContain("There is such a file already.");
  });

  it("files a new host key only where it is told to, and then knows it", async () => {
    const ours = atHome(entry(), { REROOT_PASSWORD: ready.password });
    const home = homes.at(-2)?.directory ?? "";
    writeFileSync(join(home, ".ssh", "known_hosts"), "");
    expect((await ours.run("capture", "edge")).err).toContain("is not in known_hosts");
    expect(await ours.run("capture", "edge", "--accept-new-host-keys")).toMatchObject({ code: 0 });
    expect(readFileSync(join(home, ".ssh", "known_hosts"), "utf8")).toMatch(
      /^\[127\.[\d.]+\]:\d+ ssh-ed25519 \S+\n$/,
    );
    expect(await ours.run("capture", "edge", "--out", "again.txt")).toMatchObject({ code: 0 });
  });

  it("refuses a directive that it cannot honour, with its line, and tells what it passes over", async () => {
    const ours = atHome(`${entry("  WarpSpeed 9\n  ProxyCommand nc %h %p\n")}`, { REROOT_PASSWORD: "x" });
    const { code, err } = await ours.run("capture", "edge", "--known-hosts", ready.hostKeys);
    expect(code).toBe(3);
    expect(err).toMatch(/\.ssh\/config:6: ProxyCommand nc %h %p: not supported/);
    const passing = atHome(entry("  WarpSpeed 9\n"), { REROOT_PASSWORD: ready.password });
    const passed = await passing.run("capture", "edge", "--known-hosts", ready.hostKeys);
    expect(passed.code).toBe(0);
    expect(passed.err).toMatch(/^note {3}.*\.ssh\/config:5: WarpSpeed is no keyword that is known here/);
  });
});

describe("a login", () => {
  it("names the line of an SSH configuration that is none", async () => {
    const { code, err } = await atHome("Host r1\n  Port\n").run(
      "capture",
      "r1",
      "--known-hosts",
      ready.hostKeys,
    );
    expect(code).toBe(2);
    expect(err).toMatch(/no directive of an SSH configuration: "Port"/);
    expect(err).toMatch(/\.ssh\/config:2/);
  });

  it.each([
    ["exit 3", "failed (3)"],
    ["true", "printed nothing"],
  ])("says when the helper command gives no password: %s", async (command, why) => {
    const ended = await atHome("").run(
      "capture",
      "r1",
      "--known-hosts",
      ready.hostKeys,
      "--password-command",
      command,
    );
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.err).toContain(`The command for the password ${why}.`);
  });

  it("asks for no password where there are keys, and is refused by a device that wants one", async () => {
    const ours = atHome(entry("  IdentityFile ~/.ssh/nowhere\n"));
    const { code, err } = await ours.run("capture", "edge", "--known-hosts", ready.hostKeys);
    expect(code).toBe(3);
    expect(err).toContain("nowhere is not there; it is not used");
    expect(err).toMatch(/refused/);
  });
});
