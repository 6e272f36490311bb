/** `reroot mirror` with the vendor's own bundles: what it serves, what it says, and what it refuses. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  approve,
  type JournalEntry,
  type JournalEvent,
  type Plan,
  type PlannedStep,
  planDigestOf,
} from "@reroot/core";
import { openDatabase, openRecord } from "@reroot/engine";
import { afterAll, describe, expect, it } from "vitest";
import { commandLine } from "../src/testing/command-line.js";
import { sampleRun } from "../src/testing/sample-run.js";

const bundles = fileURLToPath(new URL("../../../../shared/data/bundles/", import.meta.url));
const TEN = join(bundles, "ios-v10-2021-09.p7b");
const CORE = join(bundles, "ios_core-v4-2017-01.p7b");
const isThere = existsSync(TEN);

const shell = commandLine();
afterAll(() => shell.remove());

it.runIf(process.env.CI)("has the public samples", () => expect(isThere).toBe(true));

/** Takes a plan into the private record of this shell, as `apply` does; nobody carries it out. */
async function record(plan: Plan, events: readonly JournalEvent[]): Promise<void> {
  const whole = { ...plan, digest: planDigestOf(plan) };
  const approved = approve(whole, "Grace", new Date("2022-02-23T06:00:00Z"));
  if (!approved.ok) throw new Error(approved.failure.code);
  const folder = join(shell.directory, "state", "reroot");
  const opened = await openDatabase({ folder, durability: "thrown-away" });
  if (!opened.ok) throw new Error(opened.failure.code);
  const rollouts = await openRecord(opened.value);
  const earlier = events.map((event, index): JournalEntry => {
    const head = { formatVersion: 2, sequence: index + 1, at: "2022-02-23T06:00:00.000Z" } as const;
    return { ...head, planDigest: whole.digest, ...event };
  });
  const scope = "sites";
  expect(await rollouts.submit({ approved: approved.value, context: {}, scope, earlier })).toMatchObject({
    ok: true,
  });
  await rollouts.close();
  await opened.value.close();
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex").toUpperCase();

describe.skipIf(!isThere)("a mirror", () => {
  it("serves what it was given, names the device, and keeps a record", async () => {
    writeFileSync(join(shell.directory, "routers.yaml"), "devices:\n  - { name: par-1, host: 127.0.0.1 }\n");
    const running = shell.start(
      ...["mirror", "--listen", "127.0.0.1:0", "--bundle", TEN, CORE, "--inventory", "routers.yaml"],
      ...["--fetches", "fetches.jsonl", "--log", "mirror.log", "--json"],
    );
    const ready = JSON.parse(await running.firstLine);
    expect(ready).toMatchObject({
      ready: true,
      address: "127.0.0.1",
      bundles: [{ version: "10" }, { version: "4" }],
    });
    const [ten] = ready.bundles;
    expect(ten.url).toBe(`http://127.0.0.1:${ready.port}/ios-v10-2021-09/ios-v10-2021-09.p7b`);
    const body = new Uint8Array(await (await fetch(ten.url)).arrayBuffer());
    expect(sha256(body)).toBe(sha256(readFileSync(TEN)));
    expect(new Uint8Array(await (await fetch(ten.urlByDigest)).arrayBuffer())).toEqual(body);
    const ended = await running.stop();
    expect(ended).toMatchObject({ code: 0, err: "" });
    const [, fetched, , stopped] = ended.out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(fetched).toMatchObject({ device: "par-1", status: 200, end: "complete", bytes: body.length });
    expect(stopped).toMatchObject({ stopped: true, unfinished: 0, taken: [{ who: "par-1" }] });
    const kept = readFileSync(join(shell.directory, "fetches.jsonl"), "utf8").trim().split("\n");
    expect(kept.map((line) => JSON.parse(line).format)).toEqual(Array(2).fill("reroot-mirror-fetch/1"));
    expect(readFileSync(join(shell.directory, "mirror.log"), "utf8")).toMatch(
      /"msg":"serving"[\s\S]*"msg":"stopped"/,
    );
  });

  it("does not stop without a word while a rollout needs it, or a device looks there from now on", async () => {
    const running = shell.start("mirror", "--listen", "127.0.0.1:0", "--bundle", TEN, "--json");
    const { bundles: served } = JSON.parse(await running.firstLine);
    const url: string = served[0].url;
    const { approved } = (await sampleRun({ lab: false })).proof;
    const importing = JSON.parse(
      JSON.stringify(approved.plan).replaceAll(approved.plan.bundle?.url ?? "", url),
    );
    await record(importing, []);
    const lines = [`crypto ca trustpool policy cabundle url ${url}`];
    const action = { kind: "configure", lines, comment: "Reroot" } as const;
    const step: PlannedStep = { kind: "set-bundle-url", action, bundleUrl: url };
    const waves = approved.plan.waves.map((wave) => ({
      ...wave,
      devices: wave.devices.map((one) => ({ ...one, device: `${one.device}-b`, steps: [step] })),
    }));
    const at = "2022-02-23T06:10:00.000Z";
    const observed = (device: string, bundleUrl: string | null): JournalEvent => ({
      event: "observed",
      observation: { device, at, bundleUrl },
    });
    await record({ ...approved.plan, waves }, [
      { event: "started", approvedBy: "Grace" },
      ...["par-core-1-b", "par-core-2-b"].map((device) => observed(device, url)),
      observed("par-core-2-b", null),
      { event: "ended", completed: true },
    ]);
    const { err } = await running.stop();
    expect(err).toMatch(/needed +2 devices of rollout [0-9a-f]{12} are still to import from here/);
    expect(err).toMatch(/policy names this\s+mirror on\s+par-core-1-b\./);
  });

  it("says so where the record of rollouts cannot be read", async () => {
    const away = commandLine({ environment: { DATABASE_URL: "postgresql://reroot@127.0.0.1:1/reroot" } });
    const running = away.start("mirror", "--listen", "127.0.0.1:0", "--bundle", TEN);
    await running.firstLine;
    expect((await running.stop()).err).toContain("could not be learned");
    away.remove();
  });

  it("shows each answer to a person", async () => {
    const running = shell.start("mirror", "--listen", "127.0.0.1:0", "--bundle", TEN);
    const port = /127\.0\.0\.1:(\d+)/.exec(await running.firstLine)?.[1];
    await (await fetch(`http://127.0.0.1:${port}/ios-v10-2021-09/ios-v10-2021-09.p7b`)).arrayBuffer();
    await (await fetch(`http://127.0.0.1:${port}/elsewhere`)).arrayBuffer();
    const { out } = await running.stop();
    expect(out).toMatch(/127\.0\.0\.1 +ios-v10-2021-09 +whole, [\d,]+ bytes/);
    expect(out).toMatch(/127\.0\.0\.1 +- +refused: nothing at \/elsewhere/);
    expect(out).toContain("1 device or address took a whole bundle");
  });

  it("fetches what it is to serve by the strict rules", async () => {
    const server = createServer((_, response) => {
      response.writeHead(302, { location: "http://other.example/ios.p7b" });
      response.end();
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    const { code, err } = await shell.run(
      "mirror",
      "--listen",
      "127.0.0.1:0",
      "--bundle",
      `http://127.0.0.1:${port}/ios.p7b`,
    );
    server.close();
    expect(code).toBe(2);
    expect(err).toContain("sends us on to another host");
  });

  it.each([
    [["--listen", "0.0.0.0:8080", "--bundle", TEN], 2, "means every address"],
    [["--listen", "192.0.2.1:8080", "--bundle", TEN], 2, "is no address of this machine"],
    [["--listen", "localhost:8080", "--bundle", TEN], 2, "is not an address with a port"],
    [["--listen", "127.0.0.1:99999", "--bundle", TEN], 2, "is not an address with a port"],
    [["--listen", "127.0.0.1:0", "--bundle", "changed.p7b"], 1, "it was changed afterwards"],
    [["--listen", "127.0.0.1:0", "--bundle", "not-there.p7b"], 2, "There is no such file"],
    [
      ["--listen", "127.0.0.1:0", "--bundle", TEN, "--fetches", "no/such/folder"],
      2,
      "There is no such file or folder",
    ],
    [["--listen", "127.0.0.1:0"], 2, "--bundle"],
    [["--bundle", TEN], 2, "--listen"],
  ])("refuses %j", async (args, code, said) => {
    const changed = readFileSync(TEN);
    const middle = Math.floor(changed.length / 2);
    changed[middle] = (changed[middle] ?? 0) ^ 1;
    writeFileSync(join(shell.directory, "changed.p7b"), changed);
    const ended = await shell.run("mirror", ...args);
    expect(ended.code).toBe(code);
    expect(ended.err).toContain(said);
  });
});
