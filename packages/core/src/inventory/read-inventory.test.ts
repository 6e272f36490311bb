import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readInventory } from "./read-inventory.js";
import { devicesOf, failureOf, filesOf, understood } from "./testing/reading.js";
import { INVENTORY_FORMATS } from "./understood-inventory.js";

const at = (line: number, file = "inventory") => ({ file, line });

describe("Reroot's own format", () => {
  it("reads names, addresses and everything optional", () => {
    const text = [
      "# the core of Paris",
      "devices:",
      "  - name: par-core-1",
      "    host: 192.0.2.1",
      "    port: 2022",
      "    username: noc",
      "    site: paris",
      "    os: iosxr",
      "    groups: [core, wave-1]",
      "  - { name: par-core-2.example.net }",
    ].join("\n");
    const read = understood(text);
    expect(read.inventory.devices).toEqual([
      {
        name: "par-core-1",
        host: "192.0.2.1",
        port: 2022,
        username: "noc",
        site: "paris",
        os: "iosxr",
        groups: ["core", "wave-1"],
      },
      { name: "par-core-2.example.net", host: "par-core-2.example.net", port: 22, groups: [] },
    ]);
    expect(read.formats).toEqual(["reroot"]);
    expect([...read.places]).toEqual([
      ["par-core-1", at(3)],
      ["par-core-2.example.net", at(10)],
    ]);
  });

  it.each([
    ["devices:\n", { code: "inventory/no-devices", place: at(1) }],
    ["devices: []", { code: "inventory/no-devices", place: at(1) }],
    ["device:\n  - name: a", { code: "inventory/unknown-key", place: at(1), key: "device" }],
    ["devices:\n  - a\n", { code: "inventory/not-a-mapping", place: at(2), what: "a device" }],
    ["devices:\n  - host: a\n", { code: "inventory/missing-key", place: at(2), key: "name" }],
    [
      "devices:\n  - name: a\n    password: x\n",
      { code: "inventory/unknown-key", place: at(3), key: "password" },
    ],
    [
      "devices:\n  - name: a\n  - name: b\n  - name: a\n",
      { code: "inventory/duplicate-name", place: at(4), first: at(2), name: "a" },
    ],
    ["devices:\n  - name: a\n    port: ssh\n", { code: "inventory/bad-value", place: at(3), key: "port" }],
    ["devices:\n  - name: a\n    port: 70000\n", { code: "inventory/bad-value", place: at(3), key: "port" }],
    ["devices:\n  - name: a b\n", { code: "inventory/bad-value", place: at(2), key: "name" }],
    [
      "devices:\n  - name: a\n    host:\n      ip: b\n",
      { code: "inventory/bad-value", place: at(4), key: "host" },
    ],
    [
      "devices:\n  - name: a\n    groups: core\n",
      { code: "inventory/bad-value", place: at(3), key: "groups" },
    ],
    ["devices:\n  - name: a\n   host: b\n", { code: "inventory/not-yaml", place: at(3) }],
    ["devices:\n  - name: a\n    name: b\n", { code: "inventory/duplicate-key", place: at(3), key: "name" }],
  ])("refuses %j with the line at fault", (text, failure) => {
    expect(failureOf(text)).toMatchObject(failure);
  });

  it("takes a name that looks like a number as it is written", () => {
    expect(devicesOf("devices:\n  - name: 0010\n    host: 192.0.2.1\n")).toHaveProperty("0010");
  });
});

