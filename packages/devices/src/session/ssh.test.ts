import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  HOST_KEY,
  type MisbehavingRouter,
  misbehavingRouter,
  type RouterScript,
} from "../testing/misbehaving-router.js";
import { hopTo, LOGIN, openStraight, trustingHostKeys } from "../testing/sessions.js";
import { newSshKey } from "../testing/ssh-keys.js";
import { acceptingNewHostKeys, strictHostKeys } from "./host-keys.js";
import { parseKnownHosts } from "./known-hosts.js";
import type { Login } from "./login.js";
import { readPrivateKey } from "./ssh.js";

const routers: MisbehavingRouter[] = [];
const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(routers.splice(0).map((router) => router.close()));
  for (const server of servers.splice(0)) server.close();
});

async function start(changes: Partial<RouterScript> = {}): Promise<MisbehavingRouter> {
  const router = await misbehavingRouter(changes);
  routers.push(router);
  return router;
}

async function logIn(router: MisbehavingRouter, login: Login = LOGIN, hostKeys = trustingHostKeys()) {
  const opened = await openStraight(hopTo(router, { login, hostKeys }));
  if (opened.ok) opened.value.terminal.close();
  return opened;
}

const hasSshAgent = ["ssh-agent", "ssh-add"].every(
  (command) => (spawnSync(command, ["-?"]).error as NodeJS.ErrnoException | undefined)?.code !== "ENOENT",
);
const OTHER_KEY = newSshKey();
const ECDSA_KEY = newSshKey("ecdsa");

describe("host keys", () => {
  it("are trusted where known_hosts names them", async () => {
    const router = await start();
    const known = strictHostKeys(parseKnownHosts(`[127.0.0.1]:${router.port} ${HOST_KEY.public}`));
    expect(await logIn(router, LOGIN, known)).toMatchObject({ ok: true });
  });

  it("are refused where they are unknown, before any login", async () => {
    const router = await start();
    const known = strictHostKeys(parseKnownHosts(`127.0.0.1 ${HOST_KEY.public}`));
    expect(await logIn(router, LOGIN, known)).toMatchObject({
      ok: false,
      failure: {
        code: "session/host-key-unknown",
        detail: { host: `[127.0.0.1]:${router.port}`, keyType: "ssh-ed25519", knownHostsLines: [] },
      },
    });
  });

  it("are refused where they changed, naming the line, even when new keys are accepted", async () => {
    const router = await start();
    const text = `# routers\n[127.0.0.1]:${router.port} ${OTHER_KEY.public}\n`;
    const accepted: string[] = [];
    for (const known of [
      strictHostKeys(parseKnownHosts(text)),
      acceptingNewHostKeys(strictHostKeys(parseKnownHosts(text)), (line) => accepted.push(line)),
    ]) {
      expect(await logIn(router, LOGIN, known)).toMatchObject({
        ok: false,
        failure: { code: "session/host-key-changed", detail: { knownHostsLines: [2] } },
      });
    }
    expect(accepted).toEqual([]);
  });

  it("are accepted once when asked for, and then held to", async () => {
    const router = await start();
    const accepted: string[] = [];
    const hostKeys = acceptingNewHostKeys(strictHostKeys(parseKnownHosts("")), (line) => accepted.push(line));
    expect(await logIn(router, LOGIN, hostKeys)).toMatchObject({ ok: true });
    expect(await logIn(router, LOGIN, hostKeys)).toMatchObject({ ok: true });
    expect(accepted).toEqual([`[127.0.0.1]:${router.port} ${HOST_KEY.public}`]);
    const { port } = router;
    expect(hostKeys.refusalOf("127.0.0.1", port, OTHER_KEY.blob)).toMatchObject({
      code: "session/host-key-changed",
    });
  });

  it("are asked for in the type that is known", async () => {
    const router = await start({ hostKeys: [HOST_KEY.private, ECDSA_KEY.private] });
    const known = strictHostKeys(parseKnownHosts(`[127.0.0.1]:${router.port} ${ECDSA_KEY.public}`));
    expect(await logIn(router, LOGIN, known)).toMatchObject({ ok: true });
  });
});

