/** Starts one lab for all these tests through the command that a person types, and ends it as CI would: by SIGTERM. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

const command = fileURLToPath(new URL("../../bin/reroot.mjs", import.meta.url));

/** Who the routers are: what a client says of one is compared with this, and with the management port. */
const MIX = {
  format: "lab-mix/1",
  routers: [
    { count: 4, platform: "ncs5500", release: "7.1.1", standby: true },
    { count: 4, platform: "asr9000", release: "6.5.3", standby: true },
    { count: 4, platform: "cisco8000", release: "7.3.1" },
  ],
};

/** The fields of the ready line that these tests use (docs/rehearsal.md). */
export interface ReadyLine {
  readonly ready: boolean;
  readonly devices: readonly ReadyDevice[];
  readonly username: string;
  readonly password: string;
  /** A known_hosts file. */
  readonly hostKeys: string;
  readonly management: string;
}

export interface ReadyDevice {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly platform: string;
  readonly release: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    lab: ReadyLine;
  }
}

export default async function startLabProcess(project: TestProject): Promise<() => Promise<void>> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "reroot-clients-"));
  const mix = path.join(folder, "mix.json");
  fs.writeFileSync(mix, JSON.stringify(MIX));
  const lab = spawn(process.execPath, [command, "lab", "up", "--mix", mix, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const first = await firstLine(lab);
  project.provide("lab", JSON.parse(first) as ReadyLine);
  return async () => {
    lab.kill("SIGTERM");
    const code = lab.exitCode ?? (await once(lab, "exit"))[0];
    fs.rmSync(folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the lab ended with ${code} after SIGTERM`);
  };
}

async function firstLine(lab: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: lab.stdout! })) return line;
  throw new Error(`the lab ended with ${lab.exitCode} before it was ready`);
}
