import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HostQuestion, hostSettings } from "./host-settings.js";
import { readSshConfig } from "./read-ssh-config.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ssh-config-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

async function ask(text: string, question: Partial<HostQuestion> & { host: string }) {
  const config = await readSshConfig(write("config", text), homedir());
  if (!config.ok) throw new Error(config.failure.code);
  return hostSettings(config.value, {
    localUser: userInfo().username,
    home: homedir(),
    environment: {},
    ...question,
  });
}

async function mustAsk(text: string, question: Partial<HostQuestion> & { host: string }) {
  const settings = await ask(text, question);
  if (!settings.ok) throw new Error(JSON.stringify(settings.failure));
  return settings.value;
}

/** What OpenSSH makes of the same file: an independent hand. */
function asOpenSsh(text: string, host: string): ReadonlyMap<string, readonly string[]> | undefined {
  const run = spawnSync("ssh", ["-G", "-F", write("config", text), host], { encoding: "utf8" });
  if (run.status !== 0) return undefined;
  const values = new Map<string, string[]>();
  for (const line of run.stdout.split("\n")) {
    const [keyword = "", ...rest] = line.split(" ");
    values.set(keyword, [...(values.get(keyword) ?? []), rest.join(" ")]);
  }
  return values;
}

const hasOpenSsh = spawnSync("ssh", ["-V"]).status === 0;

const OPERATORS_FILE = `
# routers
Host r1 r1.example.net
  HostName 192.0.2.1
  Port=2222
  User "net ops"
  IdentityFile ~/.ssh/routers_%r
  IdentityFile ~/.ssh/second

Host edge-* !edge-lab
  ProxyJump alice@bastion.example.net:2200,second
  HostKeyAlias edge
  ConnectTimeout 1m30s

Match host 192.0.2.* !user root
  KexAlgorithms +diffie-hellman-group14-sha1
  ConnectTimeout 7

Match originalhost edge-lab
  ProxyCommand none
  ProxyJump never-reached

Host *.old
  HostName %h.example.net
  Ciphers aes128-cbc
  MACs hmac-sha1
  IdentitiesOnly yes
  UserKnownHostsFile ~/.ssh/known_old ~/.ssh/known_more

Host *
  User fallback
  ServerAliveInterval 30
  PreferredAuthentications keyboard-interactive,password
`;

