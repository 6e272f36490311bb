/**
 * Expectations from Ansible's documentation: "How to build your inventory", "Understanding variable
 * precedence", and the pages of the ini and yaml inventory plugins.
 */
import { describe, expect, it } from "vitest";
import { devicesOf, failureOf, understood } from "../testing/reading.js";

const at = (line: number, file = "inventory") => ({ file, line });

describe("the same inventory in INI and in YAML", () => {
  const ini = `
mail.example.com

[webservers]
foo.example.com
bar.example.com

[dbservers]
one.example.com
two.example.com
three.example.com

[east]
foo.example.com
one.example.com
two.example.com

[west]
bar.example.com
three.example.com

[prod:children]
east

[test:children]
west
`;
  const yaml = `
ungrouped:
  hosts:
    mail.example.com:
webservers:
  hosts:
    foo.example.com:
    bar.example.com:
dbservers:
  hosts:
    one.example.com:
    two.example.com:
    three.example.com:
east:
  hosts:
    foo.example.com:
    one.example.com:
    two.example.com:
west:
  hosts:
    bar.example.com:
    three.example.com:
prod:
  children:
    east:
test:
  children:
    west:
`;

  it("gives the same devices", () => {
    expect(understood(ini).formats).toEqual(["ansible-ini"]);
    expect(understood(yaml).formats).toEqual(["ansible-yaml"]);
    expect(devicesOf(ini)).toEqual(devicesOf(yaml));
  });

  it("a member of a child group is a member of its parents", () => {
    const groups = Object.fromEntries(Object.values(devicesOf(ini)).map((one) => [one.name, one.groups]));
    expect(groups).toEqual({
      "mail.example.com": [],
      "foo.example.com": ["east", "prod", "webservers"],
      "bar.example.com": ["test", "webservers", "west"],
      "one.example.com": ["dbservers", "east", "prod"],
      "two.example.com": ["dbservers", "east", "prod"],
      "three.example.com": ["dbservers", "test", "west"],
    });
  });
});

describe("hosts", () => {
  it("ranges are inclusive, keep leading zeros, take a stride, and run over letters", () => {
    const names = (pattern: string) => Object.keys(devicesOf(`${pattern}\n`));
    expect(names("www[01:50].example.com")).toHaveLength(50);
    expect(names("www[01:03].example.com")).toEqual([
      "www01.example.com",
      "www02.example.com",
      "www03.example.com",
    ]);
    expect(names("www[01:50:2].example.com").slice(-1)).toEqual(["www49.example.com"]);
    expect(names("db-[a:c].example.com")).toEqual([
      "db-a.example.com",
      "db-b.example.com",
      "db-c.example.com",
    ]);
    expect(names("r[1:2]-[a:b]")).toEqual(["r1-a", "r1-b", "r2-a", "r2-b"]);
    expect(names("r[8:11]")).toEqual(["r8", "r9", "r10", "r11"]);
  });

  it("in YAML as well", () => {
    expect(Object.keys(devicesOf("core:\n  hosts:\n    r[01:03]:\n      ansible_user: noc\n"))).toEqual([
      "r01",
      "r02",
      "r03",
    ]);
  });

  it.each(["r[1-5]", "r[5:1]", "r[01:100]", "r[a:3]", "r[1:2", "r[1:2:0]", "r[]"])(
    "refuses the range %s",
    (pattern) => {
      expect(failureOf(`[core]\n${pattern}\n`)).toMatchObject({ code: "inventory/bad-range", place: at(2) });
    },
  );

  it("a port may stand behind the name", () => {
    expect(devicesOf("badwolf.example.com:5309\n")["badwolf.example.com"]).toMatchObject({
      host: "badwolf.example.com",
      port: 5309,
    });
    expect(devicesOf("[2001:db8::1]:2022\n2001:db8::2\n")).toMatchObject({
      "2001:db8::1": { host: "2001:db8::1", port: 2022 },
      "2001:db8::2": { host: "2001:db8::2", port: 22 },
    });
  });

  it("an alias is reached at ansible_host and ansible_port", () => {
    expect(devicesOf("jumper ansible_port=5555 ansible_host=192.0.2.50\n").jumper).toEqual({
      name: "jumper",
      host: "192.0.2.50",
      port: 5555,
      groups: [],
    });
  });

  it("a host in several groups is one device, at the line of its first mention", () => {
    const read = understood("[g1]\nhost4\n\n[g2]\nhost4 # same host as above, but member of 2 groups\n");
    expect(read.inventory.devices).toHaveLength(1);
    expect(read.inventory.devices[0]?.groups).toEqual(["g1", "g2"]);
    expect(read.places.get("host4")).toEqual(at(2));
  });
});

