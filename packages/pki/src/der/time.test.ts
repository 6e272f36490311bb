import { describe, expect, it } from "vitest";
import { DerCursor } from "./cursor.js";
import { readTime } from "./time.js";

function read(tag: number, text: string) {
  const cursor = new DerCursor(Uint8Array.from([tag, text.length, ...Buffer.from(text)]));
  const time = readTime(cursor);
  return cursor.failure === undefined ? [new Date(time.at).toISOString(), time.form] : cursor.failure.code;
}

const [utc, general] = [0x17, 0x18];

describe("a time", () => {
  it.each([
    // RFC 5280 4.1.2.5.1: years from 50 are 19xx.
    [utc, "500101000000Z", "1950-01-01T00:00:00.000Z", "regular"],
    [utc, "491231235959Z", "2049-12-31T23:59:59.000Z", "regular"],
    [general, "20500101000000Z", "2050-01-01T00:00:00.000Z", "regular"],
    [general, "99991231235959Z", "9999-12-31T23:59:59.000Z", "regular"],
    [general, "20490101000000Z", "2049-01-01T00:00:00.000Z", "generalized-before-2050"],
    // As in ACT2 ECC SUDI CA, whose notAfter openssl prints as 08:15:43.704.
    [general, "20530404081543.704Z", "2053-04-04T08:15:43.704Z", "fraction"],
    [utc, "2101010000Z", "2021-01-01T00:00:00.000Z", "other"],
    [utc, "210101000000+0130", "2020-12-31T22:30:00.000Z", "other"],
    [general, "00010101000000Z", "0001-01-01T00:00:00.000Z", "generalized-before-2050"],
    [utc, "240229120000Z", "2024-02-29T12:00:00.000Z", "regular"],
  ] as const)("with tag %d and text %s is %s, %s", (tag, text, iso, form) => {
    expect(read(tag, text)).toEqual([iso, form]);
  });

  it.each([
    [utc, "230229120000Z"],
    [utc, "231301000000Z"],
    [utc, "230101240000Z"],
    [utc, "230101000060Z"],
    [utc, "230101000000"],
    [utc, "20230101000000Z"],
    [general, "230101000000Z"],
    [general, "2023-01-01T00:00"],
    [utc, ""],
  ] as const)("with tag %d and text %s is refused", (tag, text) => {
    expect(read(tag, text)).toBe("der/bad-value");
  });
});
