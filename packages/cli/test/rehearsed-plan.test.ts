/**
 * Plans rehearsed in a lab of their own, and rollouts that go by it. The devices are another lab's; all that the two have
 * in common is what an audit wrote down.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Rehearsal, RehearsedDevice } from "@reroot/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandLine, commandLine, type Running } from "../src/testing/command-line.js";

interface Ready {
  readonly username: string;
  readonly password: string;
  readonly hostKeys: string;
  readonly inventory: string;
  readonly labNotice: string;
  readonly management: string;
}

/** One that imports from wherever the plan says; one that gets a file; one by Smart Transport, with a standby. */
const MIX = {
  format: "lab-mix/1",
  routers: [
    { platform: "ncs5500", release: "7.3.2" },
    { platform: "asr9000", release: "7.1.3", transport: "smart", standby: true },
    { platform: "ncs5500", release: "7.3.2", configuration: "crypto ca trustpool policy\n crl optional\n" },
  ],
};

const shell = commandLine();
let lab: Running;
let ready: Ready;
let ours: CommandLine;
let labFiles: readonly string[];
let login: readonly string[];

beforeAll(async () => {
  writeFileSync(join(shell.directory, "mix.json"), JSON.stringify(MIX));
  lab = shell.start("lab", "up", "--json", "--clock-rate", "0", "--mix", "mix.json", "--seed", "7");
  ready = JSON.parse(await lab.firstLine) as Ready;
  ours = commandLine({ environment: { REROOT_PASSWORD: ready.password } });
  labFiles = ["--lab-notice", ready.labNotice];
  login = ["--known-hosts", ready.hostKeys, "--user", ready.username];
  await put("clock", { now: "2022-01-25T06:00:00Z" });
  const audit = ["audit", ...labFiles, "--inventory", ready.inventory, ...login, "--out", "run", "--json"];
  expect(await ours.run(...audit)).toMatchObject({ code: 1, err: "" });
});

afterAll(async () => {
  expect(await lab.stop()).toMatchObject({ code: 0 });
  shell.remove();
  ours.remove();
});

const put = (resource: string, value: object) =>
  fetch(`${ready.management}/${resource}`, { method: "PUT", body: JSON.stringify(value) });

async function plan(policy: object) {
  writeFileSync(join(ours.directory, "policy.yaml"), JSON.stringify({ formatVersion: 1, ...policy }));
  const { code, out, err } = await ours.run(
    ...["plan", "run", ...labFiles, "--author", "Ada", "--policy", "policy.yaml", "--json"],
  );
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out);
}

async function rehearse(...argv: readonly string[]) {
  const { code, out, err } = await ours.run("rehearse", "--plan", "run", ...labFiles, "--json", ...argv);
  expect(err).toBe("");
  return { code, rehearsal: JSON.parse(out) as Rehearsal };
}

const ofDevice = ({ devices }: Rehearsal, name: string): RehearsedDevice | undefined =>
  devices.find(({ device }) => device === name);

