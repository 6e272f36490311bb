// Runs one command of the set-up: its output goes to a log, and stderr says when it starts, when it ends, and,
// should it fail, how its output ended and what to do next.
import { spawn } from "node:child_process";
import fs from "node:fs";

/** Set-up could not be done; the message says what failed and what to do about it. */
export class SetUpFailed extends Error {}

/**
 * @typedef {object} Step
 * @property {string} doing what is said of it while it runs
 * @property {string[]} command
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env
 * @property {string} log the file that takes its output
 * @property {string} advice what to do when it fails
 */

/** @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs one command with its output in a log, and says when it starts and ends.
 * @param {Step} what
 */
export async function step({ doing, command, cwd, env, log, advice }) {
  const started = Date.now();
  const elapsed = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  say(`${doing}...`);
  const reminder = setInterval(() => say(`${doing}... ${elapsed()} so far`), 15_000);
  const outcome = await run({ command, cwd, env, log }).finally(() => clearInterval(reminder));
  if (outcome === "exit 0") return say(`${doing}: done in ${elapsed()}`);
  throw new SetUpFailed(`${doing}: failed after ${elapsed()} (${outcome}).\n${endOf(log)}${advice}`);
}

/**
 * @param {Pick<Step, "command" | "cwd" | "env" | "log">} what
 * @returns {Promise<string>} "exit 0", or how else it ended
 */
async function run({ command: [file = "", ...args], cwd, env, log }) {
  const output = fs.openSync(log, "w");
  const shell = process.platform === "win32" && file === "npm";
  const child = spawn(file, args, { cwd, env, shell, stdio: ["ignore", output, output] });
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once("error", () => resolve(`${file} cannot be started; is it installed, and on the PATH?`));
    child.once("close", (code, signal) => resolve(signal ?? `exit ${code}`));
  });
  // When we are told to stop, the lock is kept until the child has stopped too.
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    child.kill(signal);
    ended.then(() => process.exit(signal === "SIGINT" ? 130 : 143));
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    return await ended;
  } finally {
    process.removeListener("SIGINT", stop).removeListener("SIGTERM", stop);
    fs.closeSync(output);
  }
}

/** @param {string} log */
function endOf(log) {
  const lines = fs.readFileSync(log, "utf8").trimEnd().split("\n");
  if (lines.join("") === "") return "";
  const last = lines.slice(-12).map((line) => `  | ${line}\n`);
  return `The end of what it said:\n${last.join("")}All of it: ${log}\n`;
}
