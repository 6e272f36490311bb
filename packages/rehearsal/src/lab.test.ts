import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HandshakeEntry } from "./cloud/history.js";
import { type Lab, type RouterSpec, rehearsalFleet, startLab } from "./index.js";
import { hasOpenSsh, OpenSsh } from "./testing/openssh.js";
import { hasSharedData, sharedText } from "./testing/shared-data.js";
import { TestClient } from "./testing/ssh-client.js";
import { FIRST_CUT_OVER, SECOND_CUT_OVER, story, storyOptions } from "./testing/story.js";

const IMPORT = "crypto ca trustpool import url http://www.cisco.com/security/pki/trs/ios.p7b";
/** The notice's message when a handshake fails, from its first word to its last. */
const CERTIFICATE_ERROR =
  "%SECURITY-XR_SSL-3-CERT_VERIFY_ERR_2_PARAM : SSL certificate verify error: Peer certificate verification failed - no trusted cert 'Crypto Engine' detected the 'warning' condition 'Invalid trustpoint or trustpoint not exist'";

const router = (name: string): RouterSpec => rehearsalFleet(story).find((spec) => spec.name === name)!;
const handshakes = (lab: Lab, device: string) =>
  lab.cloud.history.filter(
    (entry): entry is HandshakeEntry => entry.kind === "handshake" && entry.from.device === device,
  );
const device = (lab: Lab, name: string) => lab.devices.find((candidate) => candidate.name === name)!;

async function onDevice<T>(lab: Lab, name: string, work: (client: TestClient) => Promise<T>): Promise<T> {
  const client = await TestClient.connect(lab, device(lab, name));
  try {
    await client.shell();
    await client.command("terminal length 0");
    return await work(client);
  } finally {
    client.end();
  }
}

/** `license smart renew auth` works on in the background; what came of it is polled for, as on a device. */
async function renewed(client: TestClient): Promise<string> {
  const before = await client.command("show license status");
  await client.command("license smart renew auth");
  for (;;) {
    const status = await client.command("show license status");
    if (lastCommunication(status) !== lastCommunication(before)) return status;
  }
}
const lastCommunication = (status: string) => /Last Communication Attempt: .*/.exec(status)?.[0];

