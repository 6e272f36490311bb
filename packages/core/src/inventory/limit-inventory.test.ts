/** Expectations from Ansible's "Patterns: targeting hosts and groups", whose examples are used. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Inventory } from "./inventory.js";
import { limitInventory } from "./limit-inventory.js";
import { namePattern } from "./name-pattern.js";
import { understood } from "./testing/reading.js";

const { inventory } = understood(`
alone.example.com
[webservers]
cobweb
webbing
weber
[dbservers]
db1.example.com
db2.example.com
192.0.2.7
[staging]
cobweb
db1.example.com
db2.example.com
[phoenix]
db2.example.com
`);

function chosen(limit: string, from: Inventory = inventory): readonly string[] {
  const read = limitInventory(from, limit);
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value.inventory.devices.map(({ name }) => name);
}

describe("limitInventory", () => {
  it.each([
    [
      "all",
      ["alone.example.com", "cobweb", "webbing", "weber", "db1.example.com", "db2.example.com", "192.0.2.7"],
    ],
    [
      "*",
      ["alone.example.com", "cobweb", "webbing", "weber", "db1.example.com", "db2.example.com", "192.0.2.7"],
    ],
    ["ungrouped", ["alone.example.com"]],
    ["cobweb", ["cobweb"]],
    ["cobweb:weber", ["cobweb", "weber"]],
    ["cobweb,weber", ["cobweb", "weber"]],
    ["weber, cobweb", ["cobweb", "weber"]],
    ["webservers", ["cobweb", "webbing", "weber"]],
    ["webservers:&staging", ["cobweb"]],
    ["dbservers:!phoenix", ["db1.example.com", "192.0.2.7"]],
    ["!phoenix:dbservers", ["db1.example.com", "192.0.2.7"]],
    ["webservers:dbservers:&staging:!phoenix", ["cobweb", "db1.example.com"]],
    ["&staging:!phoenix", ["cobweb", "db1.example.com"]],
    ["!dbservers", ["alone.example.com", "cobweb", "webbing", "weber"]],
    ["192.0.*", ["192.0.2.7"]],
    ["*.example.com", ["alone.example.com", "db1.example.com", "db2.example.com"]],
    ["db?.example.com", ["db1.example.com", "db2.example.com"]],
    ["db[2-9].example.com", ["db2.example.com"]],
    ["db[!2].example.com", ["db1.example.com"]],
    ["~(web|db).*\\.example\\.com", ["db1.example.com", "db2.example.com"]],
    ["~web", ["cobweb", "webbing", "weber"]],
    ["webservers[0]", ["cobweb"]],
    ["webservers[-1]", ["weber"]],
    ["webservers[0:2]", ["cobweb", "webbing", "weber"]],
    ["webservers[1:2]", ["webbing", "weber"]],
    ["webservers[1:]", ["webbing", "weber"]],
    ["webservers[:3]", ["cobweb", "webbing", "weber"]],
    ["webservers[1:2],db1.example.com", ["webbing", "weber", "db1.example.com"]],
  ])("%s", (limit, names) => {
    expect(chosen(limit)).toEqual(names);
  });

  it("an IPv6 address and a name with a port are not taken apart", () => {
    const device = (name: string) => ({ name, host: name, port: 22, groups: [] });
    const devices = { devices: [device("2001:db8::1"), device("r1:2022"), device("r1")] };
    expect(chosen("2001:db8::1", devices)).toEqual(["2001:db8::1"]);
    expect(chosen("r1:2022", devices)).toEqual(["r1:2022"]);
    expect(chosen("r1,2001:db8::1", devices)).toEqual(["2001:db8::1", "r1"]);
  });

  it("keeps the inventory's order and each device once", () => {
    expect(chosen("weber,webservers,cobweb")).toEqual(["cobweb", "webbing", "weber"]);
  });

  it.each([
    ["lyon", ["lyon"]],
    ["lyon:&paris", ["lyon", "&paris"]],
    ["webservers:&phoenix", []],
    ["webservers:!all", []],
    ["webservers[7]", ["webservers[7]"]],
  ])("%s is refused, and says what matches nothing", (limit, unmatched) => {
    expect(limitInventory(inventory, limit)).toEqual({
      ok: false,
      failure: { code: "inventory/limit-matches-nothing", limit, unmatched },
    });
  });

  it("a part that matches nothing is told where others do", () => {
    const read = limitInventory(inventory, "webservers:!phoneix");
    expect(read.ok && read.value.unmatched).toEqual(["!phoneix"]);
  });

  it("a bad expression is refused", () => {
    expect(limitInventory(inventory, "~(web")).toMatchObject({
      ok: false,
      failure: { code: "inventory/bad-limit", pattern: "~(web" },
    });
  });

  it("any text chooses some of the devices or fails as declared", () => {
    const part = fc.constantFrom(
      "web",
      "*",
      "[",
      "]",
      "0:1",
      "!",
      "&",
      "~",
      ":",
      ",",
      "(",
      "staging",
      "-1",
      "all",
      " ",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string())), (parts) => {
        const read = limitInventory(inventory, parts.join(""));
        if (read.ok)
          expect(inventory.devices).toEqual(expect.arrayContaining([...read.value.inventory.devices]));
        else expect(["inventory/limit-matches-nothing", "inventory/bad-limit"]).toContain(read.failure.code);
      }),
    );
  });
});

describe("namePattern", () => {
  it("agrees with the same pattern as a regular expression", () => {
    const letter = fc.constantFrom("a", "b", "c", ".");
    const step = fc.constantFrom(
      ["*", ".*"],
      ["?", "."],
      ["[ab]", "[ab]"],
      ["[!a-b]", "[^a-b]"],
      ["a", "a"],
      [".", "\\."],
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 6 }),
        fc.string({ unit: letter, maxLength: 8 }),
        (steps, name) => {
          const expression = new RegExp(`^${steps.map(([, form]) => form).join("")}$`);
          expect(namePattern(steps.map(([form]) => form).join(""))(name)).toBe(expression.test(name));
        },
      ),
    );
  });

  it("many stars on a long name come to an end", () => {
    expect(namePattern("*a".repeat(100))("a".repeat(99).padEnd(253, "b"))).toBe(false);
  });
});