describe("values in INI", () => {
  it("quotes hold blanks together and are taken off, and a comment ends the line", () => {
    const text = `r1 ansible_user="noc" site='New York' ansible_port="'2022'" # a comment\n`;
    expect(devicesOf(text).r1).toMatchObject({ username: "noc", site: "New York", port: 2022 });
  });

  it("in :vars everything behind = is the value, but for a comment behind a number", () => {
    const text = "[core]\nr1\n[core:vars]\nansible_port=8022 # members of core\nsite = New York\n";
    expect(devicesOf(text).r1).toMatchObject({ port: 8022, site: "New York" });
  });
});

describe("which value counts", () => {
  const inline = (extra: string) => `[child]\nr1\n[parent:children]\nchild\n${extra}`;
  const user = (texts: Parameters<typeof devicesOf>[0]) => devicesOf(texts).r1?.username;

  it("child before parent before all, whatever their order in the file", () => {
    const all = "[all:vars]\nansible_user=all\n";
    const parent = "[parent:vars]\nansible_user=parent\n";
    const child = "[child:vars]\nansible_user=child\n";
    expect(user(inline(all))).toBe("all");
    expect(user(inline(parent + all))).toBe("parent");
    expect(user(inline(child + parent + all))).toBe("child");
  });

  it("of groups at the same level the last in ASCII order, unless a priority says otherwise", () => {
    const text = (priority: string) =>
      `a_group:\n  hosts: {r1: }\n  vars:\n    ansible_user: a\n${priority}b_group:\n  hosts: {r1: }\n  vars:\n    ansible_user: b\n`;
    expect(user(text(""))).toBe("b");
    expect(user(text("    ansible_group_priority: 10\n"))).toBe("a");
  });

  it("files over the inventory's group variables, group_vars/* over group_vars/all, hosts over groups", () => {
    const hosts = "[child]\nr1\n[parent:children]\nchild\n[child:vars]\nansible_user=inline\n";
    const layers: Record<string, string>[] = [
      { hosts },
      { "group_vars/all.yml": "ansible_user: group_vars-all\n" },
      { "group_vars/parent": "ansible_user: group_vars-parent\n" },
      { "group_vars/child/login.yml": "ansible_user: group_vars-child\n" },
      { hosts: hosts.replace("r1", "r1 ansible_user=host") },
      { "host_vars/r1.yaml": "ansible_user: host_vars\n" },
    ];
    const upTo = (count: number) => Object.assign({}, ...layers.slice(0, count)) as Record<string, string>;
    expect(layers.map((_, index) => user(upTo(index + 1)))).toEqual([
      "inline",
      "group_vars-all",
      "group_vars-parent",
      "group_vars-child",
      "host",
      "host_vars",
    ]);
  });

  it("files of a group's folder are read in their order, and hide a file of the same name", () => {
    const texts = {
      hosts: "[core]\nr1\n",
      "group_vars/core/a.yml": "ansible_user: a\n",
      "group_vars/core/b.yml": "ansible_user: b\n",
      "group_vars/core.yml": "ansible_user: hidden\n",
    };
    const read = understood(texts);
    expect(read.inventory.devices[0]?.username).toBe("b");
    expect(read.ignored).toEqual([
      { reason: "hidden", what: "group_vars/core.yml", place: at(1, "group_vars/core.yml"), count: 1 },
    ]);
  });

  it("a host name with dots has its file", () => {
    const texts = { hosts: "r1.example.net\n", "host_vars/r1.example.net.yml": "ansible_host: 192.0.2.1\n" };
    expect(devicesOf(texts)["r1.example.net"]?.host).toBe("192.0.2.1");
  });

  it("variables of groups and hosts that are not there are listed", () => {
    const texts = { hosts: "r1\n", "group_vars/old.yml": "ansible_user: x\n", "host_vars/r9.yml": "{}\n" };
    expect(understood(texts).ignored.map(({ reason, what }) => [reason, what])).toEqual([
      ["of-nobody", "group_vars/old.yml"],
      ["of-nobody", "host_vars/r9.yml"],
    ]);
  });
});

describe("a folder of sources", () => {
  it("is one inventory, read in ASCII order, with group variables for all of it", () => {
    const texts = {
      "02-groups.yml": "paris:\n  children:\n    core:\n",
      "01-hosts": "[core]\nr1\n",
      "group_vars/paris.yml": "site: paris\n",
    };
    const read = understood(texts);
    expect(read.formats).toEqual(["ansible-ini", "ansible-yaml"]);
    expect(read.inventory.devices).toEqual([
      { name: "r1", host: "r1", port: 22, site: "paris", groups: ["core", "paris"] },
    ]);
    expect(read.places.get("r1")).toEqual(at(2, "01-hosts"));
  });
});

