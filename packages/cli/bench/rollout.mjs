#!/usr/bin/env node
/**
 * What the engine adds to a rollout: CPU of this process for each device, with routers that answer at once, beside
 * what SSH costs for the same looks and commands, measured on emulated routers in another process.
 *
 * Exits with 1 where the engine takes 40 ms of CPU a device or more, or where memory grows with the fleet.
 *
 * `npm run bench:rollout [-- --devices N] [--large N] [--ssh N]`; 0 leaves a part out
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { approve, known, observation, planDigestOf } from "@reroot/core";
import { deviceAccess, fleetReader } from "@reroot/devices";
import { openDatabase, startEngine } from "@reroot/engine";
import { startLab } from "../accept/lab-process.mjs";
import { routesByPassword } from "../dist/flow/device-ports.js";

const { values } = parseArgs({
  options: {
    devices: { type: "string", default: "1000" },
    large: { type: "string", default: "10000" },
    ssh: { type: "string", default: "100" },
  },
});
const [devices, large, ssh] = [values.devices, values.large, values.ssh].map(Number);
const MOST_MS = 40;
/** What 10,000 devices may take more than 1,000 at their end: the plan itself, and nothing for each device done. */
const MOST_GROWTH = 200 * 1024 * 1024;
const IMPORT = "crypto ca trustpool import url http://bundles.example/ios.p7b";
const RENEW = "license smart renew auth";
const ROOT = { sha256: "A".repeat(64), sha1: "B".repeat(40) };
const SHA256 = "C".repeat(64);

/** Routers that are not there, and answer at once. */
class AnsweringFleet {
  looks = 0;
  sends = 0;
  #held = new Set();
  #contact = new Map();

  async observe(device, wanted) {
    this.looks++;
    const at = new Date().toISOString();
    const contact = this.#contact.get(device);
    const held = this.#held.has(device);
    return observation(device, at, wanted, {
      clock: known({ deviceTime: at }),
      pool: known({ digest: held ? "sha256:after" : "sha256:before", sha1: held ? [ROOT.sha1] : [] }),
      policy: known({ crl: "required" }),
      licence: known({
        mode: "smart",
        registration: { status: "registered" },
        ...(contact && { lastContact: { result: "succeeded", at: contact } }),
      }),
    });
  }

  async carryOut(device, _step, { command }) {
    this.sends++;
    if (command === IMPORT) this.#held.add(device);
    else this.#contact.set(device, new Date(Date.now() + 1000).toISOString());
    return { result: "accepted", shownBy: [] };
  }
}

let tooMuch = false;
const small = await rollout(devices);
show(small);
if (small.msEach >= MOST_MS)
  tooMuch = fail(`the engine takes ${small.msEach.toFixed(1)} ms a device; at most ${MOST_MS}`);
if (ssh > 0) await showSsh(small);
if (large > 0) {
  const fleet = await rollout(large);
  show(fleet);
  const growth = fleet.peak - fleet.early;
  console.log(
    `  memory     ${mebibytes(fleet.early)} after a tenth of the devices, ${mebibytes(fleet.peak)} at most`,
  );
  if (growth > MOST_GROWTH) tooMuch = fail(`memory grew by ${mebibytes(growth)}`);
}
process.exit(tooMuch ? 1 : 0);

/** One rollout over routers that are not there. */
async function rollout(count) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "reroot-bench-"));
  chmodSync(folder, 0o711);
  const opened = await openDatabase({ folder, durability: "kept" });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  const database = opened.value;
  const fleet = new AnsweringFleet();
  const approved = planFor(count);
  const engine = await startEngine({
    database,
    serves: { sites: ["-"] },
    worldFor: () => ({ hands: fleet, recheckBundle: async () => ({ sha256: SHA256 }) }),
    time: { kind: "real", now: () => new Date(), msUntil: (moment) => moment.getTime() - Date.now() },
    told: {
      trouble: (_, error) => {
        throw error;
      },
      fatal: (failure) => {
        throw new Error(JSON.stringify(failure));
      },
      databaseLost() {},
      databaseBack() {},
      tookOver() {},
    },
  });
  const [began, cpuBefore] = [Date.now(), process.cpuUsage()];
  const submitted = await engine.submit({ approved, context: {}, scope: "sites" });
  if (!submitted.ok) throw new Error(JSON.stringify(submitted.failure));
  const memory = await untilDone(engine, submitted.value, count);
  const { user, system } = process.cpuUsage(cpuBefore);
  const seconds = (Date.now() - began) / 1000;
  await engine.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
  return {
    count,
    seconds,
    msEach: (user + system) / 1000 / count,
    looks: fleet.looks / count,
    sends: fleet.sends / count,
    ...memory,
  };
}

