import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readInventory } from "./read-inventory.js";

const failureOf = (text: string) => {
  const read = readInventory(text);
  if (read.ok) throw new Error("was accepted");
  return read.failure;
};

describe("readInventory", () => {
  it("reads names, addresses and everything optional", () => {
    const text = [
      "# the core of Paris",
      "devices:",
      "  - name: par-core-1",
      "    host: 192.0.2.1",
      "    port: 2022",
      "    username: noc",
      "    site: paris",
      "    groups: [core, wave-1]",
      "  - { name: par-core-2.example.net }",
    ].join("\n");
    expect(readInventory(text)).toEqual({
      ok: true,
      value: {
        devices: [
          {
            name: "par-core-1",
            host: "192.0.2.1",
            port: 2022,
            username: "noc",
            site: "paris",
            groups: ["core", "wave-1"],
          },
          { name: "par-core-2.example.net", host: "par-core-2.example.net", port: 22, groups: [] },
        ],
      },
    });
  });

  it.each([
    ["", { code: "inventory/not-a-mapping", line: 1, what: "the file" }],
    ["- a\n- b", { code: "inventory/not-a-mapping", line: 1, what: "the file" }],
    ["devices:\n", { code: "inventory/no-devices", line: 1 }],
    ["devices: []", { code: "inventory/no-devices", line: 1 }],
    ["device:\n  - name: a", { code: "inventory/unknown-key", line: 1, key: "device" }],
    ["devices:\n  - a\n", { code: "inventory/not-a-mapping", line: 2, what: "a device" }],
    ["devices:\n  - host: a\n", { code: "inventory/missing-key", line: 2, key: "name" }],
    ["devices:\n  - name: a\n    password: x\n", { code: "inventory/unknown-key", line: 3, key: "password" }],
    [
      "devices:\n  - name: a\n  - name: b\n  - name: a\n",
      { code: "inventory/duplicate-name", line: 4, firstLine: 2 },
    ],
    ["devices:\n  - name: a\n    port: ssh\n", { code: "inventory/bad-value", line: 3, key: "port" }],
    ["devices:\n  - name: a\n    port: 70000\n", { code: "inventory/bad-value", line: 3, key: "port" }],
    ["devices:\n  - name: 12\n", { code: "inventory/bad-value", line: 2, key: "name" }],
    ["devices:\n  - name: a b\n", { code: "inventory/bad-value", line: 2, key: "name" }],
    [
      "devices:\n  - name: a\n    host:\n      ip: b\n",
      { code: "inventory/bad-value", line: 4, key: "host" },
    ],
    ["devices:\n  - name: &x a\n    host: *x\n", { code: "inventory/bad-value", line: 3, key: "host" }],
    ["devices:\n  - name: a\n    groups: core\n", { code: "inventory/bad-value", line: 3, key: "groups" }],
    ["devices:\n  - name: a\n   host: b\n", { code: "inventory/not-yaml", line: 3 }],
  ])("refuses %j with the line at fault", (text, failure) => {
    expect(failureOf(text)).toMatchObject(failure);
  });

  it("answers every text with devices or a failure that names a line of it", () => {
    const fragments = fc.constantFrom(
      "devices:",
      "- name: a",
      "  ",
      "\n",
      "host: b",
      "[",
      "*x",
      "&x",
      "!!set",
      "\t",
      "?",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(fragments, fc.string()), { maxLength: 20 }), (parts) => {
        const text = parts.join("");
        const read = readInventory(text);
        if (read.ok) expect(read.value.devices.length).toBeGreaterThan(0);
        else if ("line" in read.failure) {
          expect(read.failure.line).toBeGreaterThanOrEqual(1);
          expect(read.failure.line).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length + 1);
        }
      }),
    );
  });
});
