import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Fault, type Lab, rehearsalFleet, startLab } from "./index.js";
import { hasOpenSsh, OpenSsh } from "./testing/openssh.js";
import { TestClient } from "./testing/ssh-client.js";
import { FIRST_CUT_OVER, story, storyOptions } from "./testing/story.js";

const NAME = "lab-007";

let lab: Lab;
let active: Fault["kind"][] = [];

// A router that holds the required root, after the cut-over: all that goes wrong is the fault's doing.
beforeAll(async () => {
  const repaired = rehearsalFleet(story).filter(({ name }) => name === NAME);
  lab = await startLab(storyOptions(repaired));
  await lab.advanceTo(new Date(FIRST_CUT_OVER.getTime() + 86_400_000));
});
afterEach(async () => {
  for (const kind of active) await lab.clearFault(NAME, kind);
  active = [];
});
afterAll(() => lab.stop());

async function put(fault: Fault): Promise<void> {
  active.push(fault.kind);
  await lab.setFault(NAME, fault);
}

const connect = () => TestClient.connect(lab, lab.devices[0]!);

async function inShell<T>(work: (client: TestClient) => Promise<T>): Promise<T> {
  const client = await connect();
  await client.shell();
  await client.command("terminal length 0");
  try {
    return await work(client);
  } finally {
    client.end();
  }
}

/** The outcome line of a contact made now, and what follows it; lab time moves on so that each attempt differs. */
async function contactOutcome(client: TestClient): Promise<string> {
  await lab.advanceTo(new Date(lab.clock.now().getTime() + 2_000));
  await client.command("license smart renew auth");
  await lab.advanceTo(lab.clock.now());
  const status = await client.command("show license status");
  return /Last Communication Attempt: (\w+).*\n(?: {4}Failure reason: (.*))?/
    .exec(status)!
    .slice(1)
    .filter(Boolean)
    .join(": ");
}
const lastLines = (client: TestClient) => client.command("show logging | utility tail -n 4");

