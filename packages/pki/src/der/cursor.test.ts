import { describe, expect, it } from "vitest";
import { DerCursor, type DerFailureCode, Tag } from "./cursor.js";

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(" ", ""), "hex"));

/** The failure of reading one SEQUENCE of INTEGERs that fills the bytes. */
function failureOf(hex: string): DerFailureCode | undefined {
  const cursor = new DerCursor(bytes(hex));
  const outer = cursor.enter(Tag.sequence);
  while (!cursor.atEnd()) cursor.octets(Tag.integer);
  cursor.leave(outer);
  if (cursor.failure === undefined && !cursor.atEnd()) return "der/trailing-data";
  return cursor.failure?.code;
}

describe("a cursor over DER", () => {
  it.each([
    ["30 03 02 01 05", undefined],
    ["30 00", undefined],
    ["30 81 80 02 7e", "der/truncated"],
    ["30 03 02 01", "der/truncated"],
    ["30 03 02 05 01 02 03 04 05", "der/truncated"],
    ["30", "der/truncated"],
    ["", "der/truncated"],
    ["31 03 02 01 05", "der/unexpected-tag"],
    ["30 80 02 01 05 00 00", "der/indefinite-length"],
    ["30 81 03 02 01 05", "der/length-not-minimal"],
    ["30 82 00 03 02 01 05", "der/length-not-minimal"],
    ["30 85 00 00 00 00 03 02 01 05", "der/too-large"],
    ["30 03 02 01 05 00", "der/trailing-data"],
  ] as const)("reads %s with failure %s", (hex, code) => {
    expect(failureOf(hex)).toBe(code);
  });

  it("keeps the first failure and gives empty values afterwards", () => {
    const cursor = new DerCursor(bytes("30 03 04 01 05"));
    cursor.enter(Tag.sequence);
    expect(cursor.octets(Tag.integer)).toHaveLength(0);
    expect(cursor.octets(Tag.octetString)).toHaveLength(0);
    expect(cursor.failure).toEqual({ code: "der/unexpected-tag", offset: 2 });
    expect(cursor.atEnd()).toBe(true);
  });

  it("asks that an element is read to its end", () => {
    const cursor = new DerCursor(bytes("30 06 02 01 05 02 01 06"));
    const outer = cursor.enter(Tag.sequence);
    expect(cursor.smallInteger()).toBe(5);
    cursor.leave(outer);
    expect(cursor.failure).toEqual({ code: "der/trailing-data", offset: 5 });
  });

  it.each([
    ["02 01 00", 0],
    ["02 01 7f", 127],
    ["02 02 00 ff", 255],
    ["02 04 7f ff ff ff", 0x7fff_ffff],
  ] as const)("reads the integer %s", (hex, value) => {
    const cursor = new DerCursor(bytes(hex));
    expect([cursor.smallInteger(), cursor.failure]).toEqual([value, undefined]);
  });

  it.each(["02 00", "02 01 80", "02 02 00 7f", "02 05 01 00 00 00 00", "01 01 01"])(
    "refuses the value %s",
    (hex) => {
      const cursor = new DerCursor(bytes(hex));
      if (hex.startsWith("01")) cursor.boolean();
      else cursor.smallInteger();
      expect(cursor.failure?.code).toBe("der/bad-value");
    },
  );

  it("is bounded in depth, in elements and in size", () => {
    const nested = new DerCursor(bytes("30 06 30 04 30 02 30 00"), { depth: 3, elements: 9, size: 9 });
    for (let i = 0; i < 4; i++) nested.enter(Tag.sequence);
    expect(nested.failure?.code).toBe("der/too-deep");
    const many = new DerCursor(bytes("02 01 01 02 01 01 02 01 01"), { depth: 3, elements: 2, size: 9 });
    for (let i = 0; i < 3; i++) many.octets(Tag.integer);
    expect(many.failure?.code).toBe("der/too-many-elements");
    expect(new DerCursor(new Uint8Array(10), { depth: 3, elements: 2, size: 9 }).failure?.code).toBe(
      "der/too-large",
    );
  });
});
