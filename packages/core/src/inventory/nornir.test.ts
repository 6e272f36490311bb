/** Expectations from Nornir's tutorial ("Inventory") and the docstring of `extended_groups`. */
import { describe, expect, it } from "vitest";
import { devicesOf, failureOf, understood } from "./testing/reading.js";

const hosts = `---
host1.cmh:
    hostname: 127.0.0.1
    port: 2201
    username: vagrant
    password: vagrant
    platform: linux
    groups:
        - cmh
    data:
        site: cmh
        nested_data:
            a_list: [1, 2]
spine00.cmh:
    hostname: 127.0.0.1
    port: 12444
    groups:
        - cmh
leaf00.bma:
    hostname: 2001:db8::7
    groups: [bma]
lonely:
`;
const groups = `---
global:
    data:
        domain: global.local
        site: world
eu:
    groups: [global]
    username: eu-noc
bma:
    platform: iosxr
    groups: [eu, global]
cmh:
    platform: eos
    data:
        asn: 65000
`;
const defaults = `---
username: nobody
port: 22
platform: cisco_xr
data:
    domain: acme.local
`;

describe("SimpleInventory", () => {
  it("a host's own values, then its groups', then the defaults", () => {
    expect(devicesOf({ "hosts.yaml": hosts, "groups.yaml": groups, "defaults.yaml": defaults })).toEqual({
      "host1.cmh": {
        name: "host1.cmh",
        host: "127.0.0.1",
        port: 2201,
        username: "vagrant",
        os: "linux",
        site: "cmh",
        groups: ["cmh"],
      },
      "spine00.cmh": {
        name: "spine00.cmh",
        host: "127.0.0.1",
        port: 12444,
        username: "nobody",
        os: "eos",
        groups: ["cmh"],
      },
      "leaf00.bma": {
        name: "leaf00.bma",
        host: "2001:db8::7",
        port: 22,
        username: "eu-noc",
        os: "iosxr",
        site: "world",
        groups: ["bma", "eu", "global"],
      },
      lonely: { name: "lonely", host: "lonely", port: 22, username: "nobody", os: "iosxr", groups: [] },
    });
  });

  it("groups are inherited from depth first, in their order, each once", () => {
    const texts = {
      "hosts.yaml": "hostA:\n  groups: [group_a, group_b]\n",
      "groups.yaml":
        "group_a: {groups: [group_1, group_2]}\ngroup_b: {groups: [group_2, group_3]}\ngroup_1: {groups: [group_X]}\ngroup_2: {}\ngroup_3:\ngroup_X:\n",
    };
    expect(devicesOf(texts).hostA?.groups).toEqual([
      "group_a",
      "group_1",
      "group_X",
      "group_2",
      "group_b",
      "group_3",
    ]);
  });

  it("passwords are not kept, and connection options are not used", () => {
    const texts = {
      "hosts.yaml":
        `${hosts}    connection_options:\n        netmiko: {port: 2022, password: vagrant2}\n`.replace(
          "lonely:\n",
          "lonely:\n    port: 22\n",
        ),
      "groups.yaml": groups,
    };
    const read = understood(texts);
    expect(read.formats).toEqual(["nornir"]);
    expect(read.ignored.map(({ reason, what, place }) => [reason, what, place.line])).toEqual([
      ["secret", "password", 6],
      ["not-used", "connection_options", 24],
    ]);
    expect(JSON.stringify(read)).not.toContain("vagrant2");
  });

  it.each([
    [
      "r1:\n  groups: [core]\n",
      "",
      { code: "inventory/unknown-group", group: "core", place: { file: "hosts.yaml", line: 2 } },
    ],
    [
      "r1:\n  port: 22\n",
      "a:\n  groups: [b]\nb:\n  groups:\n    - a\n",
      { code: "inventory/group-cycle", groups: ["a", "b", "a"], place: { file: "groups.yaml", line: 5 } },
    ],
    [
      "r1:\n  port: x\n",
      "",
      { code: "inventory/bad-value", key: "port", place: { file: "hosts.yaml", line: 2 } },
    ],
    ["r1:\n  port: 22\nr1:\n  port: 23\n", "", { code: "inventory/duplicate-key", key: "r1" }],
    ["r1:\n  groups: core\n", "core:\n", { code: "inventory/bad-value", key: "groups" }],
  ])("refuses %j with groups %j", (hostsText, groupsText, failure) => {
    expect(failureOf({ "hosts.yaml": hostsText, "groups.yaml": groupsText })).toMatchObject(failure);
  });
});
