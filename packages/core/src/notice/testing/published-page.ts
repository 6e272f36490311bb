/**
 * The published page of FN72290, and the same page as HTML in several hands.
 *
 * The HTML is made here from the published text by line numbers and plain string work; it shares nothing with
 * the reader that it tests.
 */
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "vitest";

const folder = new URL("../../../../../../shared/data/field-notices/", import.meta.url);

/** A `describe` whose tests need the published page: skipped where it is absent, failing in CI. */
export function describeWithPublishedPage(name: string, tests: (page: string) => void): void {
  const file = new URL("fn72290.txt", folder);
  if (existsSync(file)) {
    describe(name, () => tests(readFileSync(file, "utf8")));
    return;
  }
  if (process.env.CI) throw new Error(`public test data is missing: expected it at ${file.pathname}`);
  describe.skip(`${name} (needs ${file.pathname})`, () => it("is skipped", () => undefined));
}

export type Hand = (page: string) => string;

/** HTML as a content system writes it: sections with headings, `thead` and `tbody`, code blocks, entities. */
export const sectioned: Hand = (page) =>
  [
    "<!DOCTYPE html>",
    '<html lang="en"><head><meta charset="utf-8"><title>Field Notice</title>',
    '<style>table > td { color: "red"; }</style><script>if (1 < 2) document.write("<table><tr><td>x</td></tr>");</script>',
    '</head><body class="eot"><!-- <table><tr><th>Revision</th></tr> --><div id="eot-doc-wrapper">',
    ...blocks(page).flatMap((block) => {
      if (block.kind === "table") return [`<h2>${block.title}</h2>`, ...fullTable(block)];
      if (isTitle(block.text)) return [`<h3 class="p_H_Head2">${escaped(block.text)}</h3>`];
      if (isCode(block.text))
        return [`<pre class="pre-class"><code>${escaped(unfolded(block.text))}</code></pre>`];
      return [`<p>${typeset(escaped(block.text))}</p>`];
    }),
    "</div></body></html>",
  ].join("\n");

/** HTML as written by hand long ago: upper case, no `thead`, end tags left out, one layout table around it all. */
export const oldFashioned: Hand = (page) =>
  [
    "<HTML><BODY BGCOLOR=white><TABLE WIDTH='100%' BORDER=0><TR><TD VALIGN=top>",
    ...blocks(page).flatMap((block) => {
      if (block.kind === "table") return [`<H4>${block.title}</H4>`, ...bareTable(block)];
      if (isCode(block.text))
        return [`<P><TT><FONT FACE="Courier" SIZE='2'>${escaped(block.text)}</FONT></TT>`];
      return [`<P>${escaped(block.text).replaceAll(". ", ".&nbsp; ")}`];
    }),
    "</TD></TR></TABLE></BODY></HTML>",
  ].join("\r\n");

/** HTML on a single line, cells in paragraphs and spans, placeholders in bare angle brackets. */
export const minified: Hand = (page) =>
  [
    "<!doctype html><html><body><main>",
    ...blocks(page).flatMap((block) => {
      if (block.kind === "table") return wrappedTable(block);
      return [
        `<div><span data-x="a > b">${escaped(block.text).replace(/&lt;(.*?)&gt;/g, "<$1>")}</span></div>`,
      ];
    }),
    "</main></body></html>",
  ].join("");

/** The same text with its samples over several lines, as a device prints them. */
export const laidOut: Hand = (page) =>
  page
    .split("\n")
    .map((text) => (isCode(text) && text.includes("#show ") ? unfolded(text) : text))
    .join("\n");

/** HTML in any hand: every line wrapped in the next of `wrappers`, its words broken wherever `breaks` says. */
export function anyHand(page: string, wrappers: readonly number[], breaks: readonly number[]): string {
  const parts = blocks(page).map((block, index) => {
    if (block.kind === "table") return (index % 2 === 0 ? fullTable(block) : wrappedTable(block)).join("");
    const words = escaped(block.text).split(" ");
    const text = words.map((word, at) =>
      breaks[(index + at) % breaks.length] === 0 ? `${word}\n   ` : `${word} `,
    );
    return wrap(text.join("").trim(), wrappers[index % wrappers.length] ?? 0);
  });
  return `<html><body>${parts.join("\n")}</body></html>`;
}

