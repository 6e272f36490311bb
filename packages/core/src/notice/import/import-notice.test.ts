import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { committedNotice } from "../testing/committed-notice.js";
import {
  anyHand,
  describeWithPublishedPage,
  type Hand,
  laidOut,
  minified,
  oldFashioned,
  sectioned,
} from "../testing/published-page.js";
import { type ImportFailure, importNotice, type PageFormat, pageFormatOf } from "./import-notice.js";
import type { PublishedNotice } from "./published-notice.js";

const committed = committedNotice();

/** Leaves of the committed notice that no page states, and where they come from instead. */
const NOT_ON_THE_PAGE: readonly (readonly [RegExp, string])[] = [
  [/^id$/, "the published text leaves out the page's title; the file name tells it"],
  [/^url$/, "a page that is saved as text does not carry its address"],
  [/^endpoints\[\d\]\.port$/, "https; the page names hosts"],
  [
    /^endpoints\[\d\]\.(services|urls|source)\b/,
    "the page leaves the column blank; a community post fills it",
  ],
  [/Roots\[\d\]\.(sha256|file)$/, "the certificates themselves"],
  [
    /^requiredRoots\[0\]\.(subject|serial|notBefore|notAfter|sha1)$/,
    "the certificate; the page only names it",
  ],
  [/^signerRoots\[1\]/, "the vendor's later signer root, which the page does not know"],
  [/^proof\[1\]\.laterThanRemedy$/, "Reroot's own rule: a success of earlier proves nothing"],
];

