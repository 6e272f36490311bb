/**
 * What reading a fleet costs the one who reads: against a lab in a process of its own, in CPU time and not in time, so
 * that a busy machine or a slow lab changes little. Prints, and gives what was missed.
 */
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { assess } from "@reroot/core";
import { labNoticeFrom } from "../dist/files/notices.js";
import { ansibleCost } from "./ansible-cost.mjs";
import { pythonWith, runPython } from "./other-tools.mjs";

const LIMITS = {
  fourMs: 3,
  asyncsshRatio: 2.5,
  ansibleRatio: 100,
  togetherMiB: 400,
  together: 1000,
  /** Ten thousand devices' evidence and findings, and nothing for each session that was. */
  growthMiB: 300,
};
/** Ours and asyncssh's in turn, so that what else the machine does meets both. */
const ROUNDS = 3;
const LARGE_FLEET = 2000;
const REROOT = fileURLToPath(new URL("../../../bin/reroot.mjs", import.meta.url));

export async function measureLive(devices) {
  const missed = [];
  const lab = await startLab(devices);
  try {
    console.log(`reading ${devices.toLocaleString("en")} routers of a lab`);
    const rounds = [];
    for (let round = 0; round < (devices > LARGE_FLEET ? 1 : ROUNDS); round++) {
      const login = perDevice(await client(lab, "login"));
      const four = perDevice(await client(lab, "four"));
      rounds.push({ login, four, asyncssh: asyncsshCost(lab) });
    }
    const login = { ms: median(rounds.map((round) => round.login.ms)) };
    const four = { ms: median(rounds.map((round) => round.four.ms)) };
    line("four commands", `${ms(four.ms)} CPU a device, login included (median of ${rounds.length})`);
    if (four.ms > LIMITS.fourMs)
      missed.push(`login and four commands: ${ms(four.ms)}, the limit is ${LIMITS.fourMs} ms`);
    compare(
      "asyncssh",
      medianCost(rounds.map(({ asyncssh }) => asyncssh)),
      four.ms,
      LIMITS.asyncsshRatio,
      missed,
    );
    compare("Ansible", ansibleCost(lab), four.ms, LIMITS.ansibleRatio, missed);
    const whole = await client(lab, "whole");
    const labBefore = cpuMsOf(lab.pid);
    const command = await commandCost(lab);
    stages(login.ms, whole, command, devices);
    line("lab", `${ms((cpuMsOf(lab.pid) - labBefore) / devices)} CPU a device, in one process of its own`);
    const growth = command.maxMiB - command.earlyMiB;
    line("memory", `${mib(command.earlyMiB)} after a tenth of the time, ${mib(command.maxMiB)} at most`);
    if (growth > LIMITS.growthMiB)
      missed.push(`memory grew by ${mib(growth)}, the limit is ${LIMITS.growthMiB} MiB`);
    await together(lab, missed);
  } finally {
    await lab.stop();
  }
  return missed;
}

/** The sum is that of the command itself; what is not login, reading or parsing there is assessing, writing and starting up. */
function stages(loginMs, { outcome }, command, devices) {
  const readMs = outcome.readMs / devices;
  const parseMs = outcome.parseMs / devices;
  const rest = command.cpuMs / devices - readMs;
  line("whole audit", `${ms(command.cpuMs / devices)} CPU a device, ${mib(command.maxMiB)} resident at most`);
  line("  connect, login", ms(loginMs));
  line("  read", ms(Math.max(0, readMs - loginMs - parseMs)));
  line("  parse", ms(parseMs));
  line("  assess", ms(command.assessMs / devices));
  line("  write, start up", ms(Math.max(0, rest - command.assessMs / devices)));
}

async function together(lab, missed) {
  const devices = lab.devices.slice(0, LIMITS.together);
  const { maxMiB, outcome } = await client({ ...lab, devices }, "together");
  line("at once", `${outcome.whole.toLocaleString("en")} sessions, ${mib(maxMiB)} resident at most`);
  if (outcome.whole < devices.length)
    missed.push(`sessions at once: ${outcome.whole} of ${devices.length} stood`);
  if (maxMiB > LIMITS.togetherMiB)
    missed.push(`sessions at once: ${mib(maxMiB)}, the limit is ${LIMITS.togetherMiB} MiB`);
}

function compare(name, cost, ours, least, missed) {
  if (typeof cost === "string") return line(name, cost);
  const ratio = cost.ms / ours;
  line(name, `${ms(cost.ms)} CPU a device: ${ratio.toFixed(1)} times ours (at least ${least})`);
  if (ratio < least) missed.push(`${name}: ${ratio.toFixed(1)} times ours, at least ${least} is the aim`);
}

