/** Types lines into a router's terminal with OpenSSH, as an operator would: nothing of Reroot's own is in between. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Resolves with what the router said once it has ended the session.
 *
 * @param {{ username: string, password: string, hostKeys: string }} lab
 * @param {{ host: string, port: number }} device
 * @param {readonly string[]} lines
 * @param {string} folder for the script by which OpenSSH learns the password
 * @returns {Promise<string>}
 */
export function typeInto(lab, device, lines, folder) {
  const askpass = join(folder, "askpass.sh");
  writeFileSync(askpass, `#!/bin/sh\nprintf '%s\\n' "$LAB_PASSWORD"\n`, { mode: 0o700 });
  const options = [
    "-o",
    "LogLevel=ERROR",
    "-tt",
    "-o",
    `UserKnownHostsFile=${lab.hostKeys}`,
    "-o",
    "StrictHostKeyChecking=yes",
    "-F",
    "none",
  ];
  const child = spawn("ssh", [...options, "-p", String(device.port), `${lab.username}@${device.host}`], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, LAB_PASSWORD: lab.password, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: "force" },
  });
  let said = "";
  child.stdout.on("data", (bytes) => {
    said += bytes;
  });
  child.stdin.end(`${[...lines, "exit"].join("\n")}\n`);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve(said) : reject(new Error(`ssh ended with ${code}: ${said}`)),
    );
  });
}