describe("the notice's story, lived by the twelve routers of a rehearsal", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab(storyOptions(rehearsalFleet(story)));
  });
  afterAll(() => lab.stop());

  it("before the cut-over, contacts are accepted under the retired root", async () => {
    await lab.advanceTo(new Date(FIRST_CUT_OVER.getTime() - 3_600_000));
    const seen = lab.cloud.history.filter((entry) => entry.kind === "handshake");
    expect(seen.length).toBeGreaterThan(5);
    for (const entry of seen)
      expect(entry).toMatchObject({ outcome: "accepted", root: { sha256: lab.standIns.retired.sha256 } });
  });

  it("after it, a router without the required root turns the server away and says so in the notice's words", async () => {
    await lab.advanceTo(new Date("2022-02-23T06:00:00Z"));
    expect(handshakes(lab, "lab-001").at(-1)).toMatchObject({
      outcome: "refused",
      root: { sha256: lab.standIns.required.sha256 },
      reason: "unable to get local issuer certificate",
    });
    await onDevice(lab, "lab-001", async (client) => {
      const log = await client.command("show logging");
      expect(log).toContain(CERTIFICATE_ERROR);
      expect(log).toContain(
        "%LICENSE-SMART_LIC-3-COMM_FAILED : Communications failure with the Cisco Smart Software Manager (CSSM) : Fail to send out Call Home HTTP message",
      );
      expect(log).toMatch(
        /%LICENSE-SMART_LIC-3-AUTH_RENEW_FAILED : Authorization renewal .* for udi PID:NCS-55A2-MOD-S,SN:FOC/,
      );
      const status = await client.command("show license status");
      expect(status).toMatch(
        /Last Communication Attempt: FAILED on Feb \d\d 2022 .* UTC\n {4}Failure reason: Fail to send out Call Home HTTP message/,
      );
    });
  });

  it("each other fate is its own doing", async () => {
    const outcomes = (name: string) =>
      new Set(handshakes(lab, name).map(({ outcome, root }) => `${outcome} ${root.sha256}`));
    const { required } = lab.standIns;
    // Holds the required root already.
    expect(outcomes("lab-007")).toEqual(new Set([`accepted ${required.sha256}`]));
    // Verification is switched off: accepts whatever it is served.
    expect(outcomes("lab-011")).toContain(`accepted ${required.sha256}`);
    // A reservation never calls; a router without DNS never gets as far as a connection.
    expect(handshakes(lab, "lab-008")).toEqual([]);
    expect(handshakes(lab, "lab-010")).toEqual([]);
    expect(await onDevice(lab, "lab-010", (client) => client.command("show license status"))).toContain(
      "Failure reason: Unable to resolve server hostname/domain name",
    );
    // Smart Transport goes to the other host, whose cut-over is a year off.
    expect(
      handshakes(lab, "lab-006").every(
        ({ host, outcome }) => host === "smartreceiver.cisco.com" && outcome === "accepted",
      ),
    ).toBe(true);
    await expect(TestClient.connect(lab, device(lab, "lab-012"))).rejects.toThrow(/ECONNREFUSED/);
  });

  it("the import and the renewal mend it, over real connections", async () => {
    await onDevice(lab, "lab-001", async (client) => {
      expect(await client.command("show crypto ca trustpool")).not.toContain("Trustpool: Downloaded");
      await client.command(IMPORT);
      const pool = await client.command("show crypto ca trustpool");
      expect(pool).toMatch(
        new RegExp(
          `Trustpool: Downloaded[\\s\\S]*0A:01:42:80:00:00:01:45:23:C8:44:B5:00:00:00:02[\\s\\S]*${lab.standIns.required.sha1}`,
        ),
      );
      await lab.advanceTo(new Date("2022-02-23T06:01:22Z"));
      const status = await renewed(client);
      expect(status).toContain("Last Communication Attempt: SUCCEEDED on Feb 23 2022 06:01:22 UTC");
      expect(await client.command("show logging | utility tail -n 1")).toContain(
        "%LICENSE-SMART_LIC-5-COMM_RESTORED",
      );
    });
    expect(handshakes(lab, "lab-001").at(-1)).toMatchObject({
      outcome: "accepted",
      root: { sha256: lab.standIns.required.sha256 },
    });
  });
});

describe("a year later", () => {
  it("the other endpoint has changed too, and what nobody touched has run out", async () => {
    const repaired = router("lab-007");
    const lab = await startLab(storyOptions([repaired, router("lab-004"), router("lab-006")]));
    await lab.advanceTo(new Date(SECOND_CUT_OVER.getTime() + 40 * 86_400_000));
    expect(handshakes(lab, "lab-006").at(-1)).toMatchObject({
      host: "smartreceiver.cisco.com",
      outcome: "refused",
    });
    expect(handshakes(lab, repaired.name).at(-1)).toMatchObject({ outcome: "accepted" });
    expect(await onDevice(lab, repaired.name, (client) => client.command("show license status"))).toContain(
      "Status: AUTHORIZED on",
    );
    const untouched = await onDevice(lab, "lab-004", (client) => client.command("show license status"));
    expect(untouched).toContain("Status: UNREGISTERED - REGISTRATION EXPIRED");
    await lab.stop();
  });
});

