/**
 * Comma-separated values as rows of cells, each row with its line (RFC 4180: quotes around a cell, doubled
 * within it, line breaks allowed there). It does not know what the columns mean.
 */

export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export type CsvRows =
  | { readonly ok: true; readonly rows: readonly CsvRow[] }
  | { readonly ok: false; readonly line: number; readonly expected: string };

/** Blank rows are left out. The byte order mark that spreadsheets write is no part of the first cell. */
export function csvRows(text: string, separator: string): CsvRows {
  const rows: CsvRow[] = [];
  let [at, line] = [text.startsWith("\uFEFF") ? 1 : 0, 1];
  while (at < text.length) {
    const cells: string[] = [];
    const rowLine = line;
    for (;;) {
      const cell = cellAt(text, at, separator);
      if (!cell.ok) return { ok: false, line: line + cell.lines, expected: cell.expected };
      cells.push(cell.text);
      line += cell.lines;
      at = cell.end;
      if (text[at] !== separator) break;
      at += 1;
    }
    at += text.startsWith("\r\n", at) ? 2 : 1;
    line += 1;
    if (cells.some((cell) => cell !== "")) rows.push({ line: rowLine, cells });
  }
  return { ok: true, rows };
}

/** Of comma, semicolon and tab the one that parts the first line most often; none where it has none. */
export function separatorOf(firstLine: string): string | undefined {
  const unquoted = firstLine.replace(/"[^"]*"/g, "");
  const counts = [",", ";", "\t"].map((separator) => ({
    separator,
    count: unquoted.split(separator).length - 1,
  }));
  const [most] = counts.sort((one, other) => other.count - one.count);
  return most && most.count > 0 ? most.separator : undefined;
}

type Cell =
  | { readonly ok: true; readonly text: string; readonly end: number; readonly lines: number }
  | { readonly ok: false; readonly lines: number; readonly expected: string };

/** `end` is where the separator, the line break or the end of the text stands. */
function cellAt(text: string, start: number, separator: string): Cell {
  if (text[start] !== '"') {
    const end = endOfPlain(text, start, separator);
    return { ok: true, text: text.slice(start, end).trim(), end, lines: 0 };
  }
  let from = start + 1;
  let content = "";
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return { ok: false, lines: 0, expected: 'a closing " for the cell that opens here' };
    content += text.slice(from, quote);
    from = quote + 1;
    if (text[from] !== '"') break;
    content += '"';
    from += 1;
  }
  const end = endOfPlain(text, from, separator);
  const lines = content.split(/\r\n|\n|\r/).length - 1;
  if (text.slice(from, end).trim() !== "")
    return {
      ok: false,
      lines,
      expected: 'the end of the cell after its closing " ("" is a quote within a cell)',
    };
  return { ok: true, text: content.trim(), end, lines };
}

function endOfPlain(text: string, start: number, separator: string): number {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r") end += 1;
  return end;
}
