/**
 * Tables of the vendor's field notices (FN72116, FN72289, FN72113, FN72110, FN70016, FN70169, FN72103, FN74221: facts
 * from the published pages), in every layout that pages come in: as extracted text, as Markdown, as HTML. In each
 * the same comes out.
 */
import { describe, expect, test } from "vitest";
import { importNotice } from "./import-notice.js";

type Row = readonly [osType: string, product: string, train: string, releases: string, comment: string];

const CBR8 =
  "cBR-8 Cisco IOS XE Software Releases 17.3.1z or 17.6.1a or later have the fix. All previous releases need to use the suggested workaround to address the issue.";

const NOTICES: readonly (readonly [string, readonly Row[]])[] = [
  [
    "FN72116, every row with its comment",
    [
      ["NON-IOS", "IOSXE", "3", "3.15.0S, 3.18.0SP, 3.18.1aSP, 3.18.2aSP", CBR8],
      ["NON-IOS", "IOSXE", "16", "16.1.1, 16.10.1c, 16.12.1z1", CBR8],
    ],
  ],
  [
    "FN72289, no comments",
    [
      ["NON-IOS", "Emergency Responder Updates", "CER 12.0", "12.0(1) SU1, 12.0(1) SU2", ""],
      ["NON-IOS", "Emergency Responder Updates", "CER 12.5", "12.5(1), 12.5(1)SU4, 12.5(1a)", ""],
      ["NON-IOS", "Emergency Responder Updates", "14", "14", ""],
    ],
  ],
  [
    "FN72113, two products, a comment left out in the middle",
    [
      ["NON-IOS", "AsyncOS for WSA", "11", "11.7.0, 11.7.2", "All AsyncOS 11.7.x versions"],
      ["NON-IOS", "AsyncOS for Secure Email", "12", "12.0.0, 12.5.0", ""],
      [
        "NON-IOS",
        "AsyncOS for Secure Email",
        "11",
        "11.0.0",
        "AsyncOS 11.1.x and 11.5.x versions affected also",
      ],
    ],
  ],
  [
    "FN72110, file names for comments",
    [
      ["NON-IOS", "Prime Infrastructure Software", "3", "3.7.0", "PI_3_7_x_Prime_Update_02.01-1.0.10.ubf"],
      ["NON-IOS", "Prime Infrastructure Software", "3.8", "3.8.0", "PI_3_8_x_Prime_Update_02.01-1.0.7.ubf"],
    ],
  ],
  [
    "FN72103, a train that is a word",
    [
      ["NON-IOS", "Adaptive Security Appliance (ASA) Software", "9", "9.12.2, 9.8.4", ""],
      ["NON-IOS", "Adaptive Security Appliance (ASA) Software", "Interim", "9.12.4 Interim", ""],
      ["NON-IOS", "Firepower Threat Defense (FTD) Software", "6.2", "6.2.0, 6.2.3.17", ""],
    ],
  ],
  [
    "FN74221, a comment that opens with a release",
    [["", "IOS XE Software", "17", "17.10.1, 17.9.4a", "17.7.1: All the releases post 17.7.1 are impacted."]],
  ],
];

const COLUMNS = [
  "Affected OS Type",
  "Affected Software Product",
  "Affected Release",
  "Affected Release Number",
  "Comments",
] as const;

type Grid = readonly (readonly string[])[];
type Layout = (grid: Grid) => string;

const line = (cells: readonly string[]) => `${cells.join(" | ")} |\n`;
const ruled = (heading: readonly string[]) => `${line(heading)}${"---|".repeat(heading.length)}\n`;
const withoutBlankEnd = (cells: readonly string[]) => (cells.at(-1) === "" ? cells.slice(0, -1) : cells);
const [HEADING, ROWS] = [(grid: Grid) => grid[0] ?? [], (grid: Grid) => grid.slice(1)];

const LEFT_OUT: Layout = (grid) =>
  ruled(HEADING(grid)) +
  ROWS(grid)
    .flatMap(withoutBlankEnd)
    .map((cell) => `${cell} |\n`)
    .join("");

