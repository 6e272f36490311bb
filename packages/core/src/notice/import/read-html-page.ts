/**
 * A notice's page as HTML: the same prose and tables that its plain text has.
 *
 * Strict where damage would change a fact (a table that never closes, text between its cells, rows that do not
 * fill its columns), tolerant in layout: attributes, nesting, omitted end tags, tables with or without `thead`.
 */
import { failed, type Result, success } from "@reroot/pki";
import { attributeOf, type HtmlToken, htmlTokens } from "./html-tokens.js";
import {
  type Cell,
  isEmptied,
  isNearShape,
  mayLeaveOutLast,
  PAGE_LIMIT,
  type Page,
  type PageFailure,
  type ProseLine,
  plain,
  shapeOf,
  type Table,
} from "./page.js";

export function readHtmlPage(html: string): Result<Page, PageFailure> {
  if (html.length > PAGE_LIMIT) {
    return failed({ code: "notice/page-too-large", characters: html.length, limit: PAGE_LIMIT });
  }
  const reader = new Reader();
  for (const token of htmlTokens(html)) reader.take(token);
  return reader.finish(html);
}

interface OpenCell {
  text: string;
  readonly line: number;
  readonly span: number;
  readonly rows: number;
}

interface OpenTable {
  readonly line: number;
  readonly rows: OpenCell[][];
  cell: OpenCell | null;
  rowIsOpen: boolean;
  /** Where text stands in it outside any cell. */
  strayLine: number | null;
  /** The text of its cells line by line, for a table that only arranges the page. */
  readonly prose: ProseLine[];
}

type Tag = Exclude<HtmlToken, { kind: "text" }>;

const MOST_SPAN = 64;
const MOST_COLUMNS = 32;
const DEEPEST_TABLES = 16;
// A longer one is a page's whole text in a table that only arranges it.
const LONGEST_HEADING = 80;

/** Where a tag of these stands, one line of prose ends and another begins. */
const BREAKS = new Set(
  (
    "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer " +
    "form h1 h2 h3 h4 h5 h6 header hr html li main nav ol option p pre section select summary table tbody td tfoot " +
    "th thead title tr ul"
  ).split(" "),
);

