/**
 * Where a password comes from: a file descriptor, a helper command, the environment, or a prompt; never from an argument,
 * which every user of the machine could read, and never from a file of ours.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { EXIT } from "./exit-code.js";
import { Refusal } from "./refusal.js";
import type { World } from "./world.js";

/** How one secret is named wherever it can come from. */
export interface SecretSource {
  /** What it is, such as "A password". */
  readonly what: string;
  /** The environment's variable. */
  readonly variable: string;
  /** The option that takes a file descriptor, such as `--password-fd`. */
  readonly option: string;
  readonly question: string;
}

/** @throws {Refusal} when none is given and nobody is there to ask. */
export async function passwordFor(user: string, world: World, descriptor?: number): Promise<string> {
  const question = `Password of ${user}: `;
  const source = {
    what: "A password",
    variable: "REROOT_PASSWORD",
    option: "--password-fd",
    question,
  };
  return secretFrom(source, world, descriptor);
}

/** @throws {Refusal} when none is given and nobody is there to ask. */
export async function secretFrom(
  { what, variable, option, question }: SecretSource,
  world: World,
  descriptor?: number,
): Promise<string> {
  if (descriptor !== undefined) return fromDescriptor(descriptor, option);
  const given = world.environment[variable];
  if (given !== undefined && given !== "") return given;
  if (world.stdin.isTTY && world.stderr.isTerminal) return prompted(question, world);
  throw new Refusal({
    sentence: `${what} is needed, and there is nobody to ask for it.`,
    advice: `Set ${variable}, or give a file descriptor: ${option} 3 3< secret-file`,
  });
}

const HELPER_TIMEOUT_MS = 60_000;
const LONGEST_SECRET = 64 * 1024;

/** The first line that a command of the user's own prints, such as `pass show routers`. @throws {Refusal} */
export function passwordByCommand(command: string): Promise<string> {
  const limits = { timeout: HELPER_TIMEOUT_MS, maxBuffer: LONGEST_SECRET, encoding: "utf8" } as const;
  return new Promise((resolve, reject) => {
    execFile("/bin/sh", ["-c", command], limits, (error, stdout) => {
      const password = stdout.split(/\r?\n/, 1)[0] ?? "";
      if (!error && password !== "") return resolve(password);
      const why = error?.killed
        ? "did not end in time"
        : error
          ? `failed (${error.code})`
          : "printed nothing";
      // Neither its output nor its words are shown: they may hold the secret.
      reject(
        new Refusal({
          sentence: `The command for the password ${why}.`,
          place: "--password-command",
          advice: "Run it by itself; it must print the password on its first line and end with 0.",
        }),
      );
    });
  });
}

/** Undefined where nobody is there to ask: the key is then not used. */
export async function passphraseFor(file: string, world: World): Promise<string | undefined> {
  const given = world.environment.REROOT_KEY_PASSPHRASE;
  if (given !== undefined && given !== "") return given;
  if (!world.stdin.isTTY || !world.stderr.isTerminal) return undefined;
  return prompted(`Passphrase of ${file}: `, world);
}

function fromDescriptor(descriptor: number, option: string): string {
  try {
    return readFileSync(descriptor, "utf8").replace(/\r?\n$/, "");
  } catch {
    throw new Refusal({
      sentence: `Nothing can be read from file descriptor ${descriptor}.`,
      place: option,
      advice: `Open it in the shell: reroot ... ${option} ${descriptor} ${descriptor}< secret-file`,
    });
  }
}

/** Reads one line without showing it. */
function prompted(question: string, world: World): Promise<string> {
  const { stdin, stderr } = world;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.resume();
  return new Promise((resolve, reject) => {
    let typed = "";
    const end = (settle: () => void) => {
      stdin.off("data", onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write("\n");
      settle();
    };
    const onData = (chunk: Buffer | string) => {
      for (const key of chunk.toString()) {
        if (key === "\r" || key === "\n" || key === "\u0004") return end(() => resolve(typed));
        if (key === "\u0003")
          return end(() => reject(new Refusal({ sentence: "Cancelled.", exitCode: EXIT.usage })));
        typed = key === "\u007f" || key === "\b" ? typed.slice(0, -1) : typed + key;
      }
    };
    stdin.on("data", onData);
  });
}