describe("the bundle server's scenarios", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab(storyOptions([router("lab-001")]));
  });
  afterAll(() => lab.stop());

  it.each([
    ["tampered", "signature verification failed"],
    ["customer-signed", "not signed by a trusted root"],
    ["truncated", "not a valid PKCS7 bundle"],
    ["wrong-content", "not a valid PKCS7 bundle"],
    ["web-page", "not a valid PKCS7 bundle"],
    ["empty", "no certificates in bundle"],
    ["not-found", "Download failed, HTTP returned an error"],
  ] as const)("%s: the import is refused and the pool stays as it was", async (scenario, message) => {
    lab.bundle.setScenario(scenario);
    await onDevice(lab, "lab-001", async (client) => {
      const before = await client.command("show crypto ca trustpool | include Serial");
      await client.command(IMPORT);
      expect(await client.command("show crypto ca trustpool | include Serial")).toBe(before);
      expect(await client.command("show logging | utility tail -n 1")).toContain(message);
    });
  });

  it("without-required-root: accepted, and no help", async () => {
    lab.bundle.setScenario("without-required-root");
    await onDevice(lab, "lab-001", async (client) => {
      await client.command(IMPORT);
      expect(await client.command("show crypto ca trustpool")).not.toContain(lab.standIns.required.sha1);
    });
  });

  it("good: accepted by openssl as by the router", async () => {
    lab.bundle.setScenario("good");
    const folder = mkdtempSync(join(tmpdir(), "lab-"));
    writeFileSync(join(folder, "b.p7b"), lab.bundle.bytes()!);
    writeFileSync(join(folder, "root.pem"), lab.standIns.signer.pem);
    execFileSync(
      "openssl",
      [
        "cms",
        "-verify",
        "-purpose",
        "any",
        "-inform",
        "DER",
        "-in",
        "b.p7b",
        "-CAfile",
        "root.pem",
        "-binary",
        "-out",
        "inner",
      ],
      { cwd: folder, stdio: "pipe" },
    );
    const pool = execFileSync("openssl", ["pkcs7", "-inform", "DER", "-in", "inner", "-print_certs"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(pool.replace(/\s/g, "")).toContain(lab.standIns.required.pem.replace(/-----.*-----|\s/g, ""));
    rmSync(folder, { recursive: true });
    await onDevice(lab, "lab-001", async (client) => {
      await client.command(IMPORT);
      expect(await client.command("show crypto ca trustpool")).toContain(lab.standIns.required.sha1);
      await client.command("crypto ca trustpool import url clean");
      const cleaned = await client.command("show crypto ca trustpool");
      expect(cleaned).not.toContain("Trustpool: Downloaded");
      expect(cleaned).toContain("Trustpool: Built-In");
    });
  });
});