describe("recognising a format by what stands in the text", () => {
  it.each([
    ["reroot", "# fleet\n---\ndevices:\n  - name: r1\n"],
    ["reroot", '{"devices": [{"name": "r1"}]}'],
    ["ansible-ini", "r1\nr2\n"],
    ["ansible-ini", "; a comment\n\n[core]\nr1 ansible_host=192.0.2.1\n"],
    ["ansible-ini", "[core:vars]\nansible_user=noc\n[core]\nr1\n"],
    ["ansible-ini", "badwolf.example.com:5309\n"],
    ["ansible-ini", "[2001:db8::1]:22 ansible_user=noc\n"],
    ["ansible-yaml", "all:\n  hosts:\n    r1:\n"],
    ["ansible-yaml", "core:\n  hosts:\n    r1:\n    r2:\n"],
    ["ansible-yaml", '{"core": {"hosts": {"r1": {"ansible_host": "192.0.2.1"}}}}'],
    ["nornir", "---\nr1:\n  hostname: 192.0.2.1\n  platform: iosxr\n"],
    ["csv", "name,address\nr1,192.0.2.1\n"],
    ["csv", "\uFEFFsite;hostname;ip address\nparis;r1;192.0.2.1\n"],
    [
      "netbox",
      '{"count": 1, "next": null, "results": [{"name": "r1", "primary_ip4": {"address": "192.0.2.1/24"}}]}',
    ],
    ["netbox", '[\n  {"name": "r1", "device_type": {}, "primary_ip4": {"address": "192.0.2.1/24"}}\n]'],
  ])("%s: %j", (format, text) => {
    expect(understood(text).formats).toEqual([format]);
  });

  it.each([
    ["", { code: "inventory/no-devices", place: at(1) }],
    ["# nothing yet\n", { code: "inventory/no-devices", place: at(1) }],
    ["- a\n- b\n", { code: "inventory/not-a-mapping", place: at(1) }],
    ["name: a\nother: b\n", { code: "inventory/unknown-format", place: at(1) }],
    ["plugin: netbox.netbox.nb_inventory\napi_endpoint: x\n", { code: "inventory/dynamic", place: at(1) }],
    ["#!/usr/bin/env python3\nprint()\n", { code: "inventory/dynamic", place: at(1) }],
    ["PK\u0003\u0004\u0000\u0000", { code: "inventory/unknown-format", place: at(1) }],
    ["$ANSIBLE_VAULT;1.1;AES256\n6162\n", { code: "inventory/encrypted-file", place: at(1) }],
  ])("refuses %j", (text, failure) => {
    expect(failureOf(text)).toMatchObject(failure);
  });

  it("can be overruled", () => {
    expect(failureOf("name\nr1\n", "reroot")).toMatchObject({ code: "inventory/not-a-mapping" });
    expect(devicesOf("name\nr1\n", "csv")).toHaveProperty("r1");
  });

  it("refuses a folder of several kinds, and names the file that differs", () => {
    const failure = failureOf({ "a.yaml": "devices:\n  - name: r1\n", "b.ini": "[core]\nr2\n" });
    expect(failure).toEqual({
      code: "inventory/mixed-formats",
      place: at(1, "b.ini"),
      format: "ansible-ini",
      otherFormat: "reroot",
      otherFile: "a.yaml",
    });
  });
});

describe("hostile texts", () => {
  it("nesting is refused, not followed", () => {
    expect(failureOf(`devices: ${"[".repeat(100_000)}`)).toMatchObject({ code: "inventory/too-deep" });
    expect(failureOf(`a:\n${"- ".repeat(100_000)}`)).toMatchObject({ code: "inventory/too-deep" });
  });

  it("aliases that lead round in a circle, or fan out, end", () => {
    expect(failureOf("a: &a\n  hosts:\n    r1:\n  children:\n    b: *a\n")).toMatchObject({
      code: "inventory/too-deep",
    });
    const fan = Array.from({ length: 40 }, (_, n) => {
      const inner = n === 0 ? "hosts: {r1: }" : `children: {x${n}: *g${n - 1}, y${n}: *g${n - 1}}`;
      return `g${n}: &g${n} {${inner}}`;
    });
    expect(failureOf(fan.join("\n"))).toMatchObject({ code: "inventory/too-many", what: "groups" });
  });

  it("ranges are bounded before they are expanded, alone and repeated", () => {
    expect(failureOf("r[0:999999999]\n")).toMatchObject({ code: "inventory/too-many", what: "devices" });
    expect(failureOf("r[0:999][0:999]\n")).toMatchObject({ code: "inventory/too-many", what: "devices" });
    expect(failureOf("r[1:90000]\n".repeat(1000))).toMatchObject({ code: "inventory/too-many" });
  });

  it("no part of a text that cannot be read is repeated: it may be a secret", () => {
    const secret = "hunter2";
    const texts = [
      `all:\n  vars:\n    ansible_password: *${secret}\n`,
      `all:\n  vars:\n    ansible_password: "x" ${secret}\n`,
      `[all:vars]\n${secret}\n`,
      `[core]\nr1 ${secret}\n`,
      `[core]\nr1 ansible_password='${secret}\n`,
      `{"results": [{"token": "${secret}"`,
      `name,password\nr1,"${secret}"x\n`,
    ];
    for (const text of texts) expect(JSON.stringify(failureOf(text)), text).not.toContain(secret);
  });
});