describe("faults between a router and the cloud: each strikes, and is gone when it is cleared", () => {
  const cases: [Fault, string, string?][] = [
    [{ kind: "dns-down" }, "FAILED: Unable to resolve server hostname/domain name"],
    [{ kind: "connect-refused" }, "FAILED: Fail to send out Call Home HTTP message"],
    [{ kind: "intercepted" }, "FAILED: Fail to send out Call Home HTTP message", "no trusted cert"],
    [
      { kind: "crl-unreachable" },
      "FAILED: Fail to send out Call Home HTTP message",
      "CRL could not be fetched",
    ],
    [
      { kind: "clock-wrong", offsetMs: -365 * 86_400_000 },
      "FAILED: Fail to send out Call Home HTTP message",
      "certificate expired",
    ],
    [{ kind: "cloud-status", status: 503 }, "FAILED: Fail to send out Call Home HTTP message"],
    [{ kind: "cloud-empty" }, "FAILED: Received empty response from server"],
  ];
  it.each(cases)("%o", async (fault, outcome, logged) => {
    await inShell(async (client) => {
      expect(await contactOutcome(client)).toBe("SUCCEEDED");
      await put(fault);
      expect(await contactOutcome(client)).toBe(outcome);
      if (logged === undefined) expect(await lastLines(client)).not.toContain("CERT_VERIFY_ERR");
      else expect(await lastLines(client)).toContain(logged);
      await lab.clearFault(NAME, fault.kind);
      expect(await contactOutcome(client)).toBe("SUCCEEDED");
    });
  });

  it.each([
    ["expired-leaf", "certificate expired"],
    ["missing-intermediate", "no trusted cert"],
  ] as const)("a chain served with %s", async (fault, logged) => {
    await inShell(async (client) => {
      lab.cloud.setChainFault("tools.cisco.com", fault);
      expect(await contactOutcome(client)).toMatch(/^FAILED/);
      expect(await lastLines(client)).toContain(logged);
      lab.cloud.setChainFault("tools.cisco.com", undefined);
      expect(await contactOutcome(client)).toBe("SUCCEEDED");
    });
  });

  it("an interceptor's chain is what the history shows", async () => {
    await put({ kind: "intercepted" });
    await inShell(contactOutcome);
    expect(lab.cloud.history.findLast(({ kind }) => kind === "handshake")).toMatchObject({
      outcome: "refused",
      root: { commonName: `Customer TLS Inspection CA (LAB ${lab.id})` },
    });
  });

  it("crl optional makes an unreachable revocation list harmless", async () => {
    await put({ kind: "crl-unreachable" });
    await inShell(async (client) => {
      for (const line of ["configure", "crypto ca trustpool policy crl optional", "commit", "end"]) {
        client.type(`${line}\r`);
        await client.until(/#$/);
      }
      expect(await contactOutcome(client)).toBe("SUCCEEDED");
    });
  });
});

describe("faults of log-in", () => {
  it("unreachable", async () => {
    await put({ kind: "unreachable" });
    await expect(connect()).rejects.toThrow(/ECONNREFUSED/);
    await lab.clearFault(NAME, "unreachable");
    (await connect()).end();
  });

  it("unreachable for a window of lab time", async () => {
    const now = lab.clock.now().getTime();
    active.push("unreachable");
    await lab.setFault(NAME, {
      kind: "unreachable",
      from: new Date(now + 60_000),
      until: new Date(now + 120_000),
    });
    (await connect()).end();
    await lab.advanceTo(new Date(now + 60_000));
    await expect(connect()).rejects.toThrow(/ECONNREFUSED/);
    await lab.advanceTo(new Date(now + 120_000));
    (await connect()).end();
  });

  it("password refused", async () => {
    await put({ kind: "password-refused" });
    await expect(connect()).rejects.toThrow(/authentication methods failed/);
  });

  it("host key changed", async () => {
    await put({ kind: "host-key-changed" });
    await expect(connect()).rejects.toThrow(/Host denied|verification failed/);
    await lab.clearFault(NAME, "host-key-changed");
    (await connect()).end();
  });

  it("session limit", async () => {
    await put({ kind: "session-limit", sessions: 1 });
    // Sessions of earlier tests may still be closing.
    let first: TestClient | undefined;
    while (first === undefined) first = await connect().catch(() => undefined);
    await expect(connect()).rejects.toThrow();
    first.end();
  });
});

describe("faults of a session", () => {
  it("link lost after a command was sent, abbreviated or not", async () => {
    await put({ kind: "link-lost", command: "show clock" });
    const client = await connect();
    await client.shell();
    client.type("sh clock\r");
    expect(await client.untilClosed()).toBe("sh clock\r\n");
  });

  it("output cut", async () => {
    await put({ kind: "output-cut", command: "show version", afterBytes: 40 });
    const client = await connect();
    await client.shell();
    client.type("show version\r");
    const text = await client.untilClosed();
    expect(text).toContain("Cisco IOS XR Software");
    expect(text).not.toContain("uptime");
  });

  it("reload in the middle of a command; pool and configuration survive it, and the uptime starts again", async () => {
    const before = await inShell((client) => client.command("show crypto ca trustpool"));
    await put({ kind: "reload-in-command", command: "show version", downMs: 300_000 });
    const client = await connect();
    await client.shell();
    client.type("show version\r");
    await client.untilClosed();
    await expect(connect()).rejects.toThrow(/ECONNREFUSED/);
    await lab.clearFault(NAME, "reload-in-command");
    await lab.advanceTo(new Date(lab.clock.now().getTime() + 360_000));
    const after = await inShell(async (again) => {
      expect(await again.command("show version")).toContain("uptime is 1 minute");
      return again.command("show crypto ca trustpool");
    });
    expect(after.split("\n").slice(1)).toEqual(before.split("\n").slice(1));
  });

  it("paging although it was switched off", async () => {
    await put({ kind: "paging-forced" });
    const client = await connect();
    await client.shell();
    await client.command("terminal length 0");
    client.type("show license all\r");
    await client.until(/--More-- $/);
    client.type("q");
    await client.until(/#$/);
    client.end();
  });

  it("a log line in the middle of output", async () => {
    await put({ kind: "log-in-output" });
    const text = await inShell((client) => client.command("show version"));
    expect(text).toMatch(/RP\/0\/RP0\/CPU0:.* ifmgr\[181\]: %PKT_INFRA-LINK-3-UPDOWN[\s\S]*uptime/);
  });

  it("slow output", async () => {
    await put({ kind: "slow", delayMs: 150 });
    const started = performance.now();
    await inShell((client) => client.command("show clock"));
    expect(performance.now() - started).toBeGreaterThanOrEqual(290);
  });
});

describe("faults of changing", () => {
  const commit = (client: TestClient) =>
    (async () => {
      for (const line of ["configure", "domain name changed.example"]) {
        client.type(`${line}\r`);
        await client.until(/#$/);
      }
      client.type("commit\r");
      return client.until(/(#|\]:)$/);
    })();

  it("a commit that is rejected, with its reason", async () => {
    await put({
      kind: "commit-rejected",
      reason:
        "'sysdb' detected the 'warning' condition 'A verifier or EDM callback function returned: not valid'",
    });
    await inShell(async (client) => {
      expect(await commit(client)).toContain(
        "% Failed to commit one or more configuration items during a pseudo-atomic operation.",
      );
      expect(await client.command("show configuration failed")).toMatch(
        /SEMANTIC ERRORS[\s\S]*domain name changed\.example\n!!% 'sysdb' detected/,
      );
    });
  });

  it("a held configuration lock", async () => {
    await put({ kind: "configuration-locked" });
    await inShell(async (client) =>
      expect(await commit(client)).toContain("% The configuration is locked by another session."),
    );
  });

  it("another session's commit", async () => {
    await put({ kind: "commit-conflict" });
    await inShell(async (client) =>
      expect(await commit(client)).toMatch(/Do you wish to proceed with this commit anyway\? \[no\]:$/),
    );
  });

  it("a read-only user, who may still look", async () => {
    await put({ kind: "read-only-user" });
    await inShell(async (client) => {
      expect(await client.command("configure")).toContain("not authorized");
      expect(await client.command("crypto ca trustpool import url clean")).toContain("not authorized");
      expect(await client.command("show crypto ca trustpool")).toContain("Trustpool: Downloaded");
    });
  });

  it.skipIf(!hasOpenSsh)(
    "a full disk, for a copy and for an import (skipped where ssh is missing)",
    async () => {
      await put({ kind: "disk-full" });
      const ssh = new OpenSsh(lab);
      const { host, port } = lab.devices[0]!;
      writeFileSync(join(ssh.folder, "b"), lab.bundle.bytes()!);
      for (const protocol of [["-O"], []]) {
        const copied = await ssh.run("scp", [
          ...protocol,
          "-P",
          String(port),
          join(ssh.folder, "b"),
          `${lab.username}@${host}:/harddisk:/b`,
        ]);
        expect(copied.status).not.toBe(0);
        expect(copied.text).toMatch(/No space left|Failure/i);
      }
      ssh.remove();
      await inShell(async (client) => {
        await client.command("crypto ca trustpool import url http://www.cisco.com/security/pki/trs/ios.p7b");
        expect(await lastLines(client)).toContain("no space left on device");
      });
    },
  );
});