function asyncsshCost({ devices, username, password }) {
  const python = pythonWith("asyncssh");
  if (!python) return "not installed (Debian: python3-asyncssh), not compared";
  const { cpuMs, whole } = runPython(
    python,
    "asyncssh-client.py",
    JSON.stringify({ devices, username, password }),
  );
  if (whole < devices.length) return `read ${whole} of ${devices.length} only, not compared`;
  return { ms: cpuMs / devices.length };
}

/** In a fresh process each; a first small round lets the compiler see the code, as any real run does. */
async function client({ devices, username, password, hostKeys }, measure) {
  const child = fork(fileURLToPath(new URL("audit-client.mjs", import.meta.url)));
  const login = { username, password, knownHosts: hostKeys };
  const ask = async (one, some) => {
    child.send({ measure: one, devices: some, login });
    const [answer] = await once(child, "message");
    if (answer.error) throw new Error(answer.error);
    return answer;
  };
  try {
    if (measure !== "together") await ask("warm", devices.slice(0, 100));
    const answer = await ask(measure, devices);
    if (answer.outcome.whole < devices.length) {
      throw new Error(`${measure}: ${answer.outcome.whole} of ${devices.length} devices were read whole`);
    }
    return { ...answer, count: devices.length };
  } finally {
    child.kill();
  }
}

/** The command as an operator types it, with its own CPU time and memory, by the system's account. */
async function commandCost({ labNotice, inventory, hostKeys, username, password }) {
  const folder = mkdtempSync(join(tmpdir(), "bench-live-"));
  try {
    const usage = join(folder, "usage.json");
    const files = ["--lab-notice", labNotice, "--inventory", inventory, "--known-hosts", hostKeys];
    const argv = ["audit", ...files, "--user", username, "--out", join(folder, "run"), "--json"];
    const hook = `data:text/javascript,${encodeURIComponent(NOTE_USAGE)}`;
    const child = spawn(process.execPath, ["--import", hook, REROOT, ...argv], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, REROOT_PASSWORD: password, BENCH_USAGE: usage },
    });
    await once(child, "exit");
    return {
      ...JSON.parse(readFileSync(usage, "utf8")),
      assessMs: await assessCost(join(folder, "run"), labNotice),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const NOTE_USAGE = `
import { writeFileSync } from "node:fs";
const seen = [];
setInterval(() => seen.push(process.memoryUsage.rss()), 250).unref();
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const earlyMiB = (seen[Math.floor(seen.length / 10)] ?? 0) / 2 ** 20;
  const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, earlyMiB, maxMiB: maxRSS / 1024 };
  writeFileSync(process.env.BENCH_USAGE, JSON.stringify(usage));
});`;

async function assessCost(run, labNotice) {
  const world = { notices: new URL("../../../notices/", import.meta.url) };
  const notice = await labNoticeFrom(worldOf(world), labNotice);
  const evidence = JSON.parse(readFileSync(join(run, "evidence.json"), "utf8"));
  const before = process.cpuUsage();
  assess(notice, evidence, new Date(evidence.gatheredAt));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function worldOf({ notices }) {
  return { directory: process.cwd(), noticesFolder: fileURLToPath(notices) };
}

async function startLab(count) {
  const folder = mkdtempSync(join(tmpdir(), "bench-lab-"));
  const mix = join(folder, "mix.json");
  writeFileSync(mix, JSON.stringify({ format: "lab-mix/1", routers: [{ count }] }));
  const argv = [REROOT, "lab", "up", "--mix", mix, "--clock-rate", "0", "--json"];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
  const [first] = await once(createInterface({ input: child.stdout }), "line");
  const stop = async () => {
    child.kill("SIGINT");
    await once(child, "exit");
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...JSON.parse(first), pid: child.pid, stop };
}

/** By the system's account (proc(5), in hundredths of a second); 0 where there is none. */
function cpuMsOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(" ");
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return 0;
  }
}

function medianCost(costs) {
  const said = costs.find((cost) => typeof cost === "string");
  return said ?? { ms: median(costs.map((cost) => cost.ms)) };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function perDevice({ cpuMs, count }) {
  return { ms: cpuMs / count };
}

function line(what, said) {
  console.log(`  ${what.padEnd(17)} ${said}`);
}

function ms(value) {
  return `${value.toFixed(2)} ms`;
}

function mib(value) {
  return `${Math.round(value)} MiB`;
}
