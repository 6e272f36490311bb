/**
 * One table of a page in plain text, its cells ended by `|`.
 *
 * The vendor's pages come in several layouts: a row on one line; each cell on its own line; the `|` on the line
 * below; pipes at both ends, or none at the end; an empty last cell left out. What does not come out as whole
 * rows under the headings is refused. Does not know what the cells mean.
 */
import { failed, type Result, success } from "@reroot/pki";
import {
  type Cell,
  isEmptied,
  isNearShape,
  mayLeaveOutLast,
  type PageFailure,
  plain,
  shapeOf,
  type Table,
  type TableShape,
} from "./page.js";

export interface PipeTable {
  /** null: a table in which no notice fact stands; it is passed over. */
  readonly table: Table | null;
  /** Index of the first line after it. */
  readonly end: number;
}

/** Whether the line at `index` holds column headings: known ones, or any above a line of dashes. */
export function isHeading(lines: readonly string[], index: number): boolean {
  const line = lines[index] ?? "";
  if (!line.includes("|") || isRule(line)) return false;
  const columns = headingsIn(line);
  const rule = lines[index + 1] ?? "";
  const isRuled = isRule(rule) && headingsIn(rule).length === columns.length;
  return isRuled || shapeOf(columns) !== null || isNearShape(columns);
}

/** Reads the table whose headings stand at `start`. */
export function readPipeTable(lines: readonly string[], start: number): Result<PipeTable, PageFailure> {
  const heading = lines[start] ?? "";
  const columns = headingsIn(heading);
  const shape = shapeOf(columns);
  if (shape === null && isNearShape(columns)) return failed(withoutHeading(start + 1, heading));
  const below = lines[start + 1] ?? "";
  if (shape !== null && isDamagedRule(below)) return failed(withoutHeading(start + 2, below));
  const first = isRule(below) ? start + 2 : start + 1;
  const layout = layoutOf(heading);
  const { cells, end, openSince } = cellsFrom(lines, first, layout, columns.length);
  if (shape === null) return success({ table: null, end });
  if (openSince !== null) return failed(cutShort(shape, openSince, columns, cells.length % columns.length));
  const rows = rowsOf(cells, columns, shape);
  if (!rows.ok) return rows;
  if (isEmptied(shape, rows.value)) return failed(cutShort(shape, start + 1, columns, 0));
  const table: Table = { kind: shape.kind, columns, rows: rows.value, line: start + 1 };
  return success({ table, end });
}

function withoutHeading(line: number, heading: string): PageFailure {
  return { code: "notice/table-without-heading", line, text: plain(heading).slice(0, 80) };
}

/** A line such as `---|---|` or `|:--|--:|`. */
export function isRule(line: string): boolean {
  return line.includes("|") && /^[\s|:-]*-{2,}[\s|:-]*$/.test(line);
}

/** One sign in it is wrong: as a row it would hold nothing but dashes. */
function isDamagedRule(line: string): boolean {
  return !isRule(line) && /--.*\||\|.*--/.test(line) && line.replace(/[\s|:-]/g, "").length === 1;
}

interface Layout {
  readonly opensWithPipe: boolean;
  readonly endsWithPipe: boolean;
}

interface PlacedCell extends Cell {
  /** Whether it is the first on its line, and how many cells that line ends. */
  readonly opensLine: boolean;
  readonly onItsLine: number;
}

function headingsIn(line: string): readonly string[] {
  return line
    .trim()
    .replace(/^\|/, "")
    .replace(/\|$/, "")
    .split("|")
    .map((heading) => plain(heading).toLowerCase());
}

function layoutOf(heading: string): Layout {
  const line = heading.trim();
  return { opensWithPipe: line.startsWith("|"), endsWithPipe: line.endsWith("|") };
}

/** All cells up to where the table ends; `openSince` is the line of a cell that nothing ends. */
function cellsFrom(lines: readonly string[], first: number, layout: Layout, columns: number) {
  const cells: PlacedCell[] = [];
  let open: { text: string; line: number } | null = null;
  let index = first;
  for (; index < lines.length && !isHeading(lines, index) && !isRule(lines[index] ?? ""); index++) {
    const line = (lines[index] ?? "").trim();
    if (line === "" && open === null) continue;
    if (!line.includes("|") || (open === null && isPipedCommand(line))) {
      if (open === null && !belongsToTable(lines, index, layout, cells.length % columns)) break;
      open = open ?? { text: "", line: index + 1 };
      open.text += ` ${line}`;
      continue;
    }
    const parts = piecesOf(line, layout, open !== null);
    const ended = parts.slice(0, -1);
    ended.forEach((text, place) => {
      const opening = place === 0 ? open : null;
      cells.push({
        text: plain(`${opening?.text ?? ""} ${text}`),
        line: opening?.line ?? index + 1,
        opensLine: place === 0,
        onItsLine: ended.length,
      });
    });
    const rest = plain(parts.at(-1) ?? "");
    open = rest === "" ? null : { text: rest, line: index + 1 };
  }
  return { cells, end: index, openSince: open?.line ?? null };
}

