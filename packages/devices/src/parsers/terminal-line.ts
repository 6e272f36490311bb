/**
 * What a terminal would have shown for one captured line: backspaces, carriage returns, erasures and
 * colour sequences applied, pager residue taken off. It does not know prompts, commands or outputs.
 */
import type { NumberedLine } from "./parse-failure.js";

const CONTROL = /[\x00-\x08\x0b-\x1f\x7f]/;
const LOW_CONTROL = /[\x00-\x08\x0b-\x1f]/;
/** Any of the above, save carriage returns that only end a line. */
const CONTROL_IN_TEXT = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r[^\r\n]/;
const PAGER = /^\s*<?-{2,3} ?More ?-{2,3}>?[ \t]?/i;
// A terminal's cursor cannot be sent farther than this.
const WIDEST_LINE = 1_000_000;

/**
 * The visible lines of a text with their numbers, without blank ones. `\n`, `\r\n` and `\r\r\n` end a
 * line, and `\r` alone does where no `\n` occurs at all.
 */
export function visibleLines(text: string): NumberedLine[] {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const raw = body.includes("\n") ? body.split("\n") : body.split("\r");
  // Most captures hold neither control characters nor pager residue: one look at the text spares a look at each line.
  const isPlain = !holdsControl(body) && !body.includes("More");
  const lines: NumberedLine[] = [];
  for (let index = 0; index < raw.length; index++) {
    const line = withoutReturns(raw[index] as string);
    const shown = isPlain ? line : visibleText(line);
    if (shown !== undefined && !isBlank(shown)) lines.push({ number: index + 1, text: shown });
  }
  return lines;
}

/** Carriage returns that only end a line are none. The engine looks for a single range twice as fast as for two. */
function holdsControl(text: string): boolean {
  if (text.includes("\r")) return CONTROL_IN_TEXT.test(text);
  return LOW_CONTROL.test(text) || text.includes("\x7f");
}

/** The visible text of one line, or undefined for a line that held nothing but the pager's own prompt. */
export function visibleText(raw: string): string | undefined {
  const line = CONTROL.test(raw) ? overtype(raw) : raw;
  const pager = line.includes("More") ? PAGER.exec(line) : null;
  if (!pager) return line;
  const rest = line.slice(pager[0].length);
  return isBlank(rest) ? undefined : rest;
}

/** Without the carriage returns that end a line. */
export function withoutReturns(raw: string): string {
  let end = raw.length;
  while (end > 0 && raw.charCodeAt(end - 1) === 13) end--;
  return end === raw.length ? raw : raw.slice(0, end);
}

function isBlank(text: string): boolean {
  return text.length === 0 || (text.charCodeAt(0) <= 32 && text.trim() === "");
}

/** Replays the characters on a line of cells, as a terminal does. */
function overtype(line: string): string {
  const cells: string[] = [];
  let column = 0;
  for (let index = 0; index < line.length; index++) {
    const char = line[index] as string;
    const code = line.charCodeAt(index);
    if (char === "\b") column = Math.max(0, column - 1);
    else if (char === "\r") column = 0;
    else if (char === "\x1b") {
      const sequence = readEscape(line, index);
      if (sequence.final === "K") cells.length = Math.min(cells.length, column);
      if (sequence.final === "D") column = Math.max(0, column - 1);
      index = sequence.end - 1;
    } else if (code >= 32 && code !== 127 && column < WIDEST_LINE) {
      while (cells.length < column) cells.push(" ");
      cells[column++] = char;
    } else if (char === "\t") {
      cells[column++] = char;
    }
  }
  return cells.join("");
}

/** An ECMA-48 control sequence (`ESC [ ... final`) or a two-character escape; `end` is the index after it. */
function readEscape(line: string, start: number): { final: string; end: number } {
  if (line[start + 1] !== "[") return { final: "", end: Math.min(start + 2, line.length) };
  let index = start + 2;
  while (index < line.length && /[0-9;?]/.test(line[index] as string)) index++;
  return { final: line[index] ?? "", end: Math.min(index + 1, line.length) };
}
