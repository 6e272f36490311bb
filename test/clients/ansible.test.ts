import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { device, type Truth, truthOf } from "./lab-facts.js";
import { hasProgram, run } from "./programs.js";

const playbook = fileURLToPath(new URL("ansible-playbook.yaml", import.meta.url));
const COLLECTION = "/usr/lib/python3/dist-packages/ansible_collections/cisco/iosxr";
const names = ["lab-004", "lab-008", "lab-012"];
/** The one whose configuration is replaced as a whole at the end. */
const REPLACED = "lab-012";
const WHOLE =
  "hostname replaced\ndomain name replaced.example\nusername lab\n group root-lr\n!\nssh server v2\n";

/** The fields that these tests use of what Ansible's `json` callback prints. */
interface Play {
  readonly plays: readonly { readonly tasks: readonly Task[] }[];
}
interface Task {
  readonly task: { readonly name: string };
  readonly hosts: Readonly<Record<string, TaskResult>>;
}
interface TaskResult {
  readonly changed?: boolean;
  readonly failed?: boolean;
  readonly msg?: string;
  readonly stdout?: readonly string[];
  readonly commands?: readonly string[];
  readonly diff?: { readonly prepared?: string };
  readonly ansible_facts?: Readonly<Record<string, unknown>>;
}

describe.skipIf(!hasProgram("ansible-playbook") || !fs.existsSync(COLLECTION))("Ansible cisco.iosxr", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "reroot-ansible-"));
  const before = new Map<string, Truth>();
  let tasks: readonly Task[];
  beforeAll(async () => {
    for (const name of names) before.set(name, await truthOf(device(name)));
    tasks = await play(folder);
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  const result = (task: string, name: string): TaskResult => {
    const found = tasks.find((candidate) => candidate.task.name === task)?.hosts[name];
    if (found === undefined) throw new Error(`no result of ${task} on ${name}`);
    return found;
  };

  describe.each(names)("on %s", (name) => {
    it("runs commands", () => {
      const [clock, hostname] = result("commands", name).stdout ?? [];
      expect(clock).toMatch(/^\d\d:\d\d:\d\d\.\d{3} UTC \w{3} \w{3} \d\d 20\d\d$/);
      expect(hostname).toBe(`hostname ${before.get(name)!.hostname}`);
    });

    it("gathers facts", () => {
      const facts = result("facts", name).ansible_facts!;
      expect(facts).toMatchObject({
        ansible_net_system: "iosxr",
        ansible_net_hostname: before.get(name)!.hostname,
        ansible_net_version: expect.stringContaining(before.get(name)!.release),
        ansible_net_all_ipv4_addresses: ["192.0.2.200"],
      });
      // What an 8000 prints holds none of the forms that the collection looks for.
      if (device(name).platform !== "cisco8000") expect(facts.ansible_net_model).toMatch(/^(NCS|ASR)/);
      expect(facts.ansible_net_filesystems).toHaveLength(1);
      for (const line of before.get(name)!.configuration)
        expect(facts.ansible_net_config).toContain(line.trim());
    });

    it("shows in check mode what it would change, and changes nothing", () => {
      const checked = result("check", name);
      expect(checked.changed).toBe(true);
      expect(checked.diff?.prepared).toContain("+   cabundle url http://ansible.example/ios.p7b");
      expect(result("running after check", name).stdout?.[0]).not.toContain("ansible.example");
    });

    it("commits once", async () => {
      expect(result("commit", name)).toMatchObject({ changed: true });
      expect(result("commit again", name)).toMatchObject({ changed: false });
      expect(result("hostname", name)).toMatchObject({ changed: true });
      const { configuration, hostname, commits } = await truthOf(device(name));
      if (name === REPLACED) return;
      expect(configuration).toContain(" cabundle url http://ansible.example/ios.p7b");
      expect(hostname).toBe(`${name}-by-ansible`);
      expect(commits).toBe(2);
    });

    it("recognizes a refusal", () => {
      expect(result("refused", name)).toMatchObject({ failed: true });
      expect(result("refused", name).msg).toContain("Invalid input detected");
    });
  });

  it("replaces a whole configuration from a file that it copies there", async () => {
    expect(result("replace", REPLACED)).toMatchObject({ changed: true });
    const { configuration } = await truthOf(device(REPLACED));
    expect(configuration).toEqual(WHOLE.trimEnd().split("\n"));
  });
});

async function play(folder: string): Promise<readonly Task[]> {
  const { username, password, hostKeys } = inject("lab");
  const whole = path.join(folder, "whole.cfg");
  fs.writeFileSync(whole, WHOLE);
  const hosts = names.map((name) => {
    const { host, port } = device(name);
    const more = name === REPLACED ? { whole_configuration: whole } : {};
    return [name, { ansible_host: host, ansible_port: port, new_name: `${name}-by-ansible`, ...more }];
  });
  const vars = {
    ansible_user: username,
    ansible_password: password,
    ansible_connection: "ansible.netcommon.network_cli",
    ansible_network_os: "cisco.iosxr.iosxr",
    ansible_network_cli_ssh_type: "paramiko",
    ansible_ssh_common_args: `-o UserKnownHostsFile=${hostKeys}`,
  };
  const inventory = path.join(folder, "inventory.json");
  fs.writeFileSync(inventory, JSON.stringify({ routers: { hosts: Object.fromEntries(hosts), vars } }));
  const ran = await run("ansible-playbook", ["-i", inventory, playbook], {
    cwd: folder,
    env: {
      ANSIBLE_STDOUT_CALLBACK: "json",
      ANSIBLE_DEPRECATION_WARNINGS: "False",
      // Paramiko knows ~/.ssh/known_hosts only, which is not ours to write.
      ANSIBLE_HOST_KEY_CHECKING: "False",
      ANSIBLE_LOCAL_TEMP: path.join(folder, "tmp"),
      ANSIBLE_HOME: path.join(folder, "home"),
    },
  });
  const start = ran.out.indexOf("{");
  if (start === -1) throw new Error(`ansible-playbook ended with ${ran.status}\n${ran.err}\n${ran.out}`);
  const printed = JSON.parse(ran.out.slice(start)) as Play;
  return printed.plays.flatMap(({ tasks }) => tasks);
}
