/** OpenSSH's own commands against a device; a password goes in by SSH_ASKPASS, and host keys are always checked. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { inject } from "vitest";
import type { ReadyDevice } from "./lab-process.js";
import { type Ran, run } from "./programs.js";

export class OpenSsh {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "reroot-openssh-"));
  readonly #askPass = path.join(this.folder, "askpass");

  constructor() {
    fs.writeFileSync(this.#askPass, `#!/bin/sh\necho '${inject("lab").password}'\n`, { mode: 0o700 });
  }

  shell(device: ReadyDevice, typed: string, options: readonly string[] = []): Promise<Ran> {
    return this.#run("ssh", ["-tt", ...this.#to(device, "-p", options)], typed);
  }

  exec(device: ReadyDevice, command: string, options: readonly string[] = []): Promise<Ran> {
    return this.#run("ssh", [...this.#to(device, "-p", options), command]);
  }

  sftp(device: ReadyDevice, batch: string): Promise<Ran> {
    // A batch forbids asking for a password, unless an option before it says otherwise.
    const options = ["-oBatchMode=no", "-b", "-"];
    return this.#run("sftp", [...options, ...this.#to(device, "-P")], batch);
  }

  /** `remote:PATH` stands for a path on the device. */
  scp(device: ReadyDevice, protocol: "sftp" | "old", from: string, to: string): Promise<Ran> {
    const [user] = this.#to(device, "-P").slice(-1);
    const place = (name: string) => name.replace(/^remote:/, `${user}:`);
    const options = [...(protocol === "old" ? ["-O"] : []), ...this.#to(device, "-P").slice(0, -1)];
    return this.#run("scp", [...options, place(from), place(to)]);
  }

  file(name: string, content: string | Buffer): string {
    const file = path.join(this.folder, name);
    fs.writeFileSync(file, content);
    return file;
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  #to(device: ReadyDevice, portOption: "-p" | "-P", options: readonly string[] = []): string[] {
    const { username, hostKeys } = inject("lab");
    const always = [`UserKnownHostsFile=${hostKeys}`, "StrictHostKeyChecking=yes", "IdentitiesOnly=yes"];
    // The first value of an option counts in OpenSSH.
    const chosen = [...options, ...always].flatMap((option) => ["-o", option]);
    return ["-F", "none", ...chosen, portOption, String(device.port), `${username}@${device.host}`];
  }

  #run(program: string, args: readonly string[], input = ""): Promise<Ran> {
    const env = { SSH_ASKPASS: this.#askPass, SSH_ASKPASS_REQUIRE: "force", DISPLAY: ":0" };
    return run(program, args, { input, env });
  }
}