/** In a sample, a prompt or a log line opens a line; whatever else is broken there belongs to one output. */
const OPENS_SAMPLE_LINE = /^\s*(?:RP\/\d|[\w.-]+#)/;

/** Takes the tokens in order; lives for one page. */
class Reader {
  private readonly open: OpenTable[] = [];
  private readonly read: Result<Table, PageFailure>[] = [];
  private readonly prose: ProseLine[] = [];
  private readonly links: { text: string; url: string }[] = [];
  private url: string | null = null;
  private line = { text: "", line: 1 };
  private link: { text: string; url: string } | null = null;
  private preformatted = 0;
  /** Where a cell stands in no table: the tag that opens its table was lost. */
  private strayCell: number | null = null;

  take(token: HtmlToken): void {
    if (token.kind === "text") this.text(token.text, token.line);
    else this.tag(token);
  }

  finish(html: string): Result<Page, PageFailure> {
    this.endLine();
    while (this.open.length > 0) this.closeTable("at the end of the page");
    if (this.strayCell !== null)
      return failed({ code: "notice/table-without-heading", line: this.strayCell, text: "" });
    const tables: Table[] = [];
    for (const read of this.read) {
      if (!read.ok) return read;
      tables.push(read.value);
    }
    const lastLine = html.trimEnd().split("\n").length;
    return success({ tables, prose: this.prose, links: this.links, url: this.url, lastLine });
  }

  private text(text: string, line: number): void {
    const table = this.open.at(-1);
    if (table?.cell) table.cell.text += text;
    else if (table && plain(text) !== "") table.strayLine ??= line;
    if (this.link) this.link.text += text;
    if (this.preformatted > 0) this.preformattedText(text, line);
    else this.lineText(text, line);
  }

  private lineText(text: string, line: number): void {
    if (plain(this.line.text) === "") this.line = { text: "", line: line + leadingBreaks(text) };
    this.line.text += text;
  }

  private preformattedText(text: string, line: number): void {
    text.split("\n").forEach((part, index) => {
      if (index > 0 && OPENS_SAMPLE_LINE.test(part)) this.endLine();
      this.lineText(index > 0 ? ` ${part}` : part, line + index);
    });
  }

  private endLine(): void {
    const table = this.open.at(-1);
    const text = plain(this.line.text);
    if (text !== "") (table?.prose ?? this.prose).push({ text, line: this.line.line });
    this.line = { text: "", line: 1 };
    if (table?.cell) table.cell.text += " ";
  }

  private tag(tag: Tag): void {
    if (BREAKS.has(tag.name)) this.endLine();
    if (tag.name === "pre")
      this.preformatted = Math.max(0, this.preformatted + (tag.kind === "open" ? 1 : -1));
    else if (tag.name === "a") this.anchor(tag);
    else if (tag.name === "link") this.headLink(tag);
    else if (tag.name === "table" && tag.kind === "open") this.openTable(tag.line);
    else if (tag.name === "table") this.closeTable("where it should");
    else if (this.open.length > 0) partOfTable(this.open.at(-1) as OpenTable, tag);
    else if ((tag.name === "td" || tag.name === "th") && tag.kind === "open") this.strayCell ??= tag.line;
  }

  private anchor(tag: Tag): void {
    if (this.link) this.links.push({ text: plain(this.link.text), url: this.link.url });
    const url = tag.kind === "open" ? attributeOf(tag.attributes, "href") : null;
    this.link = url === null ? null : { text: "", url };
  }

  private headLink({ attributes }: Tag): void {
    if (attributeOf(attributes, "rel")?.toLowerCase() === "canonical")
      this.url = attributeOf(attributes, "href");
  }

  private openTable(line: number): void {
    if (this.open.length >= DEEPEST_TABLES) return;
    this.open.push({ line, rows: [], cell: null, rowIsOpen: false, strayLine: null, prose: [] });
  }

  private closeTable(ended: TableEnd): void {
    const table = this.open.pop();
    if (!table) return;
    const read = tableFrom(table, ended);
    if (read) this.read.push(read);
    else (this.open.at(-1)?.prose ?? this.prose).push(...table.prose);
  }
}

type TableEnd = "where it should" | "at the end of the page";

function partOfTable(table: OpenTable, { kind, name, attributes, line }: Tag): void {
  if (name === "td" || name === "th") {
    table.cell = kind === "open" ? openCell(attributes, line) : null;
    if (!table.cell) return;
    if (!table.rowIsOpen) table.rows.push([]);
    table.rowIsOpen = true;
    table.rows.at(-1)?.push(table.cell);
  } else if (name === "caption") {
    table.cell = kind === "open" ? openCell("", line) : null;
  } else if (name === "tr" || name === "thead" || name === "tbody" || name === "tfoot") {
    table.cell = null;
    table.rowIsOpen = false;
  }
}

function leadingBreaks(text: string): number {
  return (/^\s*/.exec(text)?.[0] ?? "").split("\n").length - 1;
}

function openCell(attributes: string, line: number): OpenCell {
  return { text: "", line, span: spanOf(attributes, "colspan"), rows: spanOf(attributes, "rowspan") };
}

function spanOf(attributes: string, name: string): number {
  const span = Number(attributeOf(attributes, name) ?? 1);
  return Number.isInteger(span) && span >= 1 ? Math.min(span, MOST_SPAN) : 1;
}

/** null for a table in which no notice fact stands, such as one that only arranges the page. */
function tableFrom(open: OpenTable, ended: TableEnd): Result<Table, PageFailure> | null {
  const grid = spread(open.rows).filter((row) => row.some((cell) => cell.text !== ""));
  const at = grid.slice(0, 2).findIndex((row) => shapeOf(headings(row)) !== null);
  const columns = headings(grid[at] ?? []);
  const shape = shapeOf(columns);
  if (shape === null) {
    const near = grid.slice(0, 2).find((row) => isNearShape(headings(row)));
    if (near === undefined || headings(near).some((heading) => heading.length > LONGEST_HEADING)) return null;
    const text = near.map((cell) => cell.text).join(" | ");
    const line = near[0]?.line ?? open.line;
    return failed({ code: "notice/table-without-heading", line, text: text.slice(0, 80) });
  }
  const rows: (readonly Cell[])[] = [];
  for (const row of grid.slice(at + 1)) {
    const line = row.at(-1)?.line ?? open.line;
    const failure = { line, table: shape.kind, columnsExpected: columns.length, cellsFound: row.length };
    const short = row.length === columns.length - 1 && mayLeaveOutLast(shape, columns);
    if (row.length > columns.length) return failed({ code: "notice/row-too-long", ...failure });
    if (row.length < columns.length && !short) return failed({ code: "notice/table-cut-short", ...failure });
    rows.push(short ? [...row, { text: "", line }] : row);
  }
  const damaged = ended === "at the end of the page" || isEmptied(shape, rows);
  const line = damaged ? (grid.at(-1)?.at(-1)?.line ?? open.line) : open.strayLine;
  if (line === null) return success({ kind: shape.kind, columns, rows, line: open.line });
  const counts = { columnsExpected: columns.length, cellsFound: grid.at(-1)?.length ?? 0 };
  return failed({ code: "notice/table-cut-short", line, table: shape.kind, ...counts });
}

function headings(row: readonly Cell[]): readonly string[] {
  return row.map((cell) => cell.text.toLowerCase());
}

/** Cells that span columns or rows, written out in every place that they fill. */
function spread(rows: readonly (readonly OpenCell[])[]): readonly (readonly Cell[])[] {
  const hanging: { cell: Cell; left: number }[] = [];
  return rows.map((row) => {
    const cells: Cell[] = [];
    const fillFromAbove = () => {
      for (let above = hanging[cells.length]; above && above.left > 0; above = hanging[cells.length]) {
        above.left -= 1;
        cells.push(above.cell);
      }
    };
    for (const { text, line, span, rows: down } of row) {
      fillFromAbove();
      for (let copy = 0; copy < span && cells.length < MOST_COLUMNS; copy++) {
        const cell = { text: plain(text), line };
        hanging[cells.length] = { cell, left: down - 1 };
        cells.push(cell);
      }
    }
    fillFromAbove();
    return cells;
  });
}
