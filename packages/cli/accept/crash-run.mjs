// One rollout of accept:crash from the lab's start to the comparison.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { examined, openDatabase, openRecord } from "@reroot/engine";
import { chance } from "./chance.mjs";
import { faultsFound } from "./compare.mjs";
import { killsOf } from "./crash-kills.mjs";
import { command, startLab } from "./lab-process.mjs";

import { withThreeRemedies } from "./three-remedies.mjs";

/** @returns {Promise<string[]>} what must not be, one sentence each */
export async function oneRun({ run, seed, devices, targets, closedGate, moments, totals }) {
  const luck = chance(seed * 1000 + run);
  const directory = mkdtempSync(path.join(os.tmpdir(), "reroot-crash-"));
  // Root's database server runs as somebody else, who has to get there.
  chmodSync(directory, 0o711);
  const lab = await startLab({ devices, seed: seed + run, at: "2022-02-23T06:00:00Z", rate: 20 });
  try {
    const given = await prepare({ lab, directory, luck, closedGate });
    const kills = killsOf(given, { moments, totals, luck });
    await kills.theDatabaseAtTheStart();
    for (const target of targets) await kills.at(target);
    await kills.theDatabaseAndGoOn();
    return [...kills.faults, ...(await judged(run, given, totals))];
  } catch (error) {
    // What cannot be carried to its end is a fault like any other, and the other runs say more.
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  } finally {
    await lab.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function prepare({ lab, directory, luck, closedGate }) {
  const environment = { REROOT_PASSWORD: lab.password };
  const labFiles = ["--lab-notice", lab.labNotice];
  const login = ["--known-hosts", lab.hostKeys, "--user", lab.username];
  const must = async (codes, ...words) => {
    const { code, said } = await command(directory, environment, ...words);
    if (!codes.includes(code)) throw new Error(`reroot ${words[0]} ended with ${code}: ${said}`);
  };
  await must([0, 1, 3], "audit", ...labFiles, "--inventory", lab.inventory, ...login, "--out", "run");
  const limits = ["--canary", "4", "--wave-size", "18", "--concurrency", "6"];
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
  const { devices: before } = await lab.get("/truth");
  const state = path.join(directory, "state");
  return { lab, directory, plan, spoiled, closedGate, before, environment, state };
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

async function judged(run, { lab, plan, spoiled, before, state, closedGate }, totals) {
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
    before,
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