function wrap(text: string, wrapper: number): string {
  const first = text.indexOf(" ");
  const emphasised = first === -1 ? text : `<em>${text.slice(0, first)}</em>${text.slice(first)}`;
  const wrapped = [
    `<p>${text}</p>`,
    `<p class=x>${emphasised}`,
    `<br>${text}<br/>`,
    `<div><div>${emphasised}</div></div>`,
    `<ul><li><span style="a: b">${text}</span></li></ul>`,
    `<pre>${text}</pre>`,
    `<blockquote><code>${text}</code></blockquote>`,
    `<table border=0><tr><td><p>${text}</td></tr></table>`,
    `<h4>${text}</h4>`,
    `<dl><dt>${emphasised}<dd></dl>`,
  ];
  return wrapped[wrapper % wrapped.length] ?? text;
}

type Block =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "table";
      readonly title: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

/** First line of each table, its last line, and the heading that the vendor gives its section. */
const TABLES = [
  { first: 2, last: 9, title: "Revision History" },
  { first: 10, last: 20, title: "Products Affected" },
  { first: 21, last: 23, title: "Defect Information" },
  { first: 28, last: 33, title: "Cisco Cloud Servers" },
  { first: 35, last: 38, title: "Symptoms" },
];

function blocks(page: string): readonly Block[] {
  const lines = page.trimEnd().split("\n");
  return lines.flatMap((text, index): readonly Block[] => {
    const table = TABLES.find(({ first, last }) => index + 1 >= first && index + 1 <= last);
    if (!table) return [{ kind: "text", text }];
    if (index + 1 !== table.first) return [];
    const columns = cellsOf(text);
    const cells = cellsOf(lines.slice(index + 2, table.last).join(" "));
    const rows = Array.from({ length: Math.ceil(cells.length / columns.length) }, (_, row) =>
      columns.map((_column, column) => cells[row * columns.length + column] ?? ""),
    );
    return [{ kind: "table", title: table.title, columns, rows }];
  });
}

function cellsOf(text: string): readonly string[] {
  return text
    .trim()
    .replace(/\|$/, "")
    .split("|")
    .map((cell) => cell.trim());
}

function fullTable({ columns, rows }: Block & { kind: "table" }): readonly string[] {
  const cell = (name: string) => (text: string) =>
    `    <${name} style="width: 20%" align='left'>${text === "" ? "&nbsp;" : escaped(text)}</${name}>`;
  const row = (cells: readonly string[], name: string) => ["  <tr>", ...cells.map(cell(name)), "  </tr>"];
  return [
    '<table class="table" border="1" cellpadding="3">',
    " <thead>",
    ...row(columns, "th"),
    " </thead><tbody>",
    ...rows.flatMap((cells) => row(cells, "td")),
    " </tbody></table>",
  ];
}

function bareTable({ columns, rows }: Block & { kind: "table" }): readonly string[] {
  const row = (cells: readonly string[]) =>
    `<TR>${cells.map((text) => `<TD><B>${escaped(text)}</B>`).join("")}`;
  return ["<TABLE BORDER>", row(columns), ...rows.map(row), "</TABLE>"];
}

function wrappedTable({ columns, rows }: Block & { kind: "table" }): readonly string[] {
  const row = (cells: readonly string[]) =>
    `<tr>${cells.map((text) => `<td><p><span>${escaped(text).replaceAll(", ", ",<wbr> <i></i>")}</span></p></td>`).join("")}</tr>`;
  return [`<table><tbody>${row(columns)}${rows.map(row).join("")}</tbody></table>`];
}

function isTitle(text: string): boolean {
  return text.length < 80 && !/[.:>]$|#|\burl\b|^show /.test(text);
}

function isCode(text: string): boolean {
  return /^(?:RP\/|crypto |show )/.test(text);
}

/** The notice prints a whole output on one line; a page with code blocks shows it as the device does. */
function unfolded(text: string): string {
  return text
    .replace(/(Trustpool:|={5,}|CA certificate|Serial Number|Subject:|Issued By|Validity|SHA1)/g, "\n  $1")
    .replace(
      /(Utility:|Transport:|Registration:|License Authorization:|Status:|Last |Next |Failure )/g,
      "\n  $1",
    );
}

function typeset(html: string): string {
  return html
    .replaceAll("®", "<sup>&reg;</sup>")
    .replaceAll("Smart Licensing", "Smart&nbsp;Licensing")
    .replace("show crypto ca trustpool", "<b>show crypto ca trustpool</b>")
    .replace(/(http:[^\s)<]+)/g, '<a href="$1" target="_blank">$1</a>')
    .replace(/(Cisco Smart.nbsp;Licensing Guide)/, '<a href="https://www.cisco.com/guide">$1</a>');
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
