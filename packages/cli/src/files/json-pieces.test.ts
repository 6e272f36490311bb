import fc from "fast-check";
import { expect, it } from "vitest";
import { jsonPieces } from "./json-pieces.js";

it("are what JSON.stringify writes", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(fc.jsonValue()), (value, array) => {
      for (const whole of [
        value,
        { array, value },
        { a: { array }, none: undefined, array: [], last: value },
      ]) {
        expect([...jsonPieces(whole)].join("")).toBe(JSON.stringify(whole, null, 2));
      }
    }),
  );
});

it("are no longer than they need to be, however large the object is", () => {
  const fleet = {
    devices: Array.from({ length: 5_000 }, (_, index) => ({ index, text: "x".repeat(1_000) })),
  };
  const pieces = [...jsonPieces(fleet)];
  expect(pieces.length).toBeGreaterThan(4);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(1024 * 1024 + 2_000);
  expect(pieces.join("")).toBe(JSON.stringify(fleet, null, 2));
});