describe("network devices", () => {
  it("the documentation's example for IOS XR", () => {
    const text = [
      "[iosxr]",
      "r1",
      "[iosxr:vars]",
      "ansible_connection=ansible.netcommon.network_cli",
      "ansible_network_os=cisco.iosxr.iosxr",
      "ansible_user=myuser",
      "ansible_password=!vault...",
      `ansible_ssh_common_args='-o ProxyCommand="ssh -W %h:%p -q bastion01"'`,
    ].join("\n");
    const read = understood(text);
    expect(read.inventory.devices).toEqual([
      { name: "r1", host: "r1", port: 22, username: "myuser", os: "iosxr", groups: ["iosxr"] },
    ]);
    expect(read.ignored).toEqual([
      { reason: "secret", what: "ansible_password", place: at(7), count: 1 },
      { reason: "not-used", what: "ansible_ssh_common_args", place: at(8), count: 1 },
    ]);
    expect(JSON.stringify(read)).not.toContain("bastion01");
  });

  it("the port of NETCONF is not the port of the command line", () => {
    const read = understood("r1 ansible_connection=ansible.netcommon.netconf ansible_port=830\n");
    expect(read.inventory.devices[0]?.port).toBe(22);
    expect(read.ignored.map(({ reason }) => reason)).toEqual(["port-of-other-connection"]);
  });

  it("this machine and Windows hosts are left out; local with a network OS is an older way to reach a router", () => {
    const text = [
      "localhost ansible_connection=local",
      "w1 ansible_connection=winrm",
      "r1 ansible_connection=local ansible_network_os=iosxr",
      "r2 ansible_connection=ssh",
    ].join("\n");
    const read = understood(text);
    expect(read.inventory.devices.map(({ name }) => name)).toEqual(["r1", "r2"]);
    expect(read.leftOut).toEqual([
      { name: "localhost", reason: { kind: "connection", connection: "local" }, place: at(1) },
      { name: "w1", reason: { kind: "connection", connection: "winrm" }, place: at(2) },
    ]);
  });
});

describe("what is not read", () => {
  const vault = "!vault |\n        $ANSIBLE_VAULT;1.1;AES256\n        62313365396662343061393464336163\n";

  it("secrets are counted, with the first place, and not kept", () => {
    const read = understood(
      "[core]\nr1 ansible_password=hunter2\nr2 ansible_password=hunter2 ansible_become_pass=hunter3\n[core:vars]\napi_token=hunter4\n",
    );
    expect(read.ignored).toEqual([
      { reason: "secret", what: "ansible_password", place: at(2), count: 2 },
      { reason: "secret", what: "ansible_become_pass", place: at(3), count: 1 },
      { reason: "secret", what: "api_token", place: at(5), count: 1 },
    ]);
    expect(JSON.stringify([read, ...read.places])).not.toContain("hunter");
  });

  it("a key file and a fact that only sounds secret are none", () => {
    const read = understood("r1 ansible_ssh_private_key_file=~/.ssh/id bypass=yes compass_zone=1\n");
    expect(read.ignored.map(({ reason, what }) => [reason, what])).toEqual([
      ["not-used", "ansible_ssh_private_key_file"],
    ]);
  });

  it("an encrypted user name is passed over and said so; an encrypted address is refused", () => {
    const read = understood(`all:\n  hosts:\n    r1:\n      ansible_user: ${vault}`);
    expect(read.inventory.devices).toEqual([{ name: "r1", host: "r1", port: 22, groups: [] }]);
    expect(read.ignored).toEqual([{ reason: "encrypted", what: "ansible_user", place: at(4), count: 1 }]);
    expect(failureOf(`all:\n  hosts:\n    r1:\n      ansible_host: ${vault}`)).toEqual({
      code: "inventory/encrypted",
      place: at(4),
      key: "ansible_host",
    });
  });

  it("a file of variables that is encrypted as a whole", () => {
    const texts = { hosts: "r1\n", "group_vars/all/vault.yml": "$ANSIBLE_VAULT;1.1;AES256\n62313365\n" };
    expect(understood(texts).ignored).toEqual([
      {
        reason: "encrypted",
        what: "group_vars/all/vault.yml",
        place: at(1, "group_vars/all/vault.yml"),
        count: 1,
      },
    ]);
  });

  it.each([
    ["r1 ansible_host='{{ address }}'\n", "ansible_host"],
    ["r1 ansible_port='{{ port }}'\n", "ansible_port"],
    ["r1 ansible_user='{{ vault_user }}'\n", "ansible_user"],
    ["r1 ansible_connection='{{ kind }}'\n", "ansible_connection"],
    ["r1 ansible_network_os='{{ os }}'\n", "ansible_network_os"],
  ])("a template in a value that is needed is refused: %j", (text, key) => {
    expect(failureOf(text)).toEqual({ code: "inventory/template", place: at(1), key });
  });

  it("a template that a nearer value overrides is no matter, nor is one that is not needed", () => {
    const text =
      "[core]\nr1 ansible_user=noc\n[core:vars]\nansible_user={{ vault_user }}\nsite={{ dc }}\nmotd={{ x }}\n";
    const read = understood(text);
    expect(read.inventory.devices[0]).toEqual({
      name: "r1",
      host: "r1",
      port: 22,
      username: "noc",
      groups: ["core"],
    });
    expect(read.ignored).toEqual([{ reason: "not-a-text", what: "site", place: at(5), count: 1 }]);
  });
});

