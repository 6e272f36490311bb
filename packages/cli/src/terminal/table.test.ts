import { describe, expect, it } from "vitest";
import { tableLines } from "./table.js";
import { paintNothing, toned } from "./tone.js";

const table = {
  columns: [
    { title: "Device" },
    { title: "Count", align: "right" as const },
    { title: "Why", wraps: true as const },
  ],
  rows: [
    [toned("strong", "par-1"), "7", ["the required root is not in the trust pool", "contacts fail"]],
    ["a-longer-name", "12", []],
  ],
};

describe("tableLines", () => {
  it("gives each row one line when it is piped", () => {
    expect(tableLines(table, undefined, paintNothing)).toEqual([
      "Device         Count  Why",
      "par-1              7  the required root is not in the trust pool; contacts fail",
      "a-longer-name     12",
    ]);
  });

  it("wraps within the column on a terminal, and never runs over its edge", () => {
    const lines = tableLines(table, 50, paintNothing);
    expect(lines).toEqual([
      "Device         Count  Why",
      "par-1              7  the required root is not in",
      "                      the trust pool",
      "                      contacts fail",
      "a-longer-name     12",
    ]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(50);
  });

  it("keeps columns aligned under colours", () => {
    const painted = tableLines(table, 50, (text, tone) => (tone === "strong" ? `<${text}>` : text));
    expect(painted[1]).toBe("<par-1>              7  the required root is not in");
  });

  it("shows what a device sends as text, never as control", () => {
    const hostile = { columns: [{ title: "Name" }], rows: [["a\u001b[2Jb\r\nc\u202ed"]] };
    expect(tableLines(hostile, undefined, paintNothing)[1]).toBe("a\\x1b[2Jb c\\u202ed");
  });
});
