import { describe, expect, test } from "vitest";
import { importNotice, type PageFormat } from "./import-notice.js";

const REVISIONS =
  "Revision | Publish Date | Comments |\n---|---|---|\n1.0 |\n24-Feb-22 |\nInitial Release |\n";

function productsIn(tables: string, format: PageFormat = "text") {
  const read = importNotice(format === "text" ? REVISIONS + tables : tables, { format });
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value.products;
}

function failureIn(tables: string) {
  const read = importNotice(REVISIONS + tables, { format: "text" });
  return read.ok ? null : read.failure;
}

const row = (train: string | null, releases: readonly string[], comment: string | null = null) => ({
  train,
  releases,
  comment,
});

describe("layouts of the table of affected releases, as found on the vendor's pages", () => {
  test("no product column, and the pipe on the line below its cell", () => {
    const products = productsIn(
      "Affected OS Type | Affected Release | Affected Release Number | Comments |\n---|---|---|---|\n" +
        "NON-IOS\n|\n2.0\n|\n2.0.1.135, 2.0.1.141\n|\n|\nNON-IOS\n|\n9\n|\n9.0.1.ED, 9.0.1.SMP.ED\n|\n|\n",
    );
    expect(products).toEqual([
      {
        osType: "NON-IOS",
        name: null,
        platform: null,
        affected: [row("2.0", ["2.0.1.135", "2.0.1.141"]), row("9", ["9.0.1.ED", "9.0.1.SMP.ED"])],
        fixedReleases: null,
        comment: null,
      },
    ]);
  });

  test("no OS type column, whole rows on a line, pipes at both ends", () => {
    const products = productsIn(
      "| Affected Software Product | Affected Release | Affected Release Number | Comments |\n|---|---|---|---|\n" +
        "| Adaptive Security Appliance (ASA) Software | 9 | 9.12.2, 9.8.4 | |\n" +
        "| Adaptive Security Appliance (ASA) Software | Interim | 9.12.4 Interim, 9.1.7 Interim | |\n",
    );
    expect(products).toMatchObject([
      {
        osType: null,
        platform: "asa",
        affected: [row("9", ["9.12.2", "9.8.4"]), row("Interim", ["9.12.4 Interim", "9.1.7 Interim"])],
      },
    ]);
  });

  test("no pipe at the end of a line, and no line of dashes", () => {
    const products = productsIn(
      "Affected OS Type | Affected Software Product | Affected Release | Affected Release Number | Comments\n" +
        "NON-IOS | Emergency Responder Updates | CER 12.0 | 12.0(1) SU1, 12.0(1) SU2 | a comment\n" +
        "NON-IOS | Emergency Responder Updates | 14 | 14 | \n",
    );
    expect(products).toMatchObject([
      {
        name: "Emergency Responder Updates",
        platform: null,
        affected: [row("CER 12.0", ["12.0(1) SU1", "12.0(1) SU2"], "a comment"), row("14", ["14"])],
      },
    ]);
  });

  test("several products with their own comments, which name the releases with the fix", () => {
    const fix = (device: string, releases: string) =>
      `${device} Cisco IOS XE Software Releases ${releases} or later have the fix. All previous releases need the workaround.`;
    const products = productsIn(
      "Affected OS Type | Affected Software Product | Affected Release | Affected Release Number | Comments |\n---|---|---|---|---|\n" +
        `NON-IOS |\nIOSXE |\n3 |\n3.18.0aS, 3.18.2aSP |\n${fix("cBR-8", "17.3.1z or 17.6.1a")} |\n` +
        `NON-IOS |\nIOSXE |\n16 |\n16.12.1z2, 16.9.1s |\n${fix("ESS3x00", "17.6.1")} |\n` +
        "NON-IOS |\nAsyncOS for WSA |\n11 |\n11.7.0 |\nAll AsyncOS 11.7.x versions |\n",
    );
    expect(products).toMatchObject([
      {
        name: "IOSXE",
        platform: "iosxe",
        affected: [
          { train: "3", releases: ["3.18.0aS", "3.18.2aSP"] },
          { train: "16", releases: ["16.12.1z2", "16.9.1s"] },
        ],
        fixedReleases: [
          { release: "17.3.1z", orLater: false },
          { release: "17.6.1a", orLater: true },
          { release: "17.6.1", orLater: true },
        ],
      },
      {
        name: "AsyncOS for WSA",
        platform: null,
        fixedReleases: null,
        affected: [row("11", ["11.7.0"], "All AsyncOS 11.7.x versions")],
      },
    ]);
  });

  test("a cell over several lines, and comment cells left out", () => {
    const products = productsIn(
      "Affected OS Type | Affected Software Product | Affected Release | Affected Release Number | Comments |\n---|---|---|---|---|\n" +
        "NON-IOS | IOS XR Software | 7 | 7.3.1,\n7.3.2,\n7.5.1 |\nNON-IOS | IOS XR Software | 6 | 6.8.1 |\n" +
        "Defect ID | Headline |\nCSCvx00476 | QuoVadis root CA decommission on all |\n",
    );
    expect(products?.[0]?.affected).toEqual([row("7", ["7.3.1", "7.3.2", "7.5.1"]), row("6", ["6.8.1"])]);
  });

  test("HTML with cells that span rows and columns", () => {
    const products = productsIn(
      "<table><tr><th>Revision<th>Publish Date<th>Comments<tr><td>1.0<td>24-Feb-22<td>Initial Release</table>" +
        "<table><tr><td>Affected OS Type</td><td>Affected Software Product</td><td>Affected Release</td>" +
        "<td>Affected Release Number</td><td>Comments</td></tr>" +
        "<tr><td rowspan=2>NON-IOS</td><td rowspan=2>IOS&nbsp;XR Software</td><td>7</td><td>7.3.2</td><td></td></tr>" +
        "<tr><td>6</td><td>6.8.1</td></tr><tr><td></td></tr></table>",
      "html",
    );
    expect(products).toMatchObject([
      { platform: "iosxr", affected: [row("7", ["7.3.2"]), row("6", ["6.8.1"])] },
    ]);
  });

  test("headings of sections between the tables, with and without blank lines", () => {
    const table = (heading: string, release: string) =>
      `${heading}\n| Affected Software Product | Affected Release Number |\n|---|---|\n| IOS XR Software | ${release} |\n`;
    const text = `Revision History\n${REVISIONS}${table("Products Affected", "7.3.2")}${table("More Products\n", "7.4.1")}Defect Information\n| Defect ID | Headline |\n|---|---|\n| CSCvx00476 | QuoVadis |\nProblem Description\n`;
    const read = importNotice(text, { format: "text" });
    expect(read).toMatchObject({
      value: {
        products: [{ affected: [{ releases: ["7.3.2"] }, { releases: ["7.4.1"] }] }],
        defects: [{ id: "CSCvx00476" }],
      },
    });
  });

  test("other tables are passed over", () => {
    const products = productsIn(
      "Affected Product Name | Description | Comments |\n---|---|---|\nN540-12Z20G-SYS-A | NCS540 | |\nN540X | NCS |\n" +
        "Affected Software Product | Affected Release Number |\n---|---|\nIOS XR Software | 7.3.2 |\nRouter#show run | include crypto\n",
    );
    expect(products).toMatchObject([{ osType: null, affected: [row(null, ["7.3.2"])] }]);
  });
});

describe("damage in these layouts", () => {
  const heading =
    "| Affected Software Product | Affected Release | Affected Release Number |\n|---|---|---|\n";

  test.each([
    [
      "a row one cell short",
      "| IOS XR Software | 7.3.2 |\n| IOS XR Software | 6 | 6.8.1 |\n",
      "notice/table-cut-short",
      8,
    ],
    ["a row one cell too long", "| IOS XR Software | 7 | 7.3.2 | x |\n", "notice/row-too-long", 8],
    ["a cell that nothing ends", "| IOS XR Software | 7 | 7.3.2, 7.3.3", "notice/table-cut-short", 8],
    ["no rows", "", "notice/table-cut-short", 6],
    [
      "a release that is a sentence",
      "| IOS XR Software | 7 | all versions prior to 7.5.1 |\n",
      "notice/release-unreadable",
      8,
    ],
  ])("%s", (_name, rows, code, line) => expect(failureIn(heading + rows)).toMatchObject({ code, line }));
});
