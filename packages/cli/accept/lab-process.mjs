// A lab in a process of its own, as `reroot lab up` starts it, and its management port.
import { spawn } from "node:child_process";
import readline from "node:readline";
import { fileURLToPath } from "node:url";

const reroot = fileURLToPath(new URL("../../../bin/reroot.mjs", import.meta.url));

/** @param {{ devices: number, seed: number, at: string, rate: number }} options */
export async function startLab({ devices, seed, at, rate }) {
  const words = ["lab", "up", "--devices", String(devices), "--seed", String(seed), "--json"];
  const child = spawn(process.execPath, [reroot, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await new Promise((resolve, reject) => {
    readline.createInterface({ input: child.stdout }).once("line", (text) => resolve([text]));
    child.once("exit", (code) => reject(new Error(`the lab ended with ${code}`)));
  });
  const ready = JSON.parse(line);
  const get = async (path) => (await fetch(`${ready.management}${path}`)).json();
  const put = async (path, body) => {
    const answer = await fetch(`${ready.management}${path}`, { method: "PUT", body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return answer.json();
  };
  await put("/clock", { now: at });
  await put("/clock", { rate });
  return { ...ready, get, put, stop: () => ended(child, "SIGTERM") };
}

/** Runs one `reroot` command to its end. */
export async function command(directory, environment, ...words) {
  const child = spawn(process.execPath, [reroot, ...words], {
    cwd: directory,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
  const code = await new Promise((resolve) => child.once("close", resolve));
  return { code, said };
}

export function ended(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  return gone;
}
