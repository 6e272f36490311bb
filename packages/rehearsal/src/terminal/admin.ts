/**
 * The administration plane of classic and eXR routers. Its `show` commands are those of EXEC, under its own timestamp
 * on eXR; its configuration can be entered and left, and takes nothing. Prompts and first lines are captured ones.
 */
import type { EmulatedRouter } from "../router/router.js";
import { Bash } from "./bash.js";
import type { CommandEntry } from "./command.js";
import { errorLines } from "./error-lines.js";
import { ADMIN_GRAMMAR } from "./exec-commands.js";
import { Grammar } from "./grammar.js";
import { type Plane, type PlaneAnswer, prints } from "./plane.js";
import { adminTimestamp } from "./timestamp-line.js";

export interface AdminPorts {
  /** Runs an EXEC command, with timestamp, filters and paging. */
  exec(entry: CommandEntry, parameters: Readonly<Record<string, string>>, line: string): Promise<void>;
}

export class AdminPlane implements Plane {
  readonly #router: EmulatedRouter;
  readonly #ports: AdminPorts;

  constructor(router: EmulatedRouter, ports: AdminPorts) {
    this.#router = router;
    this.#ports = ports;
  }

  /** What is printed on the way in. */
  welcome(user: string): string[] {
    if (this.#isClassic()) return [];
    const prompt = this.prompt().slice(0, -1);
    return [`${user} connected from 127.0.0.1 using ssh on ${prompt}`];
  }

  prompt(): string {
    const { node, hostname, profile } = this.#router;
    if (this.#isClassic()) return `${node}:${hostname}(admin)#`;
    return `sysadmin-vm:0_${profile.processors[0].split("/")[1]}#`;
  }

  next(typed: string): readonly string[] | undefined {
    return ADMIN_GRAMMAR.next(typed);
  }

  async run(line: string): Promise<PlaneAnswer> {
    const parsed = ADMIN_GRAMMAR.parse(line.split(/\s\|/)[0]!);
    if (parsed.kind !== "match") return prints(...errorLines(parsed, this.prompt().length));
    const { leaf, parameters } = parsed.match;
    if (leaf === "leave") return { kind: "leaves" };
    if (leaf === "configure")
      return { kind: "enters", plane: new AdminConfiguration(this.prompt()), lines: [] };
    if (leaf === "shell") return this.#shell();
    await this.#ports.exec(leaf, parameters, line);
    return prints();
  }

  #shell(): PlaneAnswer {
    const { files, hostname } = this.#router;
    const prompt = this.#isClassic() ? "#" : `[${this.prompt().slice(0, -1)}:~]$`;
    const lines = this.#isClassic() ? [] : [adminTimestamp(this.#router.now())];
    return { kind: "enters", plane: new Bash({ prompt, files, hostname, home: "/misc/disk1" }), lines };
  }

  #isClassic(): boolean {
    return this.#router.profile.architecture === "classic";
  }
}

const CONFIGURATION = new Grammar<"leave" | "nothing" | "unchanged">([
  ...["exit", "end", "abort"].map((word) => [word, "leave"] as const),
  ["commit", "nothing"],
  ["show configuration", "unchanged"],
]);

/** `(admin-config)#` on classic routers, `sysadmin-vm:0_RP0(config)#` on eXR. */
class AdminConfiguration implements Plane {
  readonly #prompt: string;

  constructor(prompt: string) {
    this.#prompt = prompt.endsWith("(admin)#")
      ? prompt.replace("(admin)#", "(admin-config)#")
      : prompt.replace("#", "(config)#");
  }

  prompt(): string {
    return this.#prompt;
  }

  next(typed: string): readonly string[] | undefined {
    return CONFIGURATION.next(typed);
  }

  run(line: string): PlaneAnswer {
    const parsed = CONFIGURATION.parse(line);
    if (parsed.kind !== "match") return prints(...errorLines(parsed, this.#prompt.length));
    if (parsed.match.leaf === "leave") return { kind: "leaves" };
    return parsed.match.leaf === "nothing" ? prints() : prints("% No configuration changes found.");
  }
}