describeWithPublishedPage("the published page of FN72290 against the committed notice", (page) => {
  const hands: readonly (readonly [string, PageFormat, string])[] = [
    ["as published, in plain text", "text", page],
    ["as text with Windows line ends and trailing blanks", "text", page.replaceAll("\n", "  \r\n")],
    ["as text with its samples laid out as on a device", "text", laidOut(page)],
    ["as HTML with sections, headings and code blocks", "html", sectioned(page)],
    ["as old-fashioned HTML inside a layout table", "html", oldFashioned(page)],
    ["as HTML on one line", "html", minified(page)],
  ];

  describe.each(hands)("%s", (_name, format, text) => {
    const stated = leavesOf(imported(text, format));
    const facts = [...leavesOf(committed)].filter(
      ([leaf, value]) => value !== null && reasonFor(leaf) === null,
    );
    const fields = [...new Set(facts.map(([leaf]) => topField(leaf)))];

    test.each(fields)("%s: every fact", (field) => {
      const expected = facts.filter(([leaf]) => topField(leaf) === field);
      expect(expected.map(([leaf]) => [leaf, stated.get(leaf)])).toEqual(expected);
    });

    test("and nothing that the committed notice does not say", () => {
      const known = leavesOf(committed);
      const more = [...stated].filter(([leaf, value]) => value !== null && value !== known.get(leaf));
      const links = format === "html" ? more.filter(([leaf]) => !/^references\[\d\]\.url$/.test(leaf)) : more;
      expect(links).toEqual([]);
    });

    test("what the page does not say is null", () => {
      for (const [leaf, value] of stated)
        if (reasonFor(leaf) !== null) expect([leaf, value]).toEqual([leaf, null]);
    });

    test("its format is recognised", () => expect(pageFormatOf(text)).toBe(format));
  });

  test("in whatever hand the HTML is written, the same comes out", () => {
    const expected = imported(page, "text");
    const wrappers = fc.array(fc.nat(9), { minLength: 1, maxLength: 40 });
    const breaks = fc.array(fc.nat(3), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(wrappers, breaks, (wrapped, broken) => {
        expect(imported(anyHand(page, wrapped, broken), "html")).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test("a reason is given for no leaf that a page states", () => {
    const stated = leavesOf(imported(page, "text"));
    for (const [pattern] of NOT_ON_THE_PAGE) {
      expect([...stated].filter(([leaf, value]) => pattern.test(leaf) && value !== null)).toEqual([]);
    }
  });

  test("a link gives the address of the document that the page refers to", () => {
    expect(imported(sectioned(page), "html").references?.[0]).toEqual({
      title: "Cisco Smart Licensing Guide",
      url: "https://www.cisco.com/guide",
    });
  });

  test("a title and a canonical address, where the page has them, give the notice's id", () => {
    const head =
      '<link rel="canonical" href="https://www.cisco.com/c/en/us/support/docs/field-notices/722/fn72290.html">';
    const withAddress = sectioned(page).replace("<title>", `${head}<title>`);
    expect(imported(withAddress, "html")).toMatchObject({ id: "fn72290", url: committed.url });
    const title = "Field Notice: FN - 72290 - IOS XR: QuoVadis Root CA 2 Decommission - Cisco";
    const withTitle = sectioned(page).replace("<title>Field Notice</title>", `<title>${title}</title>`);
    expect(imported(withTitle, "html")).toMatchObject({
      id: "fn72290",
      title: title.replace(" - Cisco", ""),
    });
  });
});

describeWithPublishedPage("a damaged page is refused with the line at fault", (page) => {
  const line = (number: number, text: string) => replaceLine(page, number, text);
  const cases: readonly (readonly [string, string, Partial<ImportFailure>])[] = [
    ["a release cut short", line(15, "7.0.0, 7.0. |"), { code: "notice/release-unreadable", line: 15 }],
    [
      "a release with its last number gone",
      line(20, "6.0.0, 6.8 |"),
      { code: "notice/release-unreadable", line: 20 },
    ],
    [
      "a comma with nothing behind it",
      line(15, "7.0.0, 7.0.1, |"),
      { code: "notice/release-unreadable", line: 15 },
    ],
    ["a comma lost", line(15, "7.0.0 7.0.1 |"), { code: "notice/release-unreadable", line: 15 }],
    [
      "a word among the releases",
      line(15, "7.0.0, later, 7.0.1 |"),
      { code: "notice/release-unreadable", line: 15 },
    ],
    ["a range", line(15, "7.0.0 - 7.5.1 |"), { code: "notice/release-unreadable", line: 15 }],
    ["a wildcard", line(15, "7.x |"), { code: "notice/release-unreadable", line: 15 }],
    ["no release at all", line(15, "|"), { code: "notice/release-unreadable", line: 15 }],
    [
      "a release of another train",
      line(15, "7.0.0, 6.0.1 |"),
      { code: "notice/release-of-another-train", line: 15 },
    ],
    ["a row that ends early", without(page, 20), { code: "notice/table-cut-short", line: 19 }],
    ["a row that lost a cell", without(page, 13), { code: "notice/release-unreadable", line: 15 }],
    ["a date that does not exist", line(5, "31-Feb-22 |"), { code: "notice/date-unreadable", line: 5 }],
    [
      "a date in another year's place",
      line(30, "tools.cisco.com | February 5 |"),
      { code: "notice/date-unreadable", line: 30 },
    ],
    [
      "a host cut short",
      line(32, "smartreceiver. | January 26, 2023 |"),
      { code: "notice/cell-unreadable", line: 32 },
    ],
    [
      "a defect that is no number",
      line(23, "CSCvx | QuoVadis |"),
      { code: "notice/cell-unreadable", line: 23 },
    ],
    ["the headings of a table lost", without(page, 10), { code: "notice/table-without-heading", line: 10 }],
    ["headings without rows", without(without(page, 38), 37), { code: "notice/table-cut-short", line: 35 }],
    [
      "a heading that cannot be read",
      line(28, "Cisco Cloud Server | QuoVadis Certificate Expiraton Date | Affected Services |"),
      { code: "notice/table-without-heading", line: 28 },
    ],
    ["a rule that is none", line(36, "x--|---|"), { code: "notice/table-without-heading", line: 36 }],
    [
      "releases printed twice, the second time where the comment should be",
      page.replace(lineOf(page, 15), `${lineOf(page, 15)}\n${lineOf(page, 15)}`),
      { code: "notice/table-cut-short", line: 17 },
    ],
    [
      "a cell too many in front of a row",
      page.replace("NON-IOS |\n", "NON-IOS |\nNON-IOS |\n"),
      { code: "notice/table-cut-short", line: 12 },
    ],
    [
      "a pipe between two releases",
      page.replace("6.2.1, 6.2.2", "6.2.1 | 6.2.2"),
      { code: "notice/cell-unreadable", line: 20 },
    ],
    [
      "an endpoint with two dates",
      page.replace("|\nsmartreceiver", "|\ntools.cisco.com | February 6, 2022 |\n|\nsmartreceiver"),
      { code: "notice/cell-unreadable", line: 32 },
    ],
    ["an option lost", without(page, 73), { code: "notice/options-missing", line: 62 }],
    ["a command lost", without(page, 69), { code: "notice/option-without-command", line: 67 }],
    ["a log message lost", without(page, 48), { code: "notice/announced-part-missing", line: 47 }],
    [
      "a sample cut short",
      line(60, lineOf(page, 60).slice(0, -10)),
      { code: "notice/sample-cut-short", line: 60 },
    ],
    [
      "a licence status cut short",
      line(80, lineOf(page, 80).slice(0, 700)),
      { code: "notice/sample-cut-short", line: 80 },
    ],
    [
      "the end lost",
      page.slice(0, page.indexOf("If you require")),
      { code: "notice/page-cut-short", line: 81 },
    ],
  ];

  test.each(cases)("%s", (_name, damaged, failure) => {
    expect(importNotice(damaged, { format: "text" })).toMatchObject({ ok: false, failure });
  });

  test.each([15, 20, 23, 30, 32, 37, 44, 48, 60, 66, 69].map((number) => [number]))(
    "and line %i, printed twice, is refused or says nothing new",
    (number) => {
      const again = importNotice(
        page.replace(lineOf(page, number), () => `${lineOf(page, number)}\n${lineOf(page, number)}`),
        { format: "text" },
      );
      if (again.ok) expect(again).toEqual(importNotice(page, { format: "text" }));
    },
  );

  test("whatever line it breaks off at, before its closing words", () => {
    const lines = page.split("\n");
    const closing = lines.findIndex((text) => text.startsWith("If you require"));
    for (let count = 0; count <= closing; count++) {
      const cut = lines.slice(0, count).join("\n");
      expect([count, importNotice(cut, { format: "text" }).ok]).toEqual([count, false]);
    }
  });

  test("whatever character it breaks off at", () => {
    const closing = page.indexOf("If you require");
    fc.assert(
      fc.property(fc.nat(closing), (length) => {
        expect(importNotice(page.slice(0, length), { format: "text" }).ok).toBe(false);
      }),
    );
  });
});

describeWithPublishedPage("damaged HTML is refused with the line at fault", (page) => {
  const html = sectioned(page);
  const at = (text: string) => html.slice(0, html.indexOf(text)).split("\n").length;
  const cases: readonly (readonly [string, string, Partial<ImportFailure>])[] = [
    [
      "the page ends inside the table",
      html.slice(0, html.indexOf("6.4.2")),
      { code: "notice/table-cut-short", line: at("6.4.2") },
    ],
    [
      "the page ends between two rows",
      html.slice(0, html.indexOf("<tr>", html.indexOf("7.5.1"))),
      { code: "notice/table-cut-short" },
    ],
    [
      "a cell lost",
      html.replace(/ {4}<td[^>]*>IOS XR Software<\/td>\n/, ""),
      { code: "notice/release-unreadable", line: at("7.0.0") },
    ],
    [
      "a cell too many",
      html.replace("</td>\n  </tr>\n </tbody>", "</td><td>x</td>\n  </tr>\n </tbody>"),
      { code: "notice/row-too-long" },
    ],
    ["a cell's tag lost", html.replace(/<td[^>]*>7\.0\.0/, "7.0.0"), { code: "notice/table-cut-short" }],
    [
      "a release cut short",
      html.replace("7.5.1", "7.5."),
      { code: "notice/release-unreadable", line: at("7.5.1") },
    ],
    [
      "a table never closed",
      html.replace(" </tbody></table>\n<h2>Defect", "\n<h2>Defect"),
      { code: "notice/table-cut-short" },
    ],
    [
      "a table that is not opened",
      html.replace(/<table[^>]*>(?=\s*<thead>\s*<tr>\s*<th[^>]*>(?:<[^>]*>)*Cisco Cloud Server)/, ""),
      { code: "notice/table-without-heading" },
    ],
    ["an unclosed comment", html.replace("Defect Information", "<!-- "), { code: "notice/page-cut-short" }],
    [
      "the headings lost",
      html.replace("Affected Release Number", "Whatever"),
      { code: "notice/table-without-heading" },
    ],
  ];

  test.each(cases)("%s", (_name, damaged, failure) => {
    expect(damaged).not.toBe(html);
    expect(importNotice(damaged, { format: "html" })).toMatchObject({ ok: false, failure });
  });

  test("whatever character any of the three breaks off at", () => {
    for (const hand of [sectioned, oldFashioned, minified] satisfies Hand[]) {
      const whole = hand(page);
      const closing = whole.indexOf("If you require");
      fc.assert(
        fc.property(fc.nat(closing), (length) => {
          expect(importNotice(whole.slice(0, length), { format: "html" }).ok).toBe(false);
        }),
      );
    }
  });
});

describeWithPublishedPage("nothing but declared failures comes out", (page) => {
  const check = (text: string, format: PageFormat) => {
    const read = importNotice(text, { format });
    if (read.ok) return;
    expect(read.failure.code).toMatch(/^notice\/[a-z-]+$/);
    if (read.failure.code === "notice/page-too-large") return;
    expect(read.failure.line).toBeGreaterThanOrEqual(1);
    expect(read.failure.line).toBeLessThanOrEqual(Math.max(1, text.split(/\r\n|\r|\n/).length));
  };
  const pieces = fc.constantFrom(
    ..."|\n<>&;,#:. ".split(""),
    "<td>",
    "</td>",
    "<tr>",
    "<table>",
    "</table>",
    "<pre>",
    "<!--",
    "&#x41;",
    "---|",
    "Trustpool: Built-In",
  );

  test.each([
    ["text", page],
    ["html", sectioned(page)],
    ["html", oldFashioned(page)],
    ["html", minified(page)],
  ] as const)("%s with parts replaced", (format, text) => {
    const splice = fc.tuple(fc.nat(text.length), fc.nat(60), fc.array(pieces, { maxLength: 6 }));
    fc.assert(
      fc.property(fc.array(splice, { minLength: 1, maxLength: 4 }), (splices) => {
        const mutate = (whole: string, [start, length, put]: (typeof splices)[number]) =>
          whole.slice(0, start) + put.join("") + whole.slice(start + length);
        check(splices.reduce(mutate, text), format);
      }),
      { numRuns: 150 },
    );
  });

  test.each(["text", "html"] as const)("any %s", (format) => {
    const anything = fc.array(fc.oneof(pieces, fc.string({ maxLength: 12 })), { maxLength: 60 });
    fc.assert(
      fc.property(anything, (parts) => check(parts.join(""), format)),
      { numRuns: 400 },
    );
  });

  test.each([
    ["text", "| ".repeat(200_000)],
    ["text", "Revision | Publish Date | Comments |\n".repeat(20_000)],
    ["text", "Trustpool: Built-In = CA certificate Serial Number: 00 Subject: ".repeat(5_000)],
    ["html", "<a ".repeat(200_000)],
    ["html", "<table><tr><td>".repeat(50_000)],
    ["html", "<a href='".repeat(100_000)],
    ["html", "<td colspan=64 rowspan=64>".repeat(20_000)],
    ["html", "&#".repeat(300_000)],
    ["text", "x".repeat((2 << 20) + 1)],
  ] as const)("hostile %s", (format, text) => check(text, format));
});

function imported(text: string, format: PageFormat): PublishedNotice {
  const read = importNotice(text, { format });
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value;
}

function reasonFor(leaf: string): string | null {
  return NOT_ON_THE_PAGE.find(([pattern]) => pattern.test(leaf))?.[1] ?? null;
}

/** `products[0].name` and its value, for every value that has no parts. */
function leavesOf(value: unknown, path = ""): Map<string, unknown> {
  if (value === null || typeof value !== "object") return new Map([[path, value]]);
  const step = (key: string) =>
    Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
  return new Map(Object.entries(value).flatMap(([key, part]) => [...leavesOf(part, step(key))]));
}

function topField(leaf: string): string {
  return /^\w+/.exec(leaf)?.[0] ?? leaf;
}

function lineOf(page: string, number: number): string {
  return page.split("\n")[number - 1] ?? "";
}

function replaceLine(page: string, number: number, text: string): string {
  return page
    .split("\n")
    .with(number - 1, text)
    .join("\n");
}

function without(page: string, number: number): string {
  return page
    .split("\n")
    .toSpliced(number - 1, 1)
    .join("\n");
}