async function untilDone(engine, name, count) {
  let [early, peak] = [0, 0];
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const status = await engine.status(name);
    if (!status.ok) throw new Error(JSON.stringify(status.failure));
    const { fleet, halted } = status.value;
    const done = Object.values(fleet.waves).reduce((sum, wave) => sum + wave.done, 0);
    const { rss } = process.memoryUsage();
    if (early === 0 && done >= count / 10) early = rss;
    peak = Math.max(peak, rss);
    if (halted !== "ended") continue;
    if (done !== count || !fleet.ended?.completed) throw new Error(`${done} of ${count} devices were done`);
    return { early, peak };
  }
}

function planFor(count) {
  const gate = { failuresAllowed: 0, soakSeconds: 0 };
  const all = Array.from({ length: count }, (_, index) =>
    plannedDevice(`r${String(index).padStart(6, "0")}`),
  );
  const waves = [{ name: "canary", devices: all.slice(0, 1), gate }];
  for (let at = 1; at < count; at += 1000)
    waves.push({ name: `wave ${waves.length}`, devices: all.slice(at, at + 1000), gate });
  const body = {
    formatVersion: 2,
    notice: { id: "bench", revision: "1", digest: "sha256:n" },
    assessmentDigest: "sha256:a",
    author: "bench",
    createdAt: new Date().toISOString(),
    pace: { concurrency: 100 },
    bundle: {
      name: "bench",
      version: "1",
      url: "http://bundles.example/ios.p7b",
      bytes: 1,
      sha256: SHA256,
      md5: "d".repeat(32),
      signerRootSha256: "E".repeat(64),
      certificates: [ROOT],
    },
    pools: { "sha256:before": [] },
    waves,
    heldBack: [],
    untouched: [],
  };
  const plan = { ...body, digest: planDigestOf({ ...body, digest: "" }) };
  const approved = approve(plan, "bench", new Date());
  if (!approved.ok) throw new Error(approved.failure.code);
  return approved.value;
}

function plannedDevice(device) {
  return {
    device,
    remedy: "import-from-default-url",
    because: [{ code: "remedy/first-choice" }],
    basedOn: { pool: "sha256:before", verdict: "failing" },
    steps: [
      { kind: "import-bundle", action: { kind: "exec", command: IMPORT }, requiredRoots: [ROOT] },
      { kind: "renew-authorization", action: { kind: "exec", command: RENEW }, deadlineSeconds: 600 },
    ],
    undo: { kind: "none", because: "earlier-downloaded-certificates" },
    cautions: [],
  };
}

/** The CPU of one session of an audit, times the looks and commands that the rollout made. */
async function showSsh({ looks, sends }) {
  const lab = await startLab({ devices: ssh, seed: 1, at: "2022-02-23T06:00:00Z", rate: 0 });
  const routeTo = routesByPassword({ ...lab, knownHosts: readFileSync(lab.hostKeys, "utf8") });
  const reader = fleetReader({
    access: deviceAccess({ routeTo }),
    deliver() {},
    now: () => new Date(),
    cloudHosts: [],
    observeEndpoints: async () => [],
  });
  const inventory = {
    devices: lab.devices.map((device) => ({ ...device, username: lab.username, groups: [] })),
  };
  const before = process.cpuUsage();
  for (let at = 0; at < ssh; at += 20) {
    await Promise.all(inventory.devices.slice(at, at + 20).map((device) => reader.readDevice(device)));
  }
  const { user, system } = process.cpuUsage(before);
  await lab.stop();
  const each = (user + system) / 1000 / ssh;
  console.log(
    `  SSH        ${each.toFixed(1)} ms of CPU a session of an audit, times ${(looks + sends).toFixed(1)}: ${(each * (looks + sends)).toFixed(0)} ms a device`,
  );
}

function show({ count, seconds, msEach, looks, sends }) {
  console.log(
    `${count.toLocaleString("en")} routers in ${seconds.toFixed(1)} s, ${Math.round(count / seconds)} a second`,
  );
  console.log(
    `  engine     ${msEach.toFixed(1)} ms of CPU a device (at most ${MOST_MS}), for ${looks.toFixed(1)} looks and ${sends.toFixed(1)} commands`,
  );
}

function fail(text) {
  console.log(`too much: ${text}`);
  return true;
}

function mebibytes(bytes) {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}
