import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseNotice } from "./parse-notice.js";
import { noticeText as published } from "./testing/committed-notice.js";

function problemsAfter(find: string | RegExp, replacement: string) {
  const damaged = published.replace(find, replacement);
  expect(damaged).not.toBe(published);
  const read = parseNotice(damaged, "notice.yaml");
  if (read.ok || read.failure.code === "notice/too-large") throw new Error("expected problems");
  return read.failure;
}

const lineOf = (text: string) => published.slice(0, published.indexOf(text)).split("\n").length;

test("the committed notice is read", () => {
  const read = parseNotice(published, "notice.yaml");
  expect(read).toMatchObject({ ok: true, value: { id: "fn72290", lab: null } });
});

describe("a fault is named with its line and field", () => {
  test("a field left out", () => {
    expect(problemsAfter("headline: QuoVadis root CA decommission on all\nurl", "url")).toEqual({
      code: "notice/fields-wrong",
      file: "notice.yaml",
      problems: [
        {
          line: 3,
          column: 1,
          field: "headline",
          problem: "missing; write null where the notice does not say",
        },
      ],
    });
  });

  test("a field that the format does not have", () => {
    const { problems } = problemsAfter("direction:", "lab: true\ndirection:");
    expect(problems).toMatchObject([{ line: lineOf("direction:"), field: "lab" }]);
  });

  test("a revision number without quotes", () => {
    const { problems } = problemsAfter('version: "1.1"', "version: 1.1");
    expect(problems).toMatchObject([{ line: lineOf('version: "1.1"'), field: "revisions[0].version" }]);
    expect(problems[0]?.problem).toContain("quotes");
  });

  test("a release that cannot be read", () => {
    const { problems } = problemsAfter("- 7.3.2\n", "- 7.3.x\n");
    expect(problems).toMatchObject([
      { line: lineOf("- 7.3.2\n"), field: "products[0].affected[0].releases[11]" },
    ]);
  });

  test("a fingerprint one digit short", () => {
    const { problems } = problemsAfter(
      "CA3AFBCF1240364B44B216208880483919937CF7",
      "CA3AFBCF1240364B44B216208880483919937CF",
    );
    expect(problems).toMatchObject([{ line: lineOf("sha1: CA3A"), field: "retiredRoots[0].sha1" }]);
  });

  test("a date that does not exist", () => {
    const { problems } = problemsAfter("2022-02-05", "2022-02-30");
    expect(problems).toMatchObject([{ field: "endpoints[0].cutoverNoLaterThan" }]);
  });

  test("two faults, in reading order", () => {
    const damaged = published.replace("formatVersion: 1", "formatVersion: 9").replace("port: 443", "port: 0");
    const read = parseNotice(damaged, "notice.yaml");
    expect(read).toMatchObject({
      failure: { problems: [{ field: "formatVersion", line: 3 }, { field: "endpoints[0].port" }] },
    });
  });
});

describe("what only the whole can show", () => {
  test.each([
    [
      "a root both retired and required",
      /5D56499BE4D2E08BCFCAD08A3E38723D50503BDE706948E42F55603019E528AE/,
      "85A0DD7DD720ADB7FF05F83D542B209DC7FF4528F7D677B18389FEA5E5C49E86",
      "requiredRoots[0].sha256",
    ],
    ["two endpoints of one name", "id: smartreceiver.cisco.com", "id: tools.cisco.com", "endpoints[1].id"],
    [
      "a URL on another host",
      "https://smartreceiver.cisco.com/",
      "https://tools.cisco.com/",
      "endpoints[1].urls[0].url",
    ],
    [
      "a sample that is not its signature's",
      "mnemonic: COMM_FAILED",
      "mnemonic: COMM_RESTORED",
      "symptoms.syslog[0].sample",
    ],
    ["a remedy for another platform", "platforms: [iosxr]", "platforms: [nxos]", "remedies[0].platforms[0]"],
  ])("%s", (_name, find, replacement, field) => {
    expect(problemsAfter(find, replacement)).toMatchObject({
      code: "notice/fields-wrong",
      problems: [{ field }],
    });
  });
});

describe("hostile text is refused in bounded time", () => {
  test.each([
    ["not YAML", "id: [1, 2\nx: }"],
    ["a duplicate key", "id: a\nid: b\n"],
    ["an alias", "a: &a [x]\nb: *a\n"],
    ["brackets without end", "[".repeat(100_000)],
    ["dashes without end", "- ".repeat(100_000)],
    ["lines indented without end", Array.from({ length: 1400 }, (_, n) => `${" ".repeat(n)}a:`).join("\n")],
    ["a tag", "a: !!binary AAAA\n"],
  ])("%s", (_name, text) =>
    expect(parseNotice(text, "notice.yaml")).toMatchObject({
      ok: false,
      failure: { code: "notice/not-yaml" },
    }),
  );

  test("more than a mebibyte", () =>
    expect(parseNotice(" ".repeat((1 << 20) + 1), "notice.yaml")).toMatchObject({
      failure: { code: "notice/too-large" },
    }));

  test("any text, and the notice with any part replaced, gives a notice or a declared failure", () => {
    const codes = ["notice/not-yaml", "notice/fields-wrong", "notice/too-large"];
    const check = (text: string) => {
      const read = parseNotice(text, "notice.yaml");
      if (!read.ok) expect(codes).toContain(read.failure.code);
    };
    fc.assert(fc.property(fc.string({ maxLength: 300 }), check), { numRuns: 300 });
    const splice = fc.tuple(fc.nat(published.length), fc.nat(40), fc.string({ maxLength: 12 }));
    fc.assert(
      fc.property(splice, ([start, length, text]) =>
        check(published.slice(0, start) + text + published.slice(start + length)),
      ),
      { numRuns: 150 },
    );
  });
});
