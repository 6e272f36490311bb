#!/usr/bin/env node
/**
 * Kills whoever carries a rollout out, or the database, or both, at chosen and at random moments, starts them again,
 * and compares what the routers say that they were told with what the journal says that was sent.
 *
 *   npm run accept:crash -- --runs N --seed S [--devices N] [--counts FILE]
 *
 * Each run is a rollout over emulated routers, some of them with faults, by all three remedies. The moments that have to
 * be hit lie before and after each of intent, send, effect and outcome; what was hit is printed, and a gap fails.
 */
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { examined, openDatabase, openRecord } from "@reroot/engine";
import { chance } from "./chance.mjs";
import { faultsFound } from "./compare.mjs";
import { command, ended, startLab } from "./lab-process.mjs";
import { REMEDIES, withThreeRemedies } from "./three-remedies.mjs";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    seed: { type: "string", default: String(randomInt(1_000_000)) },
    devices: { type: "string", default: "40" },
    counts: { type: "string" },
  },
});
const [runs, seed, devices] = [values.runs, values.seed, values.devices].map(Number);
const MOMENTS = ["before-intent", "after-intent", "after-send", "after-effect", "after-outcome"];
const workerScript = fileURLToPath(new URL("./crash-worker.mjs", import.meta.url));

/** Every moment of the import by each remedy, and of the renewal: each must be hit at least once. */
const cells = [
  ...REMEDIES.flatMap((remedy) => MOMENTS.map((moment) => ({ remedy, kind: "import-bundle", moment }))),
  ...MOMENTS.map((moment) => ({ remedy: "import-from-default-url", kind: "renew-authorization", moment })),
];
const hit = new Map(cells.map((cell) => [keyOf(cell), 0]));
let open = chance(seed).shuffled(cells);

console.log(`accept:crash, ${runs} runs over ${devices} routers, seed ${seed}`);
const began = Date.now();
/** One line a fault, for whoever counts. */
const told = [];
let faults = 0;
/** Which moments a run reaches is partly luck: a few more runs are made for those that are left. */
const MOST_FURTHER_RUNS = 5;
const totals = { kills: 0, databaseKills: 0, sent: 0, entries: 0 };
let run = 0;
while (run < runs || (gapsLeft().length > 0 && run < runs + MOST_FURTHER_RUNS)) {
  run += 1;
  // What a run does not reach goes to the next ones; when all is hit, everything is tried again.
  if (open.length === 0) open = chance(seed + run).shuffled(cells);
  const left = Math.max(1, runs - run + 1);
  // Behind a gate that closes few devices are left to be hit: such a run takes one moment, the others more.
  const most = closesGate(run) ? 1 : Math.max(5, Math.ceil(open.length / left));
  const targets = open.splice(0, most);
  const found = await oneRun(run, targets);
  for (const fault of found) console.log(`  FAULT  ${fault}`);
  told.push(...found.map((fault) => `seed ${seed}, run ${run}: ${fault}`));
  faults += found.length;
}
printCoverage();
const gaps = gapsLeft();
console.log(
  `${run} runs, ${totals.kills} kills of the worker, ${totals.databaseKills} of the database, ` +
    `${totals.sent} commands at the routers, ${totals.entries} journal entries, ${Math.round((Date.now() - began) / 1000)} s`,
);
if (faults > 0)
  console.log(`${faults} faults; the same again: npm run accept:crash -- --runs ${runs} --seed ${seed}`);
else
  console.log(
    "No import or renewal sent again after it had taken effect, no device forgotten, no closed gate crossed,",
  );
if (faults === 0) console.log("no command that was not approved, every device at its right verdict.");
for (const [cell] of gaps) console.log(`GAP: nothing was killed ${cell}`);
if (values.counts !== undefined) {
  const failures = [...told, ...gaps.map(([cell]) => `seed ${seed}: nothing was killed ${cell}`)];
  writeFileSync(values.counts, JSON.stringify({ passed: run + hit.size - gaps.length, failures }));
}
process.exitCode = faults > 0 || gaps.length > 0 ? 1 : 0;

function gapsLeft() {
  return [...hit].filter(([, times]) => times === 0);
}

function closesGate(run) {
  return run % 5 === 2;
}

