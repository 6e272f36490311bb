#!/usr/bin/env node
/**
 * One PostgreSQL, four workers over three sites, and a rollout that is left to them. One worker is killed, one is cut
 * off from the database and brought back. Nothing may be sent twice, no site may have more devices under way than its
 * cap, and every device must come to its end. Prints how long the take-overs took.
 *
 *   npm run accept:distributed [-- --devices N] [--seed S]
 */
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { planDigestOf } from "@reroot/core";
import { examined, openDatabase, openRecord } from "@reroot/engine";
import { faultsFound } from "./compare.mjs";
import { command, ended, startLab } from "./lab-process.mjs";

const { values } = parseArgs({
  options: { devices: { type: "string", default: "60" }, seed: { type: "string", default: "1" } },
});
const [devices, seed] = [values.devices, values.seed].map(Number);
const reroot = fileURLToPath(new URL("../../../bin/reroot.mjs", import.meta.url));
const SITES = ["ams", "ber", "cph"];
const PER_SITE = 3;
/** A dead worker's devices are taken over within. */
const TAKE_OVER_MS = 5_000;

const directory = mkdtempSync(path.join(os.tmpdir(), "reroot-distributed-"));
chmodSync(directory, 0o711);
const opened = await openDatabase({ folder: directory, durability: "kept" });
if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
const database = opened.value;
const lab = await startLab({ devices, seed, at: "2022-02-23T06:00:00Z", rate: 20 });
const labFiles = () => ["--lab-notice", lab.labNotice];
const login = () => ["--known-hosts", lab.hostKeys, "--user", lab.username];
const environment = () => ({ REROOT_PASSWORD: lab.password });
const databaseUrl = ({ port }) => ({ DATABASE_URL: `postgresql://reroot@127.0.0.1:${port}/reroot` });
const ways = [];
const workers = [];
let code = 1;
try {
  code = await run();
} finally {
  for (const worker of workers) await ended(worker.child, "SIGKILL");
  for (const way of ways) way.close();
  await lab.stop();
  await database.close();
  rmSync(directory, { recursive: true, force: true });
}
process.exit(code);

async function run() {
  const before = (await lab.get("/truth")).devices;
  const plan = await prepared();
  // Two workers for the first site, so that the death of one leaves somebody who reaches its devices.
  for (const sites of [["ams"], ["ams", "ber"], ["ber", "cph"], ["cph"]])
    workers.push(await startWorker(sites));
  const watching = start(
    ["apply", "run", "--workers", ...labFiles(), ...login()],
    databaseUrl(await newWay()),
  );
  await untilDone(4);
  const killed = { worker: workers[0].identity, at: Date.now() };
  await ended(workers[0].child, "SIGKILL");
  await untilDone(8);
  const cut = { worker: workers[3].identity, at: Date.now() };
  workers[3].way.cut();
  const tookOver = [await takenOver(killed), await takenOver(cut)];
  workers[3].way.mend();
  const exit = await new Promise((resolve) => watching.child.once("exit", resolve));
  const back = workers[3].lines.some((line) => line.includes("answers again"));
  return report({ plan, before, tookOver, exit, back, watching });
}

async function prepared() {
  const must = async (codes, ...words) => {
    const { code: exit, said } = await command(directory, environment(), ...words);
    if (!codes.includes(exit)) throw new Error(`reroot ${words[0]} ended with ${exit}: ${said}`);
  };
  await must([0, 1, 3], "audit", ...labFiles(), "--inventory", lab.inventory, ...login(), "--out", "run");
  await must(
    [0, 1],
    "plan",
    "run",
    ...labFiles(),
    "--canary",
    "3",
    "--wave-size",
    "100",
    "--concurrency",
    "8",
    "--failures-allowed",
    "60",
  );
  const file = path.join(directory, "run", "plan.json");
  const plan = withSites(JSON.parse(readFileSync(file, "utf8")));
  writeFileSync(file, JSON.stringify(plan));
  await must([0], "approve", "run", "--by", "accept:distributed");
  return plan;
}

function withSites(plan) {
  let turn = 0;
  const waves = plan.waves.map((wave) => ({
    ...wave,
    devices: wave.devices.map((device) => ({ ...device, site: SITES[turn++ % SITES.length] })),
  }));
  const { digest: _, ...body } = { ...plan, waves, pace: { ...plan.pace, perSite: PER_SITE } };
  return { ...body, digest: planDigestOf({ ...body, digest: "" }) };
}

