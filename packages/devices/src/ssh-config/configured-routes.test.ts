import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InventoryDevice } from "@reroot/core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { deviceAccess } from "../fleet/access.js";
import { describeFailure } from "../session/session-failure.js";
import { type JumpHost, jumpHost } from "../testing/jump-host.js";
import { HOST_KEY, type MisbehavingRouter, misbehavingRouter } from "../testing/misbehaving-router.js";
import { LIMITS } from "../testing/sessions.js";
import { newSshKey } from "../testing/ssh-keys.js";
import { type ConfiguredRoutesOptions, configuredRoutes, type RouteNote } from "./configured-routes.js";
import { readSshConfig } from "./read-ssh-config.js";

const KEY = newSshKey();
const SECRET_KEY = newSshKey("ed25519", "open sesame");
let home = "";
const closing: { close(): Promise<void> }[] = [];

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "home-"));
  mkdirSync(join(home, ".ssh"));
  write("router_key", KEY.private);
  write("secret_key", SECRET_KEY.private);
});
afterEach(async () => {
  for (const one of closing.splice(0)) await one.close();
});
afterAll(() => rmSync(home, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(home, ".ssh", name), text, { mode: 0o600 });
}

async function router(changes: Parameters<typeof misbehavingRouter>[0] = {}): Promise<MisbehavingRouter> {
  const started = await misbehavingRouter({ methods: ["publickey"], publicKey: KEY.blob, ...changes });
  closing.push(started);
  return started;
}

async function jump(...parameters: Parameters<typeof jumpHost>): Promise<JumpHost> {
  const started = await jumpHost(...parameters);
  closing.push(started);
  return started;
}

const DEVICE: InventoryDevice = { name: "R1", host: "r1", port: 22, groups: [] };

async function access(text: string, changes: Partial<ConfiguredRoutesOptions> = {}) {
  write("config", text);
  const config = await readSshConfig(join(home, ".ssh", "config"), home);
  if (!config.ok) throw new Error(JSON.stringify(config.failure));
  const routeTo = configuredRoutes({
    config: config.value,
    localUser: "me",
    home,
    environment: {},
    ...changes,
  });
  return deviceAccess({ routeTo, limits: { ...LIMITS, msBetweenSessions: 0, connectTimeoutMs: 2_000 } });
}

async function connect(text: string, changes: Partial<ConfiguredRoutesOptions> = {}, device = DEVICE) {
  const opened = await (await access(text, changes)).openTerminal(device);
  if (opened.ok) opened.value.terminal.close();
  return opened.ok ? "logged in" : describeFailure(opened.failure);
}

const entry = (host: string, port: number, more = "") =>
  `Host ${host}\n  HostName 127.0.0.1\n  Port ${port}\n  IdentityFile ~/.ssh/router_key\n${more}`;

