/** What Ansible's module for IOS XR needs for the same four commands: its own CPU time and that of its forks. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Half a second of CPU each: a few routers tell as much as a thousand. */
const ROUTERS = 20;
const COMMANDS = [
  "show version",
  "show clock",
  "show crypto ca trustpool",
  "show crypto ca trustpool policy",
];

/** `{ ms }` a device, or a sentence that says why there is none. */
export function ansibleCost({ devices, username, password }) {
  const found = spawnSync("ansible-playbook", ["--version"], { encoding: "utf8" });
  if (found.status !== 0) return "not installed (Debian: ansible), not compared";
  const folder = mkdtempSync(join(tmpdir(), "bench-ansible-"));
  try {
    const chosen = devices.slice(0, ROUTERS);
    writeFileSync(join(folder, "hosts.ini"), hosts(chosen, { username, password }));
    writeFileSync(join(folder, "read.yml"), playbook());
    return measured(folder, chosen.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measured(folder, count) {
  // bash's own clock is the one that counts a child's children too.
  const line = 'TIMEFORMAT="cpu %U %S"; time ansible-playbook -i hosts.ini -f 20 read.yml';
  const environment = {
    ...process.env,
    ANSIBLE_HOST_KEY_CHECKING: "False",
    ANSIBLE_HOME: folder,
    ANSIBLE_LOCAL_TEMP: folder,
    ANSIBLE_NETWORK_CLI_SSH_TYPE: "paramiko",
  };
  const ran = spawnSync("bash", ["-c", line], {
    cwd: folder,
    env: environment,
    encoding: "utf8",
    timeout: 600_000,
  });
  const cpu = /^cpu ([\d.]+) ([\d.]+)$/m.exec(ran.stderr ?? "");
  const succeeded = (ran.stdout.match(/ok=1 .*failed=0/g) ?? []).length;
  if (!cpu || succeeded < count) {
    const why = /fatal: .*|ERROR!.*/.exec(ran.stdout + ran.stderr)?.[0] ?? "no reason given";
    return `read ${succeeded} of ${count} only (${why.slice(0, 200)}), not compared`;
  }
  return { ms: (1000 * (Number(cpu[1]) + Number(cpu[2]))) / count };
}

function hosts(devices, { username, password }) {
  const lines = devices.map(({ name, host, port }) => `${name} ansible_host=${host} ansible_port=${port}`);
  const all = [
    "ansible_connection=ansible.netcommon.network_cli",
    "ansible_network_os=cisco.iosxr.iosxr",
    `ansible_user=${username}`,
    `ansible_password=${password}`,
    "ansible_command_timeout=120",
  ];
  return [...lines, "", "[all:vars]", ...all, ""].join("\n");
}

function playbook() {
  const task = { name: "read", "cisco.iosxr.iosxr_command": { commands: COMMANDS } };
  return JSON.stringify([{ hosts: "all", gather_facts: false, tasks: [task] }]);
}
