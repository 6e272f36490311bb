import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson, digestOf } from "./canonical.js";

it("writes keys in the order of UTF-16 code units, without white space (RFC 8785, sections 3.2.1 and 3.2.3)", () => {
  const value = { "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew", "1": "One" };
  expect(canonicalJson({ ...value, "\u0080": "Control", "\u{1f600}": "Smiley", "\u00f6": "o" })).toBe(
    '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"o","\u20ac":"Euro Sign","\u{1f600}":"Smiley","\ufb33":"Hebrew"}',
  );
});

it("leaves undefined members out, and says null for a hole in a list", () => {
  expect(canonicalJson({ b: [undefined, 1], a: undefined, c: {} })).toBe('{"b":[null,1],"c":{}}');
});

it("digests an object with a long list as any other", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()), (rest, some) => {
      const list = Array.from({ length: 150 }, (_, index) => some[index % Math.max(1, some.length)]);
      const fleet = { ...rest, list, empty: [], none: undefined };
      const sha256 = createHash("sha256").update(canonicalJson(fleet)).digest("hex");
      expect(digestOf(fleet)).toBe(`sha256:${sha256}`);
    }),
  );
});