describe("login", () => {
  it("takes a password by either method", async () => {
    for (const method of ["password", "keyboard-interactive"]) {
      const router = await start({ methods: [method] });
      expect(await logIn(router)).toMatchObject({ ok: true });
    }
  });

  it("types a wrong password once, whatever else the device would take", async () => {
    const router = await start({ password: "another" });
    expect(await logIn(router)).toEqual({
      ok: false,
      failure: {
        code: "session/login-refused",
        username: "operator",
        tried: ["password"],
        offered: ["password", "keyboard-interactive", "publickey"],
      },
    });
    expect(router.attempts.filter((method) => method !== "none")).toEqual(["password"]);
  });

  it("answers questions as it is told to", async () => {
    const router = await start({ methods: ["keyboard-interactive"] });
    const asked: string[] = [];
    const login: Login = {
      username: "operator",
      answer: async (questions) => {
        asked.push(...questions.map(({ text }) => text));
        return ["secret-of-the-test"];
      },
    };
    expect(await logIn(router, login)).toMatchObject({ ok: true });
    expect(asked).toEqual(["Password: "]);
  });

  it("takes a private key with its passphrase", async () => {
    const pair = newSshKey("ed25519", "open sesame");
    const router = await start({ methods: ["publickey"], publicKey: pair.blob });
    const privateKey = readPrivateKey(pair.private, "open sesame");
    if (!privateKey.ok) throw new Error(privateKey.failure.code);
    expect(await logIn(router, { username: "operator", privateKeys: [privateKey.value] })).toMatchObject({
      ok: true,
    });
  });

  it.skipIf(!hasSshAgent)("lets an ssh-agent sign", async () => {
    const folder = mkdtempSync(join(tmpdir(), "agent-"));
    const agentSocket = join(folder, "socket");
    const agent = spawn("ssh-agent", ["-D", "-a", agentSocket], { stdio: "ignore" });
    try {
      while (!existsSync(agentSocket)) await new Promise((resolve) => setTimeout(resolve, 10));
      const pair = newSshKey();
      writeFileSync(join(folder, "key"), pair.private, { mode: 0o600 });
      execFileSync("ssh-add", [join(folder, "key")], {
        env: { ...process.env, SSH_AUTH_SOCK: agentSocket },
        stdio: "ignore",
      });
      const router = await start({ methods: ["publickey"], publicKey: pair.blob });
      expect(await logIn(router, { username: "operator", agentSocket })).toMatchObject({ ok: true });
    } finally {
      agent.kill();
      rmSync(folder, { recursive: true });
    }
  });

  it("goes on without an agent that cannot be reached", async () => {
    const router = await start();
    const login = { ...LOGIN, agentSocket: join(tmpdir(), "no-agent-listens-here") };
    expect(await logIn(router, login)).toMatchObject({ ok: true });
  });

  it("says what is wrong with a private key", () => {
    const pair = newSshKey("ed25519", "open sesame");
    const codeOf = (pem: string, passphrase?: string) => {
      const key = readPrivateKey(pem, passphrase);
      return key.ok ? "fine" : key.failure.code;
    };
    expect(codeOf(pair.private)).toBe("private-key/passphrase-needed");
    expect(codeOf(pair.private, "wrong")).toBe("private-key/passphrase-wrong");
    expect(codeOf("nothing like a key")).toBe("private-key/unreadable");
    expect(codeOf(pair.public)).toBe("private-key/unreadable");
  });

  it("names no secret in any failure", async () => {
    const router = await start({ password: "another" });
    expect(JSON.stringify(await logIn(router))).not.toContain("secret-of-the-test");
  });
});

describe("algorithms", () => {
  const OLD = { kex: ["diffie-hellman-group14-sha1"], cipher: ["aes128-cbc"], hmac: ["hmac-sha1"] };

  it("of old devices are refused unless they were asked for", async () => {
    const router = await start({ algorithms: OLD });
    expect(await logIn(router)).toEqual({
      ok: false,
      failure: { code: "session/no-common-algorithm", kind: "key exchange", legacyOffered: false },
    });
    const opened = await openStraight(hopTo(router, { algorithms: "modern-and-legacy" }));
    expect(opened).toMatchObject({
      ok: true,
      value: { legacyAlgorithms: ["diffie-hellman-group14-sha1", "aes128-cbc", "hmac-sha1"] },
    });
    if (opened.ok) opened.value.terminal.close();
  });
});

describe("a server that is none", () => {
  async function listen(talk: Parameters<typeof createServer>[1]): Promise<number> {
    const server = createServer(talk);
    servers.push(server);
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return (server.address() as { port: number }).port;
  }

  it("says nothing", async () => {
    const port = await listen(() => {});
    const limits = { loginTimeoutMs: 200 };
    expect(await openStraight(hopTo({ port }), limits)).toEqual({
      ok: false,
      failure: { code: "session/login-timed-out", timeoutMs: 200 },
    });
  });

  it.each(["HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-x\r\n\x00\x00\x00\x04\xff\xff\xff\xff", ""])(
    "says %j and goes",
    async (text) => {
      const port = await listen((socket) => void socket.end(text, "latin1"));
      const answer = await openStraight(hopTo({ port }));
      expect(answer).toMatchObject({ ok: false, failure: { code: "session/unreachable", port } });
    },
  );
});
