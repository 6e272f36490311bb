// Starts the worker of a rollout again and again, and kills it, or the database, or both.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { lineOf } from "./compare.mjs";
import { keyOf } from "./crash-moments.mjs";
import { command, ended } from "./lab-process.mjs";

const workerScript = fileURLToPath(new URL("./crash-worker.mjs", import.meta.url));
const LONGEST_MS = 300_000;

export function killsOf(given, { moments, totals, luck }) {
  const { lab, directory, environment, state } = given;
  const faults = [];
  let isPaused = false;

  async function at(target) {
    const both = luck.below(2) === 0;
    const died = await (target.moment === "after-send"
      ? killOnArrival(target, both)
      : dieByItself(target, both));
    if (!died) return moments.giveBack(target);
    totals.kills++;
    if (both) totals.databaseKills++;
    moments.hit(keyOf(target));
    moments.hit(both ? "worker and database" : "worker");
    if (!isPaused && luck.below(6) === 0) await whilePaused();
  }

  async function dieByItself(target, both) {
    const worker = start({ ...target, ...(both && { databasePid: databasePid() }) });
    return (await exitOf(worker)) !== 0;
  }

  /** The router has the command and is at it: no client can know that, so the lab is asked. */
  async function killOnArrival(target, both) {
    const commands = commandsOf(given.plan, target);
    for (const device of commands.keys())
      await lab.put("/faults", { device, fault: { kind: "slow", delayMs: 100 } });
    const worker = start();
    let gone = false;
    worker.exited.then(() => {
      gone = true;
    });
    while (!gone) {
      const { devices } = await lab.get("/deeds");
      const isAtIt = ({ name, deeds }) =>
        deeds.some((deed) => deed.endedAt === undefined && deed.command === commands.get(name));
      if (devices.some(isAtIt)) {
        if (both) killDatabase();
        await ended(worker.child, "SIGKILL");
        break;
      }
      await pause(20);
    }
    for (const device of commands.keys()) await lab.put("/faults", { device, clear: "slow" });
    return (await worker.exited) !== 0;
  }

  /** What an operator has paused stays so, whoever dies and comes back; then it goes on. */
  async function whilePaused() {
    isPaused = true;
    const first = start();
    await pause(1_000);
    if ((await order("pause")) !== 0) return void (await ended(first.child, "SIGKILL"));
    await settled();
    await ended(first.child, "SIGKILL");
    const before = await deedsSoFar();
    const second = start();
    await pause(3_000);
    const after = await deedsSoFar();
    await ended(second.child, "SIGKILL");
    totals.kills += 2;
    moments.hit("paused");
    if (after > before) faults.push(`${after - before} commands were begun while the rollout was paused`);
    if ((await order("resume")) !== 0) faults.push("the rollout could not be resumed");
  }

  /** Whoever is about to begin when the database dies either begins or says why not; nothing else. */
  async function theDatabaseAtTheStart() {
    const worker = start();
    let isTooLate = false;
    Promise.race([worker.exited, worker.begun]).then(() => {
      isTooLate = true;
    });
    await pause(luck.below(1_500));
    // It may take its time to be there at all.
    while (!killDatabase()) {
      if (isTooLate) return void (await ended(worker.child, "SIGKILL"));
      await pause(20);
    }
    totals.databaseKills++;
    moments.hit("database, at the start");
    await Promise.race([worker.exited, pause(3_000)]);
    if (worker.child.exitCode > 0 && !/(Refusal|Refused): /.test(worker.said()))
      faults.push(`the database died at the start, and the worker ended with ${worker.said()}`);
    await ended(worker.child, "SIGKILL");
  }

  /** The database dies alone under the last worker, which has to come back by itself and to end the rollout. */
  async function theDatabaseAndGoOn() {
    const worker = start();
    await Promise.race([worker.exited, worker.begun]);
    for (let times = 0; times < 2; times++) {
      await Promise.race([worker.exited, pause(1_000 + luck.below(4_000))]);
      if (worker.child.exitCode === null && killDatabase()) {
        totals.databaseKills++;
        moments.hit("database");
      }
    }
    const code = await exitOf(worker);
    if (code !== 0) throw new Error(`the last worker ended with ${code}: ${worker.said()}`);
  }

  async function order(word) {
    const { code } = await command(directory, environment, word, "--state", state, "--by", "accept:crash");
    return code;
  }

  async function deedsSoFar() {
    const { devices } = await lab.get("/deeds");
    return devices.reduce((sum, { deeds }) => sum + deeds.length, 0);
  }

  /** What was sent before a pause is finished; two seconds without anything new are taken for that. */
  async function settled() {
    for (let last = -1, now = await deedsSoFar(); now !== last; now = await deedsSoFar()) {
      last = now;
      await pause(2_000);
    }
  }

  function databasePid() {
    return path.join(state, "database", "data", "postmaster.pid");
  }

  function killDatabase() {
    try {
      process.kill(Number(readFileSync(databasePid(), "utf8").split("\n")[0]), "SIGKILL");
      return true;
    } catch {
      return false;
    }
  }

  function start(target) {
    const words = [path.join(directory, "run"), state, lab.labNotice, lab.hostKeys, lab.username];
    const env = { ...process.env, ...environment, ...(target && { CRASH_AT: JSON.stringify(target) }) };
    const child = spawn(process.execPath, [workerScript, ...words], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const lines = [];
    const begun = new Promise((resolve) => {
      for (const stream of [child.stdout, child.stderr])
        readline.createInterface({ input: stream }).on("line", (line) => {
          lines.push(line);
          if (line === '{"begun":true}') resolve();
        });
    });
    const exited = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
    return { child, exited, begun, said: () => lines.slice(-20).join("\n") };
  }

  return { at, theDatabaseAtTheStart, theDatabaseAndGoOn, faults };
}

/** By device: the command that the step is, as the router knows it. */
function commandsOf(plan, { remedy, kind }) {
  const devices = plan.waves.flatMap((wave) => wave.devices).filter((device) => device.remedy === remedy);
  return new Map(
    devices.flatMap(({ device, steps }) =>
      steps.filter((step) => step.kind === kind).map(({ action }) => [device, lineOf(action)]),
    ),
  );
}

async function exitOf(worker) {
  const code = await Promise.race([worker.exited, pause(LONGEST_MS, "late", { ref: false })]);
  if (code !== "late") return code;
  await ended(worker.child, "SIGKILL");
  throw new Error(`a worker neither died nor ended within ${LONGEST_MS / 1000} s: ${worker.said()}`);
}
