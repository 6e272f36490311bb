/**
 * Everything outside a command: streams, environment, directory, clock. One value, so that a test can
 * run any command in a world of its own. It knows no command.
 */
import { fileURLToPath } from "node:url";
import type { Sink } from "./terminal/page.js";

export interface World {
  /** Relative file arguments are meant from here. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly stdin: NodeJS.ReadStream;
  /** Holds one folder a field notice. */
  readonly noticesFolder: string;
  now(): Date;
  /** Resolves when the user or the system asks the process to end. */
  untilStopped(): Promise<void>;
}

export function realWorld(): World {
  return {
    directory: process.cwd(),
    environment: process.env,
    stdout: sinkOf(process.stdout),
    stderr: sinkOf(process.stderr),
    stdin: process.stdin,
    noticesFolder: fileURLToPath(new URL("../../../notices/", import.meta.url)),
    now: () => new Date(),
    untilStopped,
  };
}

function sinkOf(stream: NodeJS.WriteStream): Sink {
  return {
    write: (text) => void stream.write(text),
    get isTerminal() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns || 80;
    },
  };
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}