describe("clients that do not know it is a lab", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({
      ...storyOptions([router("lab-001"), router("lab-002")]),
      startAt: new Date("2022-02-23T06:00:00Z"),
    });
  });
  afterAll(() => lab.stop());

  it.skipIf(!hasOpenSsh)(
    "OpenSSH logs in, runs commands and copies files (skipped where ssh is missing)",
    async () => {
      const ssh = new OpenSsh(lab);
      const target = device(lab, "lab-001");
      const port = String(target.port);
      const at = `${lab.username}@${target.host}`;
      const version = await ssh.run("ssh", ["-p", port, at, "show version"]);
      expect(version).toMatchObject({
        status: 0,
        text: expect.stringContaining(`Cisco IOS XR Software, Version ${target.release}`),
      });
      const shell = await ssh.shell(lab, target, ["terminal length 0", "show clock", "exit"]);
      expect(shell.text).toMatch(
        /RP\/0\/RP0\/CPU0:lab-001#show clock\r\n\rWed Feb 23 06:00:00\.\d{3} UTC\r\n06:00:00\.\d{3} UTC Wed Feb 23 2022\r\n/,
      );

      const bundle = join(ssh.folder, "bundle.p7b");
      writeFileSync(bundle, lab.bundle.bytes()!);
      const md5 = execFileSync("openssl", ["md5", "-r", bundle], { encoding: "utf8" }).split(" ")[0]!;
      for (const [args, path] of [
        [["-O"], "/disk0:/old.p7b"],
        [[], "/harddisk:/new.p7b"],
      ] as const) {
        expect(await ssh.run("scp", [...args, "-P", port, bundle, `${at}:${path}`])).toMatchObject({
          status: 0,
        });
        expect((await ssh.run("ssh", ["-p", port, at, `show md5 file ${path}`])).text).toContain(md5);
      }
      const back = join(ssh.folder, "back.p7b");
      expect(await ssh.run("scp", ["-O", "-P", port, `${at}:disk0:/old.p7b`, back])).toMatchObject({
        status: 0,
      });
      expect(execFileSync("openssl", ["md5", "-r", back], { encoding: "utf8" })).toContain(md5);
      const listing = await ssh.run("sftp", ["-P", port, at], "ls /disk0:\n");
      expect(listing.text).toContain("old.p7b");
      ssh.remove();

      const pool = await onDevice(lab, "lab-001", async (client) => {
        await client.command("crypto ca trustpool import url /harddisk:/new.p7b");
        return client.command("show crypto ca trustpool");
      });
      expect(pool).toContain(lab.standIns.required.sha1);
    },
  );

  it("OpenSSL sees the endpoints' chains with calendar dates", async () => {
    const { address, port } = lab.cloud.endpoints[0]!;
    const text = await new Promise<string>((resolve) => {
      const args = [
        "s_client",
        "-connect",
        `${address}:${port}`,
        "-servername",
        "tools.cisco.com",
        "-showcerts",
      ];
      execFile("openssl", args, { timeout: 20_000 }, (_error, out) => resolve(out)).stdin?.end();
    });
    expect(text).toContain("CN = tools.cisco.com");
    expect(text).toContain(`CN = Issuing CA of IdenTrust Commercial Root CA 1 (LAB ${lab.id})`);
    expect(text).toMatch(/NotBefore: Feb {2}5 00:00:00 2022 GMT/);
  });

  it.skipIf(!hasSharedData)(
    "the notice's pool text is what lab-001 prints first (needs ../shared/data)",
    async () => {
      const pool = await onDevice(lab, "lab-001", (client) => client.command("show crypto ca trustpool"));
      const line = sharedText("field-notices/fn72290.txt")
        .split("\n")
        .find((candidate) => candidate.includes("#show crypto ca trustpool "))!;
      const sample = line.slice(line.indexOf("Trustpool: Built-In")).replace(/\s+/g, " ").trim();
      expect(pool.replace(/\s+/g, " ")).toContain(sample);
    },
  );

  it("asks the management port about clock, history and faults", async () => {
    const clock = await getJson(`${lab.management.url}/clock`);
    expect(clock).toMatchObject({ now: "2022-02-23T06:00:00.000Z", rate: 0 });
    expect(await getJson(`${lab.management.url}/history`)).toMatchObject({ format: "lab-history/1" });
    expect(await getJson(`${lab.management.url}/nowhere`)).toMatchObject({
      error: expect.stringContaining("nowhere"),
    });
    const moved = await fetch(`${lab.management.url}/clock`, {
      method: "PUT",
      body: JSON.stringify({ now: "2020-01-01T00:00:00Z" }),
    });
    expect(moved.status).toBe(400);
  });
});

describe("a lab and the machine it runs on", () => {
  it("listens on loopback only, and on nothing after it has stopped", async () => {
    const lab = await startLab(storyOptions([router("lab-001"), router("lab-002")]));
    for (const { host } of lab.devices) expect(host).toMatch(/^127\./);
    await lab.stop();
    await expect(TestClient.connect(lab, lab.devices[0]!)).rejects.toThrow(/ECONNREFUSED/);
    expect(process.getActiveResourcesInfo().filter((kind) => kind === "TCPServerWrap")).toEqual([]);
  });

  it("works with one port a router where the system has one loopback address", async () => {
    const lab = await startLab({
      ...storyOptions([router("lab-001"), router("lab-002")]),
      addressing: "port-each",
    });
    expect(new Set(lab.devices.map(({ host }) => host))).toEqual(new Set(["127.0.0.1"]));
    await lab.advanceTo(FIRST_CUT_OVER);
    expect(handshakes(lab, "lab-001").length + handshakes(lab, "lab-002").length).toBeGreaterThan(0);
    await lab.stop();
  });

  it("refuses options that make no sense, naming what is wrong", async () => {
    const base = storyOptions([router("lab-001")]);
    await expect(
      startLab({ ...base, routers: [{ ...router("lab-001"), builtIn: [{ real: "Nobody" }] }] }),
    ).rejects.toThrow(/"Nobody"/);
    const odd = { ...router("lab-001"), configuration: "hostname x\nfrobnicate the widget" };
    await expect(startLab({ ...base, routers: [odd] })).rejects.toThrow(/line 2 .*frobnicate/);
  });
});

function getJson(url: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve(JSON.parse(body)));
    }).on("error", reject);
  });
}
