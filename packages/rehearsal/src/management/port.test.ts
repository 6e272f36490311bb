import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, rehearsalFleet, startLab } from "../index.js";
import { http, json } from "../testing/outside.js";
import { TestClient } from "../testing/ssh-client.js";
import { FIRST_CUT_OVER, story, storyOptions } from "../testing/story.js";

let lab: Lab;
beforeAll(async () => {
  lab = await startLab(storyOptions(rehearsalFleet(story).filter(({ name }) => name < "lab-003")));
});
afterAll(() => lab.stop());

const at = (path: string) => `${lab.management.url}${path}`;

describe("the management port", () => {
  it("lists what it has", async () => {
    const { body } = await json(at("/"));
    expect(body).toMatchObject({ format: "lab-management/1" });
    for (const { path } of body.resources) expect((await json(at(path))).status).toBe(200);
  });

  it("reads, moves and speeds up the clock, forwards only", async () => {
    const before = (await json(at("/clock"))).body;
    expect(before).toEqual({ now: "2022-01-20T08:00:00.000Z", rate: 0 });
    const moved = await json(at("/clock"), { advanceDays: 1, advanceMs: 500 });
    expect(moved.body.now).toBe("2022-01-21T08:00:00.500Z");
    expect((await json(at("/clock"), { now: "2022-01-22T00:00:00Z" })).body.now).toBe(
      "2022-01-22T00:00:00.000Z",
    );
    expect(await json(at("/clock"), { now: "2022-01-01T00:00:00Z" })).toMatchObject({
      status: 400,
      body: { code: "lab/bad-request", error: expect.stringContaining("cannot go back") },
    });
    expect((await json(at("/clock"), { rate: 2 })).body.rate).toBe(2);
    await json(at("/clock"), { rate: 0 });
  });

  it("tells the history field by field, in pages", async () => {
    await lab.advanceTo(new Date(FIRST_CUT_OVER.getTime() + 15 * 86_400_000));
    const { body } = await json(at("/history?device=lab-001"));
    expect(body).toMatchObject({ format: "lab-history/1", lab: lab.id, oldest: 1 });
    const refused = body.entries.find((entry: { outcome: string }) => entry.outcome === "refused");
    expect(refused).toEqual({
      kind: "handshake",
      sequence: expect.any(Number),
      at: expect.stringMatching(/^2022-02-\d\dT[\d:.]+Z$/),
      host: "tools.cisco.com",
      from: { address: lab.devices[0]!.host, port: expect.any(Number), device: "lab-001" },
      chain: [
        expect.objectContaining({ subject: expect.stringContaining("CN=tools.cisco.com") }),
        expect.objectContaining({ subject: expect.stringContaining("Issuing CA of IdenTrust") }),
      ],
      root: {
        commonName: `IdenTrust Commercial Root CA 1 (LAB ${lab.id})`,
        sha256: lab.standIns.required.sha256,
      },
      outcome: "refused",
      reason: "unable to get local issuer certificate",
    });
    const first = (await json(at("/history?limit=3"))).body;
    const second = (await json(at(`/history?limit=3&since=${first.next}`))).body;
    const sequences = [...first.entries, ...second.entries].map(({ sequence }) => sequence);
    expect(sequences).toEqual([1, 2, 3, 4, 5, 6]);
    const kinds = new Set(
      (await json(at("/history?kind=request"))).body.entries.map((e: { kind: string }) => e.kind),
    );
    expect([...kinds]).toEqual(["request"]);
    expect((await json(at("/history?devce=x"))).status).toBe(400);
  });

  it("tells what a router was told that changes it, and nothing of what it was asked", async () => {
    const client = await TestClient.connect(lab, lab.devices[1]!);
    await client.shell();
    await client.command("show clock");
    await client.command(`crypto ca trustpool import url ${lab.bundle.url}`);
    client.end();
    const { body } = await json(at("/deeds/lab-002"));
    expect(body).toMatchObject({ format: "lab-deeds/1", devices: [{ name: "lab-002" }] });
    const { deeds } = body.devices[0];
    expect(deeds).toEqual([
      expect.objectContaining({
        sequence: 1,
        command: `crypto ca trustpool import url ${lab.bundle.url}`,
        endedAt: expect.any(String),
      }),
    ]);
    expect(deeds[0].poolAfter).toBeGreaterThan(deeds[0].poolBefore);
    expect(Date.parse(deeds[0].endedAt)).toBeGreaterThanOrEqual(Date.parse(deeds[0].cameAt));
  });

  it("tells what a router really is", async () => {
    const { body } = await json(at("/truth/lab-001"));
    expect(body).toMatchObject({ format: "lab-truth/1", devices: [{ name: "lab-001" }] });
    expect(body.devices[0]).toMatchObject({
      pool: { holdsRetiredRoot: true, holdsRequiredRoot: false, holdsSignerRoot: true, downloaded: [] },
      licensing: { transport: "callhome", lastContact: { result: "failed" } },
      activeFaults: [],
    });
    expect(body.devices[0].configuration).toContain("hostname lab-001");
    expect((await json(at("/truth"))).body.devices).toHaveLength(2);
    expect(await json(at("/truth/nobody"))).toMatchObject({ status: 404, body: { code: "lab/not-found" } });
  });

  it("sets and mends chains, faults, answers, bundle, names and accounts", async () => {
    const host = "tools.cisco.com";
    const steps = [
      { under: "retired" },
      { from: "2022-06-01T00:00:00.000Z", under: "required", intermediate: 2 },
    ];
    const schedule = (await json(at("/schedule"), { host, steps, fault: "expired-leaf" })).body;
    expect(schedule[0]).toEqual({
      host,
      cutOverAt: "2022-06-01T00:00:00.000Z",
      steps,
      fault: "expired-leaf",
    });
    expect((await json(at("/schedule"), { host, fault: null })).body[0].fault).toBeNull();

    const fault = { kind: "cloud-status", status: 503, until: "2023-01-01T00:00:00.000Z" };
    expect((await json(at("/faults"), { device: "lab-002", fault })).body).toEqual([fault]);
    expect((await json(at("/truth/lab-002"))).body.devices[0].activeFaults).toEqual(["cloud-status"]);
    expect((await json(at("/faults"), { device: "lab-002", clear: "cloud-status" })).body).toEqual([]);

    expect((await json(at("/answers"), { host, misbehaviour: { status: 500 } })).body[0]).toEqual({
      host,
      misbehaviour: { status: 500 },
    });
    await json(at("/answers"), { host, misbehaviour: null });

    const bundle = await json(at("/bundle"), {
      scenario: "tampered",
      signers: { current: "new" },
      fault: { status: 500 },
    });
    expect(bundle.body).toMatchObject({
      scenario: "tampered",
      signers: { old: "old", current: "new" },
      fault: { status: 500 },
    });
    await json(at("/bundle"), { scenario: "good", signers: { current: "old" }, fault: null });

    const names = await json(at("/name-server"), { device: "lab-001", name: host, address: "192.0.2.250" });
    expect(names.body.answersFor).toEqual({ "lab-001": { [host]: "192.0.2.250" } });
    expect((await json(at("/name-server"), { condition: { kind: "silent" } })).body.condition).toEqual({
      kind: "silent",
    });
    await json(at("/name-server"), { condition: { kind: "answers" } });

    const { created } = (await json(at("/accounts"), { createToken: { days: 1, maximumUses: 2 } })).body;
    expect(created).toMatchObject({ uses: 0, maximumUses: 2, token: expect.stringMatching(/^LAB-/) });
    const revoked = (await json(at("/accounts"), { revokeToken: created.token })).body;
    expect(revoked.tokens.at(-1)).toHaveProperty("revokedAt");
  });

  it("refuses what it cannot read, saying where", async () => {
    const refused = async (path: string, body: unknown, error: string) =>
      expect(await json(at(path), body)).toMatchObject({
        status: 400,
        body: { code: "lab/bad-request", error: expect.stringContaining(error) },
      });
    await refused("/clock", { nwo: 1 }, `"nwo" is not known`);
    await refused("/clock", [], `"the body" must be an object`);
    await refused("/schedule", { host: "example.com", cutOverAt: "2022-01-01" }, "no host example.com");
    await refused("/schedule", { host: "tools.cisco.com", steps: [{ under: "other" }] }, `"under"`);
    await refused("/faults", { device: "nobody", fault: { kind: "unreachable" } }, "nobody");
    await refused("/faults", { device: "lab-001", fault: { kind: "gremlins" } }, `"kind"`);
    await refused("/faults", { device: "lab-001", fault: { kind: "cloud-status", status: 200 } }, `"status"`);
    await refused("/faults", { device: "lab-001", fault: { kind: "slow" } }, `"delayMs"`);
    await refused("/faults", { device: "lab-001", fault: { kind: "slow", delayMs: 1, form: 1 } }, `"form"`);
    await refused("/name-server", { device: "lab-001", name: "x", address: "300.1.1.1" }, `"address"`);
    expect((await http(at("/clock"), { method: "PUT", body: "{" })).status).toBe(400);
    expect((await http(at("/clock"), { method: "PUT", body: `{"a":"${"x".repeat(70_000)}"}` })).status).toBe(
      413,
    );
    expect((await http(at("/%ff"))).status).toBe(400);
    expect(await http(at("/history"), { method: "PUT", body: "{}" })).toMatchObject({
      status: 405,
      headers: { allow: "GET" },
    });
  });

  it("survives a body that never ends as announced", async () => {
    await new Promise<void>((closed) => {
      const broken = request(at("/clock"), { method: "PUT", headers: { "content-length": "100" } });
      broken.on("error", () => closed());
      broken.write("{", () => broken.destroy());
    });
    expect((await json(at("/clock"))).status).toBe(200);
  });

  it("answers no web page: neither with an Origin nor under another name", async () => {
    expect((await http(at("/clock"), { headers: { origin: "http://example.com" } })).status).toBe(403);
    expect((await http(at("/clock"), { headers: { host: "lab.example.com" } })).status).toBe(403);
  });
});