describe("reroot rehearse --plan", () => {
  it("sends the plan's own lines to routers like its devices: from a mirror known by an address, which the policy names", async () => {
    const url = "http://10.20.30.40:8080/ios/ios.p7b";
    const made = await plan({
      remedies: ["import-from-mirror"],
      mirror: { url, configureCabundle: true },
    });
    const { code, rehearsal } = await rehearse();
    expect(code).toBe(0);
    expect(rehearsal.planDigest).toBe(made.digest);
    for (const { device, outcome, looks } of rehearsal.devices) {
      expect({ device, outcome }).toEqual({ device, outcome: "done" });
      expect(looks.at(0)?.["trust-pool-policy"], device).toBe("no URL");
      expect(looks.at(-1), device).toMatchObject({ "trust-pool-policy": url, "bundle-in-pool": "whole" });
    }
    const journal = readFileSync(join(ours.directory, "run/rehearsal/journal.jsonl"), "utf8");
    expect(journal).toContain(`crypto ca trustpool import url ${url}`);
    // Each is as its device is, before anything is sent.
    expect(ofDevice(rehearsal, "lab-002")?.looks[0]).toMatchObject({
      release: "7.1.3",
      standby: "ready",
      "licence-transport": "smart",
      "required-roots": "lacking",
      "answers-to-reading": "all",
    });
    expect(ofDevice(rehearsal, "lab-003")?.looks[0]).toMatchObject({
      "crl-check": "optional",
      standby: "none",
    });
    expect(ofDevice(rehearsal, "lab-003")?.unlike).toEqual([]);
    // What stands in the plan's own folder is the plan's; nothing of the lab's has come there.
    expect(existsSync(join(ours.directory, "run/journal.jsonl"))).toBe(false);
  });

  it("copies the bundle where the plan does; passes windows and quiet times in lab time; judges as gates ask", async () => {
    await plan({
      remedies: ["import-from-file"],
      gate: { soakSeconds: 7200, requiredVerdicts: ["protected"] },
      windows: [{ from: "23:00", to: "04:00", timeZone: "Europe/Paris" }],
    });
    const { code, rehearsal } = await rehearse();
    expect({ code, waves: rehearsal.waves.map(({ gate }) => gate) }).toEqual({
      code: 0,
      waves: ["opens", "opens"],
    });
    const answers = rehearsal.devices[0]?.looks.map((look) => look?.["answer-to-step"]);
    expect(answers).toEqual([undefined, "accepted", "accepted", "accepted", "accepted"]);
    const hours = (Date.parse(rehearsal.lab.to) - Date.parse(rehearsal.lab.from)) / 3_600_000;
    // From 06:00 to the window's beginning at 22:00 UTC, and two hours of quiet after each wave.
    expect(hours).toBeGreaterThanOrEqual(20);
    expect(hours).toBeLessThan(21);
  });

  it("says which device failed, and goes on to the others", async () => {
    // The lab has no mirror by https.
    const url = "https://mirror.example/ios.p7b";
    await plan({ remedies: ["import-from-mirror"], mirror: { url }, rehearsal: { required: true } });
    const { code, rehearsal } = await rehearse();
    expect(code).toBe(1);
    expect(rehearsal.devices.map(({ outcome }) => outcome)).toEqual(["failed", "failed", "failed"]);
    expect(rehearsal.devices[0]?.reason).toMatchObject({ code: "rollout/command-refused" });
    expect(rehearsal.waves.map(({ gate }) => gate)).toEqual(["stays-shut", "stays-shut"]);
  });

  it("is refused where there is nothing to rehearse", async () => {
    expect(await ours.run("rehearse", "--plan", "nowhere", ...labFiles)).toMatchObject({ code: 2 });
    expect((await ours.run("rehearse", "--plan", "run")).err).toContain("no production command accepts");
    expect((await ours.run("rehearse", "--also", "registration")).err).toContain("--plan");
    expect((await ours.run("rehearse", "--plan", "run", "--devices", "3")).code).toBe(2);
  });
});

describe("reroot apply, going by a rehearsal", () => {
  const apply = (...argv: readonly string[]) => ours.run("apply", "run", ...labFiles, ...login, ...argv);
  const approve = () => ours.run("approve", "run", "--by", "Grace", ...labFiles, "--json");

  it("refuses without one, with one that was changed, of another plan, or too old; nothing is sent", async () => {
    const file = join(ours.directory, "run/rehearsal.json");
    await plan({ gate: { failuresAllowed: 2 } });
    expect((await approve()).code).toBe(0);
    const other = await apply("--require-rehearsal");
    expect(other).toMatchObject({ code: 2, err: expect.stringContaining("Another plan was rehearsed") });

    await rehearse();
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace('"standby": "ready"', '"standby": "none"'));
    const altered = await apply("--require-rehearsal");
    expect(altered).toMatchObject({ code: 2, err: expect.stringContaining("was changed after it was made") });
    writeFileSync(file, text);

    await put("clock", { advanceDays: 8 });
    const old = await apply("--require-rehearsal");
    expect(old).toMatchObject({ code: 2, err: expect.stringContaining("longer than 7 days ago") });
    expect(existsSync(join(ours.directory, "run/journal.jsonl"))).toBe(false);
  });

  it("carries out what answers as rehearsed, and says so in approval, journal and proof", async () => {
    const { rehearsal } = await rehearse();
    const approval = JSON.parse((await approve()).out);
    expect(approval.rehearsal).toBe(rehearsal.digest);
    const { code, out } = await apply("--require-rehearsal", "--json");
    expect(code).toBe(0);
    const { proof, devices } = JSON.parse(out);
    expect(devices.map((one: { rehearsed: string }) => one.rehearsed)).toEqual(Array(3).fill("as-rehearsed"));
    expect(JSON.parse(readFileSync(proof, "utf8")).rehearsal).toBe(rehearsal.digest);
    const checked = await ours.run("proof", "check", proof, "--rehearsal");
    expect(checked.out).toContain(`rehearsed as ${rehearsal.digest}: 3 as rehearsed`);
  });
});