async function startWorker(sites) {
  const way = await newWay();
  const words = ["worker", "--site", ...sites, ...labFiles(), ...login()];
  const worker = { ...start(words, databaseUrl(way)), way };
  for (;;) {
    const line = worker.lines.find((one) => /worker (\S+) serves/.test(one));
    if (line) return { ...worker, identity: /worker (\S+) serves/.exec(line)[1] };
    if (worker.child.exitCode !== null) throw new Error(worker.lines.join("\n"));
    await pause(30);
  }
}

function start(words, more) {
  const env = { ...process.env, ...environment(), ...more };
  const child = spawn(process.execPath, [reroot, ...words], {
    cwd: directory,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines = [];
  for (const stream of [child.stdout, child.stderr])
    readline.createInterface({ input: stream }).on("line", (line) => lines.push(line));
  return { child, lines };
}

/** A TCP way to the database's socket that can be cut: nothing comes through, and nobody is told. */
async function newWay() {
  const pairs = new Set();
  let isCut = false;
  const server = net.createServer((near) => {
    const far = net.connect(path.join(database.address.socket, ".s.PGSQL.5432"));
    const pair = [near, far];
    pairs.add(pair);
    for (const [one, other] of [pair, [far, near]]) {
      one.on("data", (data) => {
        if (!isCut) other.write(data);
      });
      one.on("error", () => {});
      one.on("close", () => {
        pairs.delete(pair);
        if (!isCut) other.destroy();
      });
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const way = {
    port: server.address().port,
    cut: () => {
      isCut = true;
    },
    mend: () => {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      isCut = false;
    },
    close: () => {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      server.close();
    },
  };
  ways.push(way);
  return way;
}

async function journalNow() {
  const record = await openRecord(database);
  const entries = [];
  const found = await record.find();
  if (found.ok) for await (const entry of record.entries(found.value)) entries.push(entry);
  await record.close();
  return entries;
}

async function untilDone(count) {
  while ((await journalNow()).filter(({ event }) => event === "device-done").length < count) await pause(100);
}

/** How long until the database says that somebody has taken over. */
async function takenOver({ worker, at }) {
  for (;;) {
    const { rows } = await database.connections.pool.query(
      "select ended_at, ended_by from reroot.workers where executor = $1 and ended_by is not null",
      [worker],
    );
    if (rows[0]) return { worker, ms: rows[0].ended_at.getTime() - at };
    if (Date.now() - at > 60_000) throw new Error(`nobody has taken over from ${worker}`);
    await pause(20);
  }
}

async function report({ plan, before, tookOver, exit, back, watching }) {
  const journal = await journalNow();
  const { complaints } = await examined(database);
  const [deeds, truth, history] = [
    await lab.get("/deeds"),
    await lab.get("/truth"),
    await lab.get("/history?kind=request"),
  ];
  const faults = [
    ...complaints.map((one) => JSON.stringify(one)),
    ...faultsFound({
      plan,
      journal,
      spoiled: new Set(),
      closedGate: false,
      deeds: deeds.devices,
      before,
      truth: truth.devices,
      requests: history.entries,
    }),
    ...overCap(plan, journal),
    ...(back ? [] : ["the worker that was cut off did not come back"]),
    ...(exit === 0 || exit === 1 ? [] : [`apply ended with ${exit}: ${watching.lines.slice(-5).join("\n")}`]),
  ];
  const done = journal.filter(({ event }) => event === "device-done").length;
  console.log(
    `${done} devices done by 4 workers over ${SITES.length} sites, at most ${PER_SITE} at a site; ${journal.length} journal entries`,
  );
  for (const { worker, ms } of tookOver) {
    console.log(`taken over from ${worker} after ${(ms / 1000).toFixed(1)} s`);
    if (ms > TAKE_OVER_MS) faults.push(`the take-over from ${worker} took ${ms} ms`);
  }
  for (const fault of faults) console.log(`FAULT  ${fault}`);
  if (faults.length === 0)
    console.log("Nothing was sent twice, no cap exceeded, and the worker that was cut off came back.");
  return faults.length === 0 ? 0 : 1;
}

/** Under way is a device from its first entry to its end. */
function overCap({ waves }, journal) {
  const siteOf = new Map(waves.flatMap((wave) => wave.devices.map(({ device, site }) => [device, site])));
  const underWay = new Map(SITES.map((site) => [site, new Set()]));
  const faults = new Set();
  for (const entry of journal) {
    const device = entry.intent?.device ?? entry.observation?.device ?? entry.device;
    if (device === undefined) continue;
    const here = underWay.get(siteOf.get(device));
    if (/^device-/.test(entry.event)) here.delete(device);
    else here.add(device);
    if (here.size > PER_SITE) faults.add(`${here.size} devices under way at ${siteOf.get(device)}`);
  }
  return [...faults];
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