/** The line's cells, and what stands after the last pipe. */
function piecesOf(line: string, layout: Layout, insideCell: boolean): readonly string[] {
  const withoutOpening = layout.opensWithPipe && !insideCell && line !== "|" ? line.replace(/^\|/, "") : line;
  const pieces = withoutOpening.split("|");
  return layout.endsWithPipe ? pieces : [...pieces, ""];
}

/** `Router#show running-config | include crypto`: prose, whatever it looks like. */
function isPipedCommand(line: string): boolean {
  return /^(?:\S{1,60}[#>] ?)?(?:show|more) [^|]{1,80}\| (?:include|exclude|begin|section|count|utility)\b/.test(
    line,
  );
}

/** A line without a pipe: the beginning of a cell that ends further down, or the prose after the table. */
function belongsToTable(
  lines: readonly string[],
  index: number,
  layout: Layout,
  cellsInRow: number,
): boolean {
  if (cellsInRow > 0) return endsInPipe(lines, index, 8);
  if (layout.opensWithPipe || isHeading(lines, index + 1)) return false;
  return (lines[index + 1] ?? "").trim().startsWith("|");
}

function endsInPipe(lines: readonly string[], index: number, reach: number): boolean {
  for (let next = index; next < Math.min(lines.length, index + reach); next++) {
    if (isHeading(lines, next)) return false;
    const line = (lines[next] ?? "").trim();
    if (line.includes("|")) return line.startsWith("|") || line.endsWith("|");
  }
  return false;
}

function rowsOf(
  cells: readonly PlacedCell[],
  columns: readonly string[],
  shape: TableShape,
): Result<readonly (readonly Cell[])[], PageFailure> {
  const rows: (readonly Cell[])[] = [];
  for (let next = 0; next < cells.length; ) {
    const whole = cells.slice(next, next + columns.length);
    const short = mayLeaveOutLast(shape, columns) && lastIsLeftOut(whole, columns.length, shape);
    const row = short ? whole.slice(0, columns.length - 1) : whole;
    next += row.length;
    const line = row.at(-1)?.line ?? 1;
    if (row.length < columns.length - (short ? 1 : 0)) {
      return failed(cutShort(shape, line, columns, row.length));
    }
    const early = startsInside(row, columns) ?? opensNext(row, shape);
    if (early !== null) return failed(cutShort(shape, early, columns, columns.length - 1));
    if (runsOn(row, cells[next])) {
      const cellsFound = row.length + 1;
      return failed({
        code: "notice/row-too-long",
        line,
        table: shape.kind,
        columnsExpected: columns.length,
        cellsFound,
      });
    }
    rows.push((short ? [...row, { text: "", line }] : row).map(({ text, line: at }) => ({ text, line: at })));
  }
  return success(rows);
}

/**
 * The would-be last cell opens the next row: nothing is left, or it begins a line as only a first cell does, or with
 * the very product that this row is about.
 */
function lastIsLeftOut(row: readonly PlacedCell[], columns: number, shape: TableShape): boolean {
  const last = row[columns - 1];
  if (last === undefined) return row.length === columns - 1;
  if (!last.opensLine) return false;
  const startedOnThatManyCells = (row[0]?.onItsLine ?? 1) > 1 && last.onItsLine > 1;
  return startedOnThatManyCells || shape.opensRow.test(last.text) || last.text === row[0]?.text;
}

/** A row that fills its columns in the middle of a line that goes on. */
function runsOn(row: readonly PlacedCell[], next: PlacedCell | undefined): boolean {
  return next !== undefined && !next.opensLine && row.length > 0;
}

/** A line of several cells that begins in the middle of a row: the row before it ended early. */
function startsInside(row: readonly PlacedCell[], columns: readonly string[]): number | null {
  const inside = row.findIndex(
    (cell, place) => place > 0 && cell.opensLine && cell.onItsLine === columns.length,
  );
  return inside > 0 ? (row[inside - 1]?.line ?? 1) : null;
}

/** A cell that looks as only the first of a row does, on a line of its own: the row before it ended early. */
function opensNext(row: readonly PlacedCell[], shape: TableShape): number | null {
  if (shape.kind === "services") return null;
  const inside = row.findIndex(
    (cell, place) => place > 0 && cell.opensLine && cell.text !== "IOS" && shape.opensRow.test(cell.text),
  );
  return inside > 0 ? (row[inside - 1]?.line ?? 1) : null;
}

function cutShort(
  shape: TableShape,
  line: number,
  columns: readonly string[],
  cellsFound: number,
): PageFailure {
  return {
    code: "notice/table-cut-short",
    line,
    table: shape.kind,
    columnsExpected: columns.length,
    cellsFound,
  };
}
