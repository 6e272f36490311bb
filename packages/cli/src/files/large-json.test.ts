import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { readLargeJson } from "./large-json.js";

const folder = mkdtempSync(join(tmpdir(), "reroot-large-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(text: string) {
  const file = join(folder, "value.json");
  writeFileSync(file, text);
  const devices: unknown[] = [];
  const rest = await readLargeJson(file, { array: "devices", onElement: (one) => devices.push(one) });
  return { ...rest, devices };
}

describe("readLargeJson", () => {
  it("reads whatever JSON.parse reads, however it is laid out", async () => {
    const element = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue());
    const value = fc.record({
      "a devices": fc.jsonValue(),
      devices: fc.array(element),
      pools: fc.dictionary(fc.string(), fc.array(element)),
      text: fc.string({ unit: "binary" }),
    });
    await fc.assert(
      fc.asyncProperty(value, fc.constantFrom(undefined, 1, 2, "\t"), async (given, indent) => {
        const text = JSON.stringify(given, null, indent);
        expect(await read(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 150 },
    );
  });

  it("reads elements and keys that end in another chunk than they began in", async () => {
    const long = '\u00e9\\"]}'.repeat(900_000);
    const given = {
      [long]: 1,
      devices: [{ name: long }, { name: "r2", nested: [{ devices: [{}] }] }],
      end: long,
    };
    expect(await read(JSON.stringify(given))).toEqual(given);
  });

  it("refuses what is no such object", async () => {
    await expect(read('{"devices": [{"a": 1}')).rejects.toThrow(SyntaxError);
    await expect(read('{"devices": [{"a" 1}]}')).rejects.toThrow(SyntaxError);
    await expect(read("")).rejects.toThrow(SyntaxError);
  });
});
