/**
 * Tables that read at a glance. On a terminal the columns that may wrap share the width that is left;
 * piped, every row is one line, so that `grep`, `sort` and `less -S` work on it.
 */
import { printableLine } from "./printable.js";
import { type Paint, type Span, textOf, toneOf } from "./tone.js";
import { wrap } from "./wrap.js";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Takes the width that the other columns leave, and wraps within it. */
  readonly wraps?: true;
}

export interface Table {
  readonly columns: readonly Column[];
  /** One span a column, or several that stand under each other within the cell. */
  readonly rows: readonly (readonly Cell[])[];
}

export type Cell = Span | readonly Span[];

/** How wide the page is in characters; absent when it is piped and nothing wraps. */
export type PageWidth = number | undefined;

/** The lines of a table, without line ends. */
export function tableLines(table: Table, width: PageWidth, paint: Paint): string[] {
  const rows = table.rows.map((row) => row.map(spansOf));
  const widths = columnWidths(table.columns, rows, width);
  const titles = table.columns.map((column, index) => pad(column.title, widths[index] ?? 0, column.align));
  const heading = paint(titles.join(GAP).trimEnd(), "faint");
  return [heading, ...rows.flatMap((row) => rowLines(table.columns, row, widths, width, paint))];
}

const GAP = "  ";
/** Below this a wrapping column is unreadable; the row then runs over the edge instead. */
const NARROWEST_WRAPPED_COLUMN = 24;

function spansOf(cell: Cell): readonly Span[] {
  return Array.isArray(cell) ? (cell as readonly Span[]) : [cell as Span];
}

function columnWidths(
  columns: readonly Column[],
  rows: readonly (readonly (readonly Span[])[])[],
  width: PageWidth,
): number[] {
  const natural = columns.map((column, index) =>
    rows.reduce((most, row) => Math.max(most, naturalWidth(row[index] ?? [], width)), column.title.length),
  );
  if (width === undefined) return natural;
  const fixed = columns.reduce((sum, column, index) => sum + (column.wraps ? 0 : (natural[index] ?? 0)), 0);
  return shared(columns, natural, width - fixed - GAP.length * (columns.length - 1));
}

/** The narrower a wrapping column is by nature, the sooner it gets what it needs; the others share the rest. */
function shared(columns: readonly Column[], natural: readonly number[], room: number): number[] {
  const widths = [...natural];
  const wrapping = columns.flatMap((column, index) => (column.wraps ? [index] : []));
  wrapping.sort((a, b) => (natural[a] ?? 0) - (natural[b] ?? 0));
  let left = room;
  for (const [served, index] of wrapping.entries()) {
    const share = Math.max(NARROWEST_WRAPPED_COLUMN, Math.floor(left / (wrapping.length - served)));
    widths[index] = Math.min(natural[index] ?? 0, share);
    left -= widths[index];
  }
  return widths;
}

function naturalWidth(spans: readonly Span[], width: PageWidth): number {
  if (width === undefined) return onOneLine(spans).length;
  return Math.max(0, ...spans.map((span) => printableLine(textOf(span)).length));
}

/** Piped, the spans of a cell stand on one line: whole sentences after each other, phrases parted by `;`. */
function onOneLine(spans: readonly Span[]): string {
  return spans.reduce<string>((line, span) => {
    const text = printableLine(textOf(span));
    if (line === "") return text;
    return /[.!?]$/.test(line) ? `${line} ${text}` : `${line}; ${text}`;
  }, "");
}

function rowLines(
  columns: readonly Column[],
  row: readonly (readonly Span[])[],
  widths: readonly number[],
  width: PageWidth,
  paint: Paint,
): string[] {
  const cells = row.map((spans, index) => cellLines(spans, widths[index] ?? 0, width));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) =>
    columns
      .map((column, index) => {
        const line = cells[index]?.[at];
        const padded = pad(line?.text ?? "", widths[index] ?? 0, column.align);
        return line?.text ? padded.replace(line.text, () => paint(line.text, line.tone)) : padded;
      })
      .join(GAP)
      .trimEnd(),
  );
}

function cellLines(spans: readonly Span[], columnWidth: number, width: PageWidth) {
  if (width === undefined) {
    return [{ text: onOneLine(spans), tone: spans[0] === undefined ? ("plain" as const) : toneOf(spans[0]) }];
  }
  return spans.flatMap((span) =>
    wrap(printableLine(textOf(span)), Math.max(1, columnWidth)).map((text) => ({ text, tone: toneOf(span) })),
  );
}

function pad(text: string, width: number, align: Column["align"]): string {
  return align === "right" ? text.padStart(width) : text.padEnd(width);
}