describe.skipIf(!hasOpenSsh)("what a configuration says, as OpenSSH's own `ssh -G` has it", () => {
  const compare = async (text: string, host: string) => {
    const theirs = asOpenSsh(text, host);
    const ours = await ask(text, { host });
    if (!theirs || !ours.ok) return { theirs: theirs !== undefined, ours: ours.ok };
    const of = (keyword: string) => theirs.get(keyword)?.[0];
    const { hostName, port, user, hostKeyAlias, connectTimeoutMs, jumps, identitiesOnly } = ours.value;
    const jumpsWritten = jumps.map(({ host: to, user: as, port: on }) =>
      [as === undefined ? "" : `${as}@`, to, on === undefined ? "" : `:${on}`].join(""),
    );
    const theirTimeout = of("connecttimeout");
    expect({
      hostName,
      port: String(port),
      user,
      hostKeyAlias,
      identitiesOnly: identitiesOnly ? "yes" : "no",
      timeout: connectTimeoutMs === undefined ? "none" : String(connectTimeoutMs / 1000),
      jumps: jumpsWritten.join(","),
    }).toEqual({
      hostName: of("hostname"),
      port: of("port"),
      user: of("user"),
      hostKeyAlias: of("hostkeyalias"),
      identitiesOnly: of("identitiesonly"),
      timeout: theirTimeout,
      jumps: of("proxyjump") ?? "",
    });
    return undefined;
  };

  it.each(["r1", "r1.example.net", "edge-7", "edge-lab", "EDGE-7", "192.0.2.9", "box.old", "other"])(
    "%s",
    async (host) => {
      expect(await compare(OPERATORS_FILE, host)).toBeUndefined();
    },
  );

  const word = fc.constantFrom("r1", "r2", "edge-1", "*", "r*", "!r1", "!edge-?", "?1", "r1,r2");
  const directive = fc.oneof(
    fc.tuple(fc.constant("Host"), fc.array(word, { minLength: 1, maxLength: 3 })),
    fc.tuple(
      fc.constantFrom("Match"),
      fc.constantFrom(
        ["all"],
        ["host", "r1,r2"],
        ["host", "192.*"],
        ["!host", "r1"],
        ["originalhost", "r*,!r2"],
        ["user", "ops"],
        ["user", "!ops,*", "host", "r*"],
      ),
    ),
    fc.tuple(fc.constant("HostName"), fc.constantFrom(["192.0.2.1"], ["%h.example.net"], ["r2"])),
    fc.tuple(fc.constant("Port"), fc.constantFrom(["22"], ["2200"])),
    fc.tuple(fc.constant("User"), fc.constantFrom(["ops"], ["root"])),
    fc.tuple(fc.constant("ProxyJump"), fc.constantFrom(["none"], ["b1"], ["u@b1:2200,b2"], ["ssh://b3:99"])),
    fc.tuple(fc.constant("ProxyCommand"), fc.constantFrom(["none"])),
    fc.tuple(fc.constant("HostKeyAlias"), fc.constantFrom(["alias"], ["other"])),
    fc.tuple(fc.constant("ConnectTimeout"), fc.constantFrom(["5"], ["2m"], ["none"])),
    fc.tuple(fc.constant("IdentitiesOnly"), fc.constantFrom(["yes"], ["no"])),
  );

  it("whatever stands in it", async () => {
    const text = fc
      .array(directive, { minLength: 1, maxLength: 14 })
      .map((lines) => lines.map(([keyword, args]) => `${keyword} ${args.join(" ")}`).join("\n"));
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom("r1", "r2", "edge-1", "other"), async (config, host) => {
        expect(await compare(config, host), config).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });
});

describe("a configuration", () => {
  it("is outweighed by what was asked for", async () => {
    expect(await mustAsk(OPERATORS_FILE, { host: "r1", user: "eve", port: 22 })).toMatchObject({
      user: "eve",
      port: 22,
      identityFiles: [`${homedir()}/.ssh/routers_eve`, `${homedir()}/.ssh/second`],
    });
  });

  it("names algorithms, methods, known hosts", async () => {
    expect(await mustAsk(OPERATORS_FILE, { host: "box.old" })).toMatchObject({
      hostName: "box.old.example.net",
      algorithmChanges: {
        cipher: { how: "replace", names: ["aes128-cbc"] },
        hmac: { how: "replace", names: ["hmac-sha1"] },
      },
      userKnownHostsFiles: [`${homedir()}/.ssh/known_old`, `${homedir()}/.ssh/known_more`],
      methods: ["keyboard-interactive", "password"],
    });
  });

  it("includes other files, under the conditions of the including block, with wildcards", async () => {
    mkdirSync(join(folder, "conf.d"), { recursive: true });
    write("conf.d/10-a", "Port 1010\nHost r2\nPort 2020\n");
    write("conf.d/20-b", "User from-b\n");
    const text = `Host r1\n  Include ${folder}/conf.d/*\nHost *\n  Port 99\n  Include ${folder}/conf.d/none-*\n`;
    expect(await mustAsk(text, { host: "r1" })).toMatchObject({ port: 1010, user: "from-b" });
    expect(await mustAsk(text, { host: "r2" })).toMatchObject({ port: 99 });
  });

  it.each([
    ["Host r1\n  ProxyCommand nc %h %p", 2, "ProxyCommand", "not-supported"],
    ['\n\nMatch host r1 exec "true"\n  User x', 3, "Match exec", "not-supported"],
    ["Match final host r1\n  User x", 1, "Match final", "not-supported"],
    ["CanonicalizeHostname yes", 1, "CanonicalizeHostname", "not-supported"],
    ["RevokedHostKeys /etc/ssh/revoked", 1, "RevokedHostKeys", "not-supported"],
    ["Port 70000", 1, "Port", "bad-value"],
    ["ProxyJump a b:0,c", 1, "ProxyJump", "jump"],
    ["ProxyJump user@:22", 1, "ProxyJump", "bad-value"],
    ["HostName %Q", 1, "HostName", "unknown-token"],
    ["IdentityFile ~/.ssh/%C", 1, "IdentityFile", "unknown-token"],
    ["Ciphers rot13", 1, "Ciphers", "no-algorithm-left"],
    ["KexAlgorithms -*", 1, "KexAlgorithms", "no-algorithm-left"],
    ["ConnectTimeout soon", 1, "ConnectTimeout", "bad-value"],
  ])("that cannot be honoured is refused with its place: %j", async (text, line, directive, problem) => {
    const settings = await ask(text, { host: "r1" });
    if (problem === "jump") return expect(settings).toMatchObject({ ok: true });
    expect(settings).toMatchObject({
      ok: false,
      failure: { file: join(folder, "config"), line, directive, problem },
    });
  });

  it.each([
    "Host other\n  ProxyCommand nc %h %p",
    'Match host other exec "true"\n  User x',
    "ProxyCommand none",
    "ProxyJump none\nProxyCommand nc %h %p",
    "CanonicalizeHostname no",
  ])("refuses nothing that does not apply: %j", async (text) => {
    expect(await ask(text, { host: "r1" })).toMatchObject({ ok: true });
  });

  it("says what it passes over", async () => {
    const text = "StrictHostKeyChecking no\nWarpSpeed 9\nForwardAgent yes\nHost other\nAlso unseen\n";
    expect((await mustAsk(text, { host: "r1" })).passedOver).toEqual([
      {
        directive: "StrictHostKeyChecking",
        place: { file: join(folder, "config"), line: 1 },
        because: "not-used",
      },
      {
        directive: "WarpSpeed",
        place: { file: join(folder, "config"), line: 2 },
        because: "unknown-keyword",
      },
    ]);
  });

  it.each([
    ["Host r1\nPort", 2],
    ['User "half', 1],
    ["=yes", 1],
    ["Match host", 1],
  ])("that makes no sense names the line: %j", async (text, line) => {
    const read = await readSshConfig(write("config", text), homedir());
    expect(read).toMatchObject({ ok: false, failure: { code: "ssh-config/malformed", place: { line } } });
  });

  it("that includes itself ends", async () => {
    const file = write("loop", `Include ${folder}/loop\n`);
    expect(await readSshConfig(file, homedir())).toMatchObject({
      failure: { code: "ssh-config/includes-too-deep" },
    });
  });

  it("never throws, whatever stands in it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary-ascii", maxLength: 300 }), async (text) => {
        const config = await readSshConfig(write("noise", text.replace(/include/gi, "")), homedir());
        if (config.ok) {
          hostSettings(config.value, { host: "r1", localUser: "me", home: homedir(), environment: {} });
        }
      }),
      { numRuns: 200 },
    );
  });
});
