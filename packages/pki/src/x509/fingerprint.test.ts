import { describe, expect, it } from "vitest";
import { parseSha1, parseSha256 } from "./fingerprint.js";

describe("a fingerprint as it is printed", () => {
  it("may have colons, spaces and lower case", () => {
    const value = "CA3AFBCF1240364B44B216208880483919937CF7";
    for (const text of [value, value.toLowerCase(), value.match(/../g)!.join(":"), ` ${value} `]) {
      expect(parseSha1(text)).toEqual({ ok: true, value });
    }
  });

  it("of one kind is no fingerprint of the other", () => {
    expect(parseSha256("CA3AFBCF1240364B44B216208880483919937CF7")).toEqual({
      ok: false,
      failure: { code: "fingerprint/wrong-length", expectedDigits: 64 },
    });
  });

  it("has hexadecimal digits only", () => {
    expect(parseSha1("XX3AFBCF1240364B44B216208880483919937CF7")).toMatchObject({
      failure: { code: "fingerprint/not-hexadecimal" },
    });
  });
});