describe("mistakes", () => {
  it.each([
    [
      "[core]\nr1\n[all:children]\ncore\nedge\n",
      { code: "inventory/unknown-group", place: at(5), group: "edge" },
    ],
    ["[core]\nr1\n[edge:vars]\na=b\n", { code: "inventory/unknown-group", place: at(3), group: "edge" }],
    [
      "[a:children]\nb\n[b:children]\nc\n[c:children]\na\n[x]\nr1\n",
      { code: "inventory/group-cycle", place: at(2), groups: ["a", "b", "c", "a"] },
    ],
    ["[a:children]\na\n[x]\nr1\n", { code: "inventory/group-cycle", place: at(2), groups: ["a", "a"] }],
    [
      "[a:children]\nall\n[x]\nr1\n",
      { code: "inventory/group-cycle", place: at(2), groups: ["all", "a", "all"] },
    ],
    [
      "a:\n  children:\n    b:\n      children:\n        a:\n          hosts: {r1: }\n",
      { code: "inventory/group-cycle" },
    ],
    ["[core]\nr1 ansible_port=ssh\n", { code: "inventory/bad-value", place: at(2), key: "ansible_port" }],
    ["[core]\nr1 ansible_port=0\n", { code: "inventory/bad-value", place: at(2), key: "ansible_port" }],
    ["[core]\nr1:99999\n", { code: "inventory/bad-value", place: at(2), key: "the port" }],
    ["[core]\nr1 noc\n", { code: "inventory/bad-line", place: at(2) }],
    ["[core]\nr1 a='b\n", { code: "inventory/bad-line", place: at(2) }],
    ["[core:hots]\nr1\n", { code: "inventory/bad-line", place: at(1) }],
    ["[core one]\nr1\n", { code: "inventory/bad-line", place: at(1) }],
    ["[core]\nr1\n[core:vars]\nsite paris\n", { code: "inventory/bad-line", place: at(4) }],
    ["[core]\nr1\n[a:children]\ncore edge\n", { code: "inventory/bad-line", place: at(4) }],
    ["core:\n  hosts:\n    - r1\n", { code: "inventory/not-a-mapping", place: at(2) }],
    ["core:\n  hosts:\n    r1: noc\n", { code: "inventory/not-a-mapping", place: at(3) }],
    ["core:\n  hosts:\n    r1:\n    r1:\n", { code: "inventory/duplicate-key", place: at(4), key: "r1" }],
    ["[core]\n", { code: "inventory/no-devices" }],
  ])("%j", (text, failure) => {
    expect(failureOf(text)).toMatchObject(failure);
  });

  it("in a file of variables, names that file", () => {
    const texts = { hosts: "[core]\nr1\n", "group_vars/core.yml": "# login\nansible_port: many\n" };
    expect(failureOf(texts)).toMatchObject({
      code: "inventory/bad-value",
      place: at(2, "group_vars/core.yml"),
    });
    expect(failureOf({ ...texts, "group_vars/core.yml": "- a\n" })).toMatchObject({
      code: "inventory/not-a-mapping",
      place: at(1, "group_vars/core.yml"),
    });
  });

  it("groups a hundred deep are read, more are not", () => {
    const chain = (levels: number) =>
      `[g0]\nr1\n${Array.from({ length: levels }, (_, n) => `[g${n + 1}:children]\ng${n}\n`).join("")}`;
    expect(devicesOf(chain(90)).r1?.groups).toHaveLength(91);
    expect(failureOf(chain(5000))).toMatchObject({ code: "inventory/too-deep" });
  });
});

describe("YAML's own shorthands", () => {
  it("anchors and merge keys", () => {
    const text = [
      "all:",
      "  vars: &login",
      "    ansible_user: noc",
      "    ansible_port: 2022",
      "  hosts:",
      "    r1:",
      "      <<: *login",
      "      ansible_port: 22",
      "    r2: *login",
    ].join("\n");
    expect(devicesOf(text)).toMatchObject({
      r1: { username: "noc", port: 22 },
      r2: { username: "noc", port: 2022 },
    });
  });

  it("values stay as they are written", () => {
    expect(devicesOf("all:\n  hosts:\n    r1:\n      site: 1.10\n      ansible_user: no\n").r1).toMatchObject(
      {
        site: "1.10",
        username: "no",
      },
    );
  });
});
