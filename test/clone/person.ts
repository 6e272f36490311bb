/** Somebody at a terminal: a user id, a home of their own with nothing in it, and commands that they type. */
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

export interface Person {
  readonly home: string;
  /** Clones the commit that is checked out here into a folder of their home. */
  clone(folder: string): string;
  /** Runs one command line's words to its end. */
  type(directory: string, ...words: readonly string[]): Outcome;
  leave(): void;
}

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const repository = path.resolve(import.meta.dirname, "../..");

/** @param uid of the person; only root can be somebody else. */
export function arrive(uid: number): Person {
  const outside = fs.mkdtempSync(path.join(os.tmpdir(), "reroot-clone-"));
  fs.chmodSync(outside, 0o755);
  const home = path.join(outside, "home");
  fs.mkdirSync(home, { mode: 0o700 });
  const somebodyElse = uid !== process.getuid?.();
  const owner = somebodyElse ? { uid, gid: uid } : {};
  const give = (place: string) => somebodyElse && execFileSync("chown", ["-R", `${uid}:${uid}`, place]);
  give(home);
  return {
    home,
    clone(folder) {
      const place = path.join(home, folder);
      execFileSync("git", ["clone", "--quiet", repository, place]);
      give(place);
      return place;
    },
    type(directory, command = "", ...words) {
      const options = { ...owner, cwd: directory, env: environmentOf(home), encoding: "utf8" } as const;
      const limits = { timeout: 540_000, maxBuffer: 64 * 1024 * 1024 };
      const { status, stdout, stderr } = spawnSync(command, words, { ...options, ...limits });
      return { exitCode: status, stdout, stderr };
    },
    leave: () => fs.rmSync(outside, { recursive: true, force: true }),
  };
}

/** A fresh login: of our own environment only what says how to reach the network, and from where to download. */
function environmentOf(home: string): NodeJS.ProcessEnv {
  const network = /^(PATH|LANG|CI|.*_proxy|SSL_CERT_.*|NODE_EXTRA_CA_CERTS)$/i;
  const kept = Object.entries(process.env).filter(([name]) => network.test(name));
  return { ...Object.fromEntries(kept), HOME: home, npm_config_registry: registry() };
}

function registry(): string {
  return execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).trim();
}
