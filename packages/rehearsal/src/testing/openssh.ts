/** Runs the OpenSSH commands against a lab, where the machine has them; the password goes in through SSH_ASKPASS. */
import { execFile, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Lab, LabDevice } from "../lab-types.js";

export const hasOpenSsh = spawnSync("ssh", ["-V"]).status === 0;

export class OpenSsh {
  readonly folder = mkdtempSync(join(tmpdir(), "lab-openssh-"));
  readonly #askPass = join(this.folder, "askpass");
  readonly #options: readonly string[];

  constructor(lab: Lab) {
    writeFileSync(join(this.folder, "known_hosts"), lab.knownHosts);
    writeFileSync(this.#askPass, `#!/bin/sh\necho '${lab.password}'\n`);
    chmodSync(this.#askPass, 0o700);
    const options = {
      UserKnownHostsFile: join(this.folder, "known_hosts"),
      StrictHostKeyChecking: "yes",
      PubkeyAuthentication: "no",
      ConnectTimeout: "10",
    };
    this.#options = [
      "-F",
      "none",
      ...Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
    ];
  }

  /** Runs `ssh`, `scp` or `sftp`, with further options such as `Name=value`; resolves with all that it printed and its exit status. */
  run(
    program: "ssh" | "scp" | "sftp",
    args: readonly string[],
    input = "",
    options: readonly string[] = [],
  ): Promise<{ text: string; status: number }> {
    const env = { ...process.env, SSH_ASKPASS: this.#askPass, SSH_ASKPASS_REQUIRE: "force", DISPLAY: ":0" };
    return new Promise((resolve) => {
      const child = execFile(
        program,
        [...options.flatMap((option) => ["-o", option]), ...this.#options, ...args],
        { env, timeout: 30_000 },
        (error, out, err) =>
          resolve({ text: out + err, status: error === null ? 0 : Number(error.code ?? 1) }),
      );
      child.stdin?.end(input);
    });
  }

  /** A shell on a device, with `lines` typed ahead. */
  shell(lab: Lab, device: LabDevice, lines: readonly string[]): Promise<{ text: string; status: number }> {
    return this.run(
      "ssh",
      ["-tt", "-p", String(device.port), `${lab.username}@${device.host}`],
      lines.map((line) => `${line}\r`).join(""),
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