const LAYOUTS: readonly (readonly [string, Layout])[] = [
  ["rows on a line", (grid) => ruled(HEADING(grid)) + ROWS(grid).map(line).join("")],
  ["rows on a line, no rule", (grid) => grid.map(line).join("")],
  ["no pipe at the end", (grid) => grid.map((cells) => `${cells.join(" | ")}\n`).join("")],
  [
    "pipes at both ends",
    (grid) =>
      `| ${ruled(HEADING(grid))}${ROWS(grid)
        .map((cells) => `| ${line(cells)}`)
        .join("")}`,
  ],
  [
    "pipes at both ends, blank last cells left out",
    (grid) =>
      `| ${ruled(HEADING(grid))}${ROWS(grid)
        .map((cells) => `| ${line(withoutBlankEnd(cells))}`)
        .join("")}`,
  ],
  [
    "a cell on a line",
    (grid) =>
      ruled(HEADING(grid)) +
      ROWS(grid)
        .flat()
        .map((cell) => `${cell} |\n`)
        .join(""),
  ],
  ["a cell on a line, blank last cells left out", LEFT_OUT],
  [
    "the pipe on the line below",
    (grid) =>
      ruled(HEADING(grid)) +
      ROWS(grid)
        .flat()
        .map((cell) => `${cell}\n|\n`.replace(/^\n/, ""))
        .join(""),
  ],
  [
    "Markdown",
    (grid) =>
      `| ${HEADING(grid)
        .map((name) => `**${name}** `)
        .join(" | ")} |  \n|${" --- |".repeat(HEADING(grid).length)}  \n` +
      `${ROWS(grid)
        .map((cells) => `| ${cells.join("  | ")}  |  \n`)
        .join("")}  \n\n`,
  ],
];

const REVISIONS: Grid = [
  ["Revision", "Publish Date", "Comments"],
  ["1.0", "24-Feb-22", "Initial Release"],
];
const DEFECTS: Grid = [
  ["Defect ID", "Headline"],
  ["CSCvx00538", "QuoVadis root CA decommission"],
];

/** The columns that pages are known with: all, without OS type, without product, with neither train nor comments. */
const KNOWN_COLUMNS: readonly (readonly number[])[] = [
  [0, 1, 2, 3, 4],
  [1, 2, 3, 4],
  [0, 2, 3, 4],
  [0, 1, 3],
  [1, 3],
];

describe.each(NOTICES)("%s", (_name, rows) => {
  describe.each(KNOWN_COLUMNS)("columns %i %i %i %i %i", (...columns) => {
    const chosen = columns.filter((column) => column !== undefined);
    const grid = [COLUMNS, ...rows].map((cells) => chosen.map((column) => cells[column] ?? ""));

    test.each(LAYOUTS)("%s", (_layout, laidOut) => {
      const page = [REVISIONS, grid, DEFECTS].map(laidOut).join("");
      const read = importNotice(page, { format: "text" });
      if (isUndecidable(rows, chosen, laidOut)) {
        expect(read).toMatchObject({ ok: false, failure: { line: expect.any(Number) } });
        return;
      }
      expect(read.ok ? read.value : read.failure).toMatchObject({
        revisions: [{ version: "1.0", publishedOn: "2022-02-24", comment: "Initial Release" }],
        defects: [{ id: "CSCvx00538", headline: "QuoVadis root CA decommission" }],
      });
      if (read.ok) expect(rowsOf(read.value.products ?? [])).toEqual(expectedRows(rows, chosen));
    });
  });
});

/** Where a comment may be missing and the next row opens with another product, nothing tells the one from the other. */
function isUndecidable(rows: readonly Row[], columns: readonly number[], layout: Layout): boolean {
  if (columns.includes(0) || !columns.includes(4) || layout !== LEFT_OUT) return false;
  return rows.some((row, index) => row[4] === "" && (rows[index + 1]?.[1] ?? row[1]) !== row[1]);
}

function rowsOf(products: readonly unknown[]) {
  return (products as readonly { osType: unknown; name: unknown; affected: readonly object[] }[]).flatMap(
    ({ osType, name, affected }) => affected.map((row) => ({ osType, name, ...row })),
  );
}

describe("as HTML", () => {
  const cells = (tag: string) => (row: readonly string[]) =>
    `<tr>${row.map((cell) => `<${tag}><p>${cell}</p></${tag}>`).join("")}</tr>`;
  const table = (grid: Grid) =>
    `<table><thead>${cells("th")(HEADING(grid))}</thead><tbody>${ROWS(grid).map(withoutBlankEnd).map(cells("td")).join("\n")}</tbody></table>`;

  test.each(NOTICES)("%s, blank last cells left out", (_name, rows) => {
    const html = `<html><body>${[REVISIONS, [COLUMNS, ...rows], DEFECTS].map(table).join("\n")}</body></html>`;
    const read = importNotice(html, { format: "html" });
    if (!read.ok) throw new Error(JSON.stringify(read.failure));
    expect(rowsOf(read.value.products ?? [])).toEqual(expectedRows(rows, [0, 1, 2, 3, 4]));
  });
});

/** One entry for each product, in the order of the page. */
function expectedRows(rows: readonly Row[], columns: readonly number[]) {
  const cell = (row: Row, column: number) => (columns.includes(column) && row[column] ? row[column] : null);
  const read = rows.map((row) => ({
    osType: cell(row, 0),
    name: cell(row, 1),
    train: cell(row, 2),
    releases: row[3].split(", "),
    comment: cell(row, 4),
  }));
  const names = [...new Set(read.map(({ name }) => name))];
  return names.flatMap((name) => read.filter((row) => row.name === name));
}