describe("any text", () => {
  const NAMES = [
    "hosts",
    "groups.yaml",
    "defaults.yml",
    "group_vars/all",
    "group_vars/core/a.yml",
    "host_vars/r1.yml",
  ];

  const fragments = fc.constantFrom(
    ...[
      "devices:",
      "- name: a",
      "  ",
      "\n",
      "host: b",
      "[",
      "]",
      "*x",
      "&x",
      "!!set",
      "!vault |",
      "\t",
      "?",
      "<<: ",
    ],
    ...[
      "[core]",
      "[core:children]",
      "[all:vars]",
      "a[1:3]",
      "ansible_host=",
      "'",
      '"',
      "#",
      ";",
      "\\",
      "{{ x }}",
    ],
    ...["all:", "hosts:", "children:", "vars:", "groups:", "hostname: ", "name,host", ",", "\r\n", "\uFEFF"],
    ...[
      '{"results": [',
      '{"name": "a", "primary_ip4": {"address": "::1/64"}}',
      "]}",
      "}",
      "1e9",
      "null",
      "---",
    ],
  );
  const text = fc.array(fc.oneof({ weight: 4, arbitrary: fragments }, fc.string()), { maxLength: 24 });

  it("gives devices, or a failure that is declared and names a file and a line of it", () => {
    fc.assert(
      fc.property(
        text,
        fc.option(fc.constantFrom(...INVENTORY_FORMATS), { nil: undefined }),
        (parts, format) => {
          const given = parts.join("");
          const read = readInventory(filesOf({ inventory: given }), { ...(format && { format }) });
          if (read.ok) {
            expect(read.value.inventory.devices.length).toBeGreaterThan(0);
            for (const { name, host, port } of read.value.inventory.devices) {
              expect(name).not.toBe("");
              expect(host).toMatch(/^\S+$/);
              expect(port).toBeGreaterThanOrEqual(1);
              expect(port).toBeLessThanOrEqual(65_535);
            }
            return;
          }
          expect(read.failure.code).toMatch(/^inventory\//);
          expect(read.failure.place.file).toBe("inventory");
          expect(read.failure.place.line).toBeGreaterThanOrEqual(1);
          expect(read.failure.place.line).toBeLessThanOrEqual(given.split(/\r\n|\r|\n/).length + 1);
        },
      ),
    );
  });

  it("in any file of a folder", () => {
    const folder = fc.array(fc.tuple(fc.constantFrom(...NAMES), text), { maxLength: 4 });
    fc.assert(
      fc.property(folder, (files) => {
        const read = readInventory(
          filesOf(Object.fromEntries(files.map(([name, parts]) => [name, parts.join("")]))),
        );
        if (!read.ok) expect(read.failure.code).toMatch(/^inventory\//);
        else expect(read.value.places.size).toBe(read.value.inventory.devices.length);
      }),
    );
  });
});
