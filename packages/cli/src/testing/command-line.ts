/** Runs commands in a world of their own: a folder that goes away, a clock that stands, streams that are kept. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../main.js";
import { realWorld, type World } from "../world.js";

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface CommandLine {
  readonly directory: string;
  run(...argv: readonly string[]): Promise<Ended>;
  /** Starts a command and leaves it running; `stop` is what Ctrl-C is to a person. */
  start(...argv: readonly string[]): Running;
  remove(): void;
}

export interface Running {
  /** Resolves with the first line on stdout; rejects when the command ends without one. */
  readonly firstLine: Promise<string>;
  /** What it wrote so far. */
  said(): Omit<Ended, "code">;
  stop(): Promise<Ended>;
}

export interface CommandLineOptions {
  readonly now?: () => Date;
  readonly environment?: Readonly<Record<string, string>>;
  /** Columns of a terminal; absent, output is piped. */
  readonly columns?: number;
  /** Notices of the test's own instead of the repository's. */
  readonly noticesFolder?: string;
}

export function commandLine({
  now,
  environment = {},
  columns,
  noticesFolder,
}: CommandLineOptions = {}): CommandLine {
  const directory = mkdtempSync(join(tmpdir(), "reroot-test-"));
  // A private database of the test's own, where root's server can get to.
  chmodSync(directory, 0o711);
  // Looked at anew for each command: a test may put something into it in between.
  const own = () => ({ XDG_STATE_HOME: join(directory, "state"), ...environment });
  const worldWith = (
    out: (text: string) => void,
    err: (text: string) => void,
    stopped: Promise<void>,
  ): World => ({
    ...realWorld(),
    directory,
    environment: own(),
    stdout: { write: out, isTerminal: columns !== undefined, columns: columns ?? 80 },
    stderr: { write: err, isTerminal: false, columns: 80 },
    untilStopped: () => stopped,
    ...(now && { now }),
    ...(noticesFolder && { noticesFolder }),
  });
  return {
    directory,
    run: async (...argv) => {
      const said = { out: "", err: "" };
      const keep = (stream: "out" | "err") => (text: string) => {
        said[stream] += text;
      };
      const code = await main(argv, worldWith(keep("out"), keep("err"), new Promise(() => {})));
      return { code, ...said };
    },
    start: (...argv) => started(argv, worldWith),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function started(
  argv: readonly string[],
  worldWith: (out: (text: string) => void, err: (text: string) => void, stopped: Promise<void>) => World,
): Running {
  const said = { out: "", err: "" };
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let sawLine = (_: string) => {};
  const firstLine = new Promise<string>((resolve) => {
    sawLine = resolve;
  });
  const out = (text: string) => {
    said.out += text;
    const end = said.out.indexOf("\n");
    if (end >= 0) sawLine(said.out.slice(0, end));
  };
  const err = (text: string) => {
    said.err += text;
  };
  const ended = main(argv, worldWith(out, err, stopped));
  const failed = ended.then(() => Promise.reject(new Error(`ended without a line: ${said.err}`)));
  failed.catch(() => {});
  return {
    firstLine: Promise.race([firstLine, failed]),
    said: () => ({ ...said }),
    stop: async () => {
      stop();
      return { code: await ended, ...said };
    },
  };
}
