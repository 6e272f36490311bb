/**
 * The shell behind `run`, `bash` and `attach location`: enough of it that a script which looks around finds its way.
 * Prompts are captured ones: `[xr-vm_node0_RP0_CPU0:~]$` on eXR, `[node0_RP0_CPU0:~]$` on the latest architecture and
 * `#` on classic routers. It knows a handful of commands, and no program of a router.
 */
import type { FileSystem } from "../router/files.js";
import { type Plane, type PlaneAnswer, prints } from "./plane.js";
import { typedPath } from "./typed-path.js";

export interface BashParts {
  readonly prompt: string;
  readonly hostname: string;
  readonly home: string;
  readonly files: FileSystem;
}

export class Bash implements Plane {
  readonly #parts: BashParts;

  constructor(parts: BashParts) {
    this.#parts = parts;
  }

  prompt(): string {
    return this.#parts.prompt;
  }

  next(): undefined {
    return undefined;
  }

  run(line: string): PlaneAnswer {
    const [command = "", ...rest] = line.trim().split(/\s+/);
    switch (command) {
      case "":
        return prints();
      case "exit":
      case "logout":
        return { kind: "leaves" };
      case "pwd":
        return prints(this.#parts.home);
      case "hostname":
        return prints(this.#parts.hostname);
      case "whoami":
        return prints("root");
      case "echo":
        return prints(rest.join(" ").replace(/^(["'])(.*)\1$/, "$2"));
      case "ls":
        return this.#list(rest.find((word) => !word.startsWith("-")));
      default:
        return prints(`-sh: ${command}: command not found`);
    }
  }

  #list(typed: string | undefined): PlaneAnswer {
    const path = typedPath(typed ?? "disk0:");
    if (path === undefined || !this.#parts.files.isFolder(path))
      return prints(`ls: cannot access ${typed}: No such file or directory`);
    const names = this.#parts.files.list(path).map(({ name }) => name);
    return names.length === 0 ? prints() : prints(names.join("  "));
  }
}
