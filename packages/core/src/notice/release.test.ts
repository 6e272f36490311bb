import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AffectedProduct, PlatformId } from "./notice.js";
import { isSameRelease, listingOf, parseRelease, type Release, releaseOrder } from "./release.js";

function release(text: string, platform?: PlatformId): Release {
  const read = parseRelease(text, platform);
  if (!read.ok) throw new Error(`unreadable: ${text}`);
  return read.value;
}

describe("spellings found in the vendor's notices", () => {
  test.each([
    "7.3.2",
    "16.12.1z2",
    "3.18.2aSP",
    "3.15.0S",
    "12.0(1) SU1",
    "12.5(1)SU4",
    "12.5(1a)",
    "11.5(1.18900-97)",
    "15.2(7)E0s",
    "3.0 P2",
    "9.12.4 Interim",
    "9.0.1.SMP.ED",
    "2.0.1.135",
    "1.0 MR",
    "14",
    "7.0(3)I7(1)",
    "8.6.7-019",
    "7.3(1)DY(1)",
    "6.1(2)I3(4a)",
    "8.5(2)a",
    "10.5(2)SU10",
    "12.6(1)SecurityPatch",
    "2.0.1.SMP.ED",
  ])("%s", (text) => expect(parseRelease(text)).toMatchObject({ ok: true, value: { text } }));
});

describe("what is not one release", () => {
  test.each([
    "",
    "7.",
    "7.3.",
    ".3.2",
    "7..3",
    "7.x",
    "7.3.x",
    "7.3.*",
    "7.0-7.3",
    "7.3.2 7.3.3",
    "7.3.2 and later",
    "7.3.2 or later",
    "All versions",
    "12.0(1",
    "12.0()",
    "IOS XR Software",
    "NON-IOS",
    "7,3,2",
    "7.3.2|",
    "…",
    "7.3.2…",
    "9".repeat(60),
  ])("%s", (text) =>
    expect(parseRelease(text)).toMatchObject({ ok: false, failure: { code: "notice/release-unreadable" } }),
  );

  test("IOS XR numbers its releases in threes: two numbers are one cut short", () => {
    expect(parseRelease("6.8", "iosxr").ok).toBe(false);
    expect(parseRelease("6.8.1", "iosxr").ok).toBe(true);
    expect(parseRelease("14", "iosxe").ok).toBe(false);
  });

  test("any text gives a release or the declared failure", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const read = parseRelease(text);
        if (!read.ok) expect(read.failure.code).toBe("notice/release-unreadable");
      }),
    );
  });
});

describe("equality and order", () => {
  test.each([
    ["12.0(1) SU1", "12.0(1)SU1"],
    ["16.06.03", "16.6.3"],
    ["7.9.2 LNT", "7.9.2"],
  ])("%s is %s", (one, two) => expect(isSameRelease(release(one), release(two))).toBe(true));

  test("numbers count as numbers, letters as letters, an engineering build comes before its release", () => {
    const inOrder = [
      "6.1.3",
      "6.1.4.10I",
      "6.1.4",
      "6.2.1",
      "6.10.1",
      "16.12.1",
      "16.12.1a",
      "16.12.1z",
      "16.12.1z1",
      "16.12.1z2",
    ];
    const shuffled = [...inOrder].reverse().map((text) => release(text));
    expect(shuffled.sort(releaseOrder).map((each) => each.text)).toEqual(inOrder);
  });

  test.each([
    ["3.18.2SP", "3.18.2aSP", "a rebuild follows its release"],
    ["12.5(1)SU2", "12.5(1)SU10", "service updates count"],
    ["12.0(1)", "12.0(1) SU1", "a service update follows its release"],
    ["9.12.4", "9.12.4 Interim", "an interim build follows its release"],
    ["9.8.4 Interim", "9.12.2", "numbers before words"],
    ["17.6.1", "17.6.1a", "what 'or later' takes in"],
    ["17.3.1z", "17.6.1a", "over trains"],
    ["7.0(3)I4(2)", "7.0(3)I7(1)", "trains of NX-OS"],
  ])("%s comes before %s: %s", (one, two) => {
    expect(releaseOrder(release(one), release(two))).toBeLessThan(0);
    expect(releaseOrder(release(two), release(one))).toBeGreaterThan(0);
    expect(isSameRelease(release(one), release(two))).toBe(false);
  });

  test("an engineering build names the release that it leads to", () => {
    expect(release("6.1.4.10I", "iosxr").engineeringBuildOf).toBe("6.1.4");
    expect(release("6.1.4", "iosxr").engineeringBuildOf).toBeNull();
  });
});

describe("membership is by exact list", () => {
  const row = { train: "7", releases: ["7.3.2", "7.5.1"], comment: null };
  const product: AffectedProduct = {
    osType: "NON-IOS",
    name: "IOS XR Software",
    platform: "iosxr",
    affected: [row],
    fixedReleases: null,
    comment: null,
  };

  test("a listed release is found with its row", () => {
    expect(listingOf([product], "iosxr", release("7.5.1"))).toEqual({ product, row, release: "7.5.1" });
  });

  test.each(["7.4.1", "7.3.2.10I", "7.5.10", "7.3.1"])(
    "%s lies between or beside them and is not listed",
    (text) => expect(listingOf([product], "iosxr", release(text))).toBeNull(),
  );

  test("the same number on another platform is another release", () => {
    expect(listingOf([product], "iosxe", release("7.5.1"))).toBeNull();
  });
});