describe("a route by the SSH configuration", () => {
  it("leads to the address, as the user, with the key that it names", async () => {
    const r1 = await router();
    write("known_hosts", `[127.0.0.1]:${r1.port} ${HOST_KEY.public}\n`);
    expect(await connect(entry("r1", r1.port, "  User netops\n"))).toBe("logged in");
  });

  it("asks for a passphrase once for all devices", async () => {
    const r1 = await router({ publicKey: SECRET_KEY.blob });
    write("known_hosts", `[127.0.0.1]:${r1.port} ${HOST_KEY.public}\n`);
    const asked: string[] = [];
    const passphraseFor = async (file: string) => {
      asked.push(file);
      return "open sesame";
    };
    const text = `Host r*\n  HostName 127.0.0.1\n  Port ${r1.port}\n  IdentityFile ~/.ssh/secret_key\n`;
    const devices = await access(text, { passphraseFor });
    for (const host of ["r1", "r2"]) {
      const opened = await devices.openTerminal({ ...DEVICE, name: host, host });
      expect(opened).toMatchObject({ ok: true });
      if (opened.ok) opened.value.terminal.close();
    }
    expect(asked).toEqual([join(home, ".ssh", "secret_key")]);
  });

  it("files keys where the configuration says, under the alias that it gives", async () => {
    const r1 = await router();
    write("known_hosts", "");
    write("known_routers", `edge ${HOST_KEY.public}\n`);
    const more = "  UserKnownHostsFile ~/.ssh/known_routers\n  HostKeyAlias edge\n";
    expect(await connect(entry("r1", r1.port, more))).toBe("logged in");
    expect(await connect(entry("r1", r1.port))).toContain("is not in known_hosts");
  });

  it("accepts a new key only when told to, and hands it out with its file", async () => {
    const r1 = await router();
    write("known_hosts", "");
    const accepted: string[] = [];
    const acceptNewHostKeys = (line: string, file: string) => accepted.push(`${file}: ${line}`);
    expect(await connect(entry("r1", r1.port), { acceptNewHostKeys })).toBe("logged in");
    expect(accepted).toEqual([
      `${join(home, ".ssh", "known_hosts")}: [127.0.0.1]:${r1.port} ${HOST_KEY.public}`,
    ]);
  });

  it("names the certificate authority that known_hosts trusts instead of a key", async () => {
    const r1 = await router();
    write("known_hosts", `# ca\n@cert-authority [127.0.0.1]:* ${KEY.public}\n`);
    expect(await connect(entry("r1", r1.port))).toMatch(
      /trusts a certificate authority for it \(.*known_hosts, line 2\); host certificates are not supported/,
    );
  });

  it("offers legacy algorithms where the configuration names them, and tells which were used", async () => {
    const r1 = await router({ algorithms: { kex: ["diffie-hellman-group14-sha1"] } });
    write("known_hosts", `[127.0.0.1]:${r1.port} ${HOST_KEY.public}\n`);
    expect(await connect(entry("r1", r1.port))).toContain("no common key exchange algorithm");
    const text = entry("r1", r1.port, "  KexAlgorithms +diffie-hellman-group14-sha1\n");
    const opened = await (await access(text)).openTerminal(DEVICE);
    expect(opened).toMatchObject({ value: { legacyAlgorithms: ["diffie-hellman-group14-sha1"] } });
    if (opened.ok) opened.value.terminal.close();
  });

  it("offers no password where the configuration forbids it", async () => {
    const r1 = await router({ methods: ["password"] });
    write("known_hosts", `[127.0.0.1]:${r1.port} ${HOST_KEY.public}\n`);
    const password = "secret-of-the-test";
    expect(await connect(entry("r1", r1.port), { password })).toBe("logged in");
    expect(await connect(entry("r1", r1.port, "  PasswordAuthentication no\n"), { password })).toContain(
      "refused",
    );
    expect(r1.attempts.filter((method) => method === "password")).toHaveLength(1);
  });

  it("refuses one host with file and line, and no other", async () => {
    const r1 = await router();
    write("known_hosts", `[127.0.0.1]:${r1.port} ${HOST_KEY.public}\n`);
    const text = `Host r2\n  ProxyCommand nc %h %p\n${entry("r1", r1.port)}`;
    expect(await connect(text, {}, { ...DEVICE, host: "r2" })).toBe(
      `${join(home, ".ssh", "config")}:2: ProxyCommand nc %h %p: not supported, and not ignored, since the session would go another way without it`,
    );
    expect(await connect(text)).toBe("logged in");
  });

  it("tells what it passes over, once a device", async () => {
    const r1 = await router();
    write("known_hosts", `[127.0.0.1]:${r1.port} ${HOST_KEY.public}\n`);
    const notes: [string, RouteNote][] = [];
    const noted = (device: string, note: RouteNote) => void notes.push([device, note]);
    const text = `${entry("r1", r1.port, "  WarpSpeed 9\n")}  IdentityFile ~/.ssh/nowhere\n`;
    const devices = await access(text, { noted });
    for (let session = 0; session < 2; session++) {
      const opened = await devices.openTerminal(DEVICE);
      if (opened.ok) opened.value.terminal.close();
    }
    expect(notes).toMatchObject([
      ["R1", { kind: "passed-over", directive: "WarpSpeed", because: "unknown-keyword" }],
      ["R1", { kind: "key-not-used", file: join(home, ".ssh", "nowhere"), trouble: "not-there" }],
    ]);
  });
});