async function oneRun(run, targets) {
  const luck = chance(seed * 1000 + run);
  const directory = mkdtempSync(path.join(os.tmpdir(), "reroot-crash-"));
  // Root's database server runs as somebody else, who has to get there.
  chmodSync(directory, 0o711);
  const lab = await startLab({ devices, seed: seed + run, at: "2022-02-23T06:00:00Z", rate: 20 });
  try {
    const closedGate = closesGate(run);
    const given = await prepare(lab, directory, luck, closedGate);
    await killAndGoOn(given, targets, luck);
    return await judged(run, given);
  } catch (error) {
    // What cannot be carried to its end is a fault like any other, and the other runs say more.
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  } finally {
    await lab.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function prepare(lab, directory, luck, closedGate) {
  const environment = { REROOT_PASSWORD: lab.password };
  const labFiles = ["--lab-notice", lab.labNotice];
  const login = ["--known-hosts", lab.hostKeys, "--user", lab.username];
  const must = async (codes, ...words) => {
    const { code, said } = await command(directory, environment, ...words);
    if (!codes.includes(code)) throw new Error(`reroot ${words[0]} ended with ${code}: ${said}`);
  };
  await must([0, 1, 3], "audit", ...labFiles, "--inventory", lab.inventory, ...login, "--out", "run");
  const limits = ["--canary", "4", "--wave-size", "18", "--concurrency", "8"];
  const allowed = ["--failures-allowed", closedGate ? "0" : "40"];
  await must([0, 1], "plan", "run", ...labFiles, ...limits, ...allowed);
  const file = path.join(directory, "run", "plan.json");
  // The mirror is the lab's own server, by address: that is how a router without DNS reaches one.
  const planned = JSON.parse(readFileSync(file, "utf8"));
  const { published } = await lab.get("/bundle");
  const { loopbackUrl } = published.find(({ url }) => url === planned.bundle.url);
  const plan = withThreeRemedies(planned, loopbackUrl);
  writeFileSync(file, JSON.stringify(plan));
  await must([0], "approve", "run", "--by", "accept:crash");
  const spoiled = await spoil(lab, plan, luck, closedGate);
  return { lab, directory, plan, spoiled, closedGate, environment, state: path.join(directory, "state") };
}

/** Faults that only annoy, and faults that keep a device from its goal: the second kind must end as held or failed. */
async function spoil(lab, plan, luck, closedGate) {
  const names = plan.waves.flatMap((wave) => wave.devices.map(({ device }) => device));
  const spoiled = new Set();
  const annoying = [
    { kind: "log-in-output" },
    { kind: "slow", delayMs: 40 },
    { kind: "answer-lost", command: "crypto ca trustpool import" },
    { kind: "answer-lost", command: "license smart renew" },
  ];
  for (const device of luck.shuffled(names).slice(0, 9))
    await lab.put("/faults", { device, fault: luck.one(annoying) });
  const later = names.slice(4);
  for (const device of luck.shuffled(later).slice(0, 2)) {
    await lab.put("/faults", { device, fault: { kind: "link-lost", command: "crypto ca trustpool import" } });
    spoiled.add(device);
  }
  if (closedGate) {
    await lab.put("/faults", { device: names[0], fault: { kind: "disk-full" } });
    spoiled.add(names[0]);
  }
  return spoiled;
}

async function killAndGoOn(given, targets, luck) {
  let databaseOnly = 1;
  for (const target of targets) {
    const end =
      target.moment === "after-send" ? await killOnArrival(given, target) : await dieByItself(given, target);
    if (end === "ended") {
      open.push(target);
      continue;
    }
    totals.kills++;
    hit.set(keyOf(target), hit.get(keyOf(target)) + 1);
    if (luck.below(2) === 0) killDatabase(given);
    if (databaseOnly-- > 0) await databaseDiesAlone(given, luck);
  }
  const last = start(given);
  const code = await exitOf(last, 120_000);
  if (code !== 0) throw new Error(`the last worker ended with ${code}: ${last.said()}`);
}

async function dieByItself(given, target) {
  const worker = start(given, target);
  return (await exitOf(worker, 120_000)) === 0 ? "ended" : "died";
}

/** The router has the command and is at it: no client can know that, so the lab is asked. */
async function killOnArrival(given, target) {
  const { lab, plan } = given;
  const commands = new Map(
    plan.waves
      .flatMap(({ devices: all }) => all)
      .flatMap((device) =>
        device.remedy === target.remedy
          ? device.steps
              .filter(({ kind }) => kind === target.kind)
              .map(({ action }) => [device.device, action.command])
          : [],
      ),
  );
  for (const device of commands.keys()) {
    await lab.put("/faults", { device, fault: { kind: "slow", delayMs: 60 } });
  }
  const worker = start(given);
  let gone = false;
  worker.exited.then(() => {
    gone = true;
  });
  while (!gone) {
    const { devices: all } = await lab.get("/deeds");
    const at = all.find(
      ({ name, deeds }) =>
        commands.has(name) &&
        deeds.some((deed) => deed.endedAt === undefined && deed.command === commands.get(name)),
    );
    if (at) {
      await ended(worker.child, "SIGKILL");
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 8));
  }
  for (const device of commands.keys()) await lab.put("/faults", { device, clear: "slow" });
  return (await worker.exited) === 0 ? "ended" : "died";
}

async function databaseDiesAlone(given, luck) {
  const worker = start(given);
  await new Promise((resolve) => setTimeout(resolve, 1_500 + luck.below(2_000)));
  if (worker.child.exitCode === null) killDatabase(given);
  await new Promise((resolve) => setTimeout(resolve, 1_500 + luck.below(1_500)));
  if (worker.child.exitCode === null) totals.kills++;
  await ended(worker.child, "SIGKILL");
}

function killDatabase({ state }) {
  try {
    const pid = Number(
      readFileSync(path.join(state, "database", "data", "postmaster.pid"), "utf8").split("\n")[0],
    );
    process.kill(pid, "SIGKILL");
    totals.databaseKills++;
  } catch {}
}

function start({ lab, directory, state, environment }, target) {
  const words = [path.join(directory, "run"), state, lab.labNotice, lab.hostKeys, lab.username];
  const env = { ...process.env, ...environment, ...(target && { CRASH_AT: JSON.stringify(target) }) };
  const child = spawn(process.execPath, [workerScript, ...words], { env, stdio: ["ignore", "pipe", "pipe"] });
  const lines = [];
  for (const stream of [child.stdout, child.stderr])
    readline.createInterface({ input: stream }).on("line", (line) => lines.push(line));
  const exited = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
  return { child, exited, said: () => lines.slice(-20).join("\n") };
}

async function exitOf(worker, ms) {
  const late = new Promise((resolve) => setTimeout(() => resolve("late"), ms).unref());
  const code = await Promise.race([worker.exited, late]);
  if (code !== "late") return code;
  await ended(worker.child, "SIGKILL");
  throw new Error(`a worker neither died nor ended within ${ms / 1000} s: ${worker.said()}`);
}

async function judged(run, given) {
  const { lab, plan, spoiled, state, closedGate } = given;
  const opened = await openDatabase({ folder: state, durability: "kept" });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  const database = opened.value;
  const record = await openRecord(database);
  const rollout = await record.find();
  if (!rollout.ok) throw new Error(JSON.stringify(rollout.failure));
  const journal = [];
  for await (const entry of record.entries(rollout.value)) journal.push(entry);
  const { complaints } = await examined(database);
  await record.close();
  await database.close();
  const [deeds, truth, history] = [
    await lab.get("/deeds"),
    await lab.get("/truth"),
    await lab.get("/history?kind=request"),
  ];
  const found = faultsFound({
    plan,
    journal,
    spoiled,
    closedGate,
    deeds: deeds.devices,
    truth: truth.devices,
    requests: history.entries,
  });
  totals.sent += deeds.devices.reduce((sum, { deeds: all }) => sum + all.length, 0);
  totals.entries += journal.length;
  const counts = ["device-done", "device-held", "device-failed", "taken-over"].map(
    (event) => `${journal.filter((entry) => entry.event === event).length} ${event.replace("device-", "")}`,
  );
  console.log(`  run ${run}: ${counts.join(", ")}; ${journal.length} entries`);
  return [...complaints.map((one) => JSON.stringify(one)), ...found];
}

function printCoverage() {
  console.log(
    "\nkilled                                        " + MOMENTS.map((moment) => moment.padEnd(14)).join(""),
  );
  for (const [remedy, kind] of [...new Set(cells.map((cell) => `${cell.remedy} ${cell.kind}`))].map((text) =>
    text.split(" "),
  )) {
    const counts = MOMENTS.map((moment) => String(hit.get(keyOf({ remedy, kind, moment }))).padEnd(14));
    console.log(`${`${remedy}, ${kind}`.padEnd(46)}${counts.join("")}`);
  }
}

function keyOf({ remedy, kind, moment }) {
  return `${moment} of ${kind}, ${remedy}`;
}
