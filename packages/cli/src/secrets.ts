/**
 * Where a password comes from: a file descriptor, the environment, or a prompt; never from an argument,
 * which every user of the machine could read, and never from a file of ours.
 */
import { readFileSync } from "node:fs";
import { EXIT } from "./exit-code.js";
import { Refusal } from "./refusal.js";
import type { World } from "./world.js";

/** @throws {Refusal} when none is given and nobody is there to ask. */
export async function passwordFor(user: string, world: World, descriptor?: number): Promise<string> {
  if (descriptor !== undefined) return fromDescriptor(descriptor);
  const given = world.environment.REROOT_PASSWORD;
  if (given !== undefined && given !== "") return given;
  if (world.stdin.isTTY && world.stderr.isTerminal) return prompted(`Password of ${user}: `, world);
  throw new Refusal({
    sentence: "A password is needed, and there is nobody to ask for it.",
    advice: "Set REROOT_PASSWORD, or give a file descriptor: --password-fd 3 3< secret-file",
  });
}

function fromDescriptor(descriptor: number): string {
  try {
    return readFileSync(descriptor, "utf8").replace(/\r?\n$/, "");
  } catch {
    throw new Refusal({
      sentence: `Nothing can be read from file descriptor ${descriptor}.`,
      place: "--password-fd",
      advice: `Open it in the shell: reroot ... --password-fd ${descriptor} ${descriptor}< secret-file`,
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