describe("jump hosts", () => {
  const JUMPED = (b1: JumpHost, b2: JumpHost, r: MisbehavingRouter) =>
    `${entry("b1", b1.port, "  User first\n")}${entry("b2", b2.port, "  ProxyJump b1\n  User second\n")}` +
    `Host r*\n  HostName router.inside\n  Port ${r.port}\n  ProxyJump b2\n  IdentityFile ~/.ssh/router_key\n`;

  async function chain() {
    const r1 = await router();
    const inside = (host: string, port: number) => (host === "router.inside" ? port : undefined);
    const b2 = await jump({ username: "second", publicKey: KEY.blob }, inside);
    const b1 = await jump({ username: "first", publicKey: KEY.blob });
    const known = [
      `[127.0.0.1]:${b1.port} ${b1.hostKey.public}`,
      `[127.0.0.1]:${b2.port} ${b2.hostKey.public}`,
      `[router.inside]:${r1.port} ${HOST_KEY.public}`,
    ];
    write("known_hosts", known.join("\n"));
    return { r1, b1, b2, known, text: JUMPED(b1, b2, r1) };
  }

  it("are gone through in order, each with its own entry, name and key", async () => {
    const { r1, b1, b2, text } = await chain();
    expect(await connect(text)).toBe("logged in");
    expect(b1.tunnels).toEqual([`127.0.0.1:${b2.port}`]);
    expect(b2.tunnels).toEqual([`router.inside:${r1.port}`]);
  });

  it("are verified too: nothing goes through one whose key is not known", async () => {
    const { b1, b2, known, text } = await chain();
    write("known_hosts", known.filter((_, index) => index !== 1).join("\n"));
    expect(await connect(text)).toMatch(/^jump host 127\.0\.0\.1:\d+: .*is not in known_hosts/);
    expect(b2.tunnels).toEqual([]);
    expect(b1.tunnels).toHaveLength(1);
  });

  it("are never offered the devices' password", async () => {
    const r1 = await router({ methods: ["password"] });
    const b1 = await jump({ password: "secret-of-the-test" });
    write(
      "known_hosts",
      `[127.0.0.1]:${b1.port} ${b1.hostKey.public}\n[127.0.0.1]:${r1.port} ${HOST_KEY.public}\n`,
    );
    const text = `${entry("b1", b1.port)}${entry("r1", r1.port, "  ProxyJump b1\n")}`;
    const password = "secret-of-the-test";
    expect(await connect(text, { password })).toMatch(/^jump host .* refused/);
    expect(await connect(text, { password, jumpPassword: password })).toBe("logged in");
  });

  it("are shared by all devices behind them, and let go when nobody is", async () => {
    const { b1, b2, text } = await chain();
    const devices = await access(text);
    const opened = await Promise.all(
      ["r1", "r2", "r3", "r4"].map((host) => devices.openTerminal({ ...DEVICE, name: host, host })),
    );
    expect(opened.map(({ ok }) => ok)).toEqual([true, true, true, true]);
    expect([b1.connections(), b2.connections()]).toEqual([1, 1]);
    for (const one of opened) if (one.ok) one.value.terminal.close();
    while (b1.open() + b2.open() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it("are connected to again after they dropped", async () => {
    const { b2, text } = await chain();
    const devices = await access(text);
    const first = await devices.openTerminal(DEVICE);
    expect(first).toMatchObject({ ok: true });
    const closed = new Promise<string>((resolve) => {
      if (first.ok) first.value.terminal.listen({ seen: () => {}, closed: resolve });
    });
    b2.dropAll();
    await closed;
    const again = await devices.openTerminal(DEVICE);
    expect(again).toMatchObject({ ok: true });
    if (again.ok) again.value.terminal.close();
    expect(b2.connections()).toBe(2);
  });

  it("that lead nowhere say so", async () => {
    const { b2, text } = await chain();
    const elsewhere = text.replace("router.inside", "another.inside");
    expect(await connect(elsewhere)).toMatch(/^another\.inside:\d+: through jump host /);
    expect(b2.tunnels.length).toBeGreaterThan(0);
  });

  it("that lead through each other are refused", async () => {
    const text = "Host a\n  ProxyJump b\nHost b\n  ProxyJump a\nHost r1\n  ProxyJump a\n";
    expect(await connect(text)).toContain("the jump hosts lead through each other");
    expect(await connect("Host *\n  ProxyJump b\n")).toContain("the jump hosts lead through each other");
  });

  it("let a cancelled device go at once, before and while they are connected to", async () => {
    const { text } = await chain();
    const before = new AbortController();
    before.abort();
    const cancelled = { failure: { code: "session/cancelled" } };
    expect(await (await access(text)).openTerminal(DEVICE, before.signal)).toMatchObject(cancelled);
    const silent = createServer(() => during.abort());
    const during = new AbortController();
    await new Promise<void>((listening) => silent.listen(0, "127.0.0.1", listening));
    const { port } = silent.address() as { port: number };
    const stuck = `${entry("b9", port)}${entry("r1", 1, "  ProxyJump b9\n")}`;
    expect(await (await access(stuck)).openTerminal(DEVICE, during.signal)).toMatchObject(cancelled);
    silent.close();
  });
});
