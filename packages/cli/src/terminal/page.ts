/**
 * Where a command writes: lines, paragraphs, tables and JSON. It knows whether somebody is looking
 * (a terminal: colours, wrapping) or a program reads (piped: plain, one line a row).
 */
import { printable, printableLine } from "./printable.js";
import { type Table, tableLines } from "./table.js";
import { type Paint, paintInColour, paintNothing, type Span, textOf, toneOf } from "./tone.js";
import { wrap } from "./wrap.js";

/** Where text goes: a stream of the process, or a test's buffer. */
export interface Sink {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Characters a line; meant only where `isTerminal`. */
  readonly columns: number;
}

export interface Page {
  readonly isTerminal: boolean;
  line(...spans: readonly Span[]): void;
  /** Wrapped on a terminal, each line indented by as many spaces. */
  paragraph(text: Span, indent?: number): void;
  /** A lead and then text, which wraps under itself on a terminal. */
  entry(lead: readonly Span[], text: Span): void;
  /** A blank line, then a title. */
  heading(title: string): void;
  table(table: Table): void;
  json(value: unknown): void;
}

/** `NO_COLOR` (no-color.org) and `TERM=dumb` switch colours off; `FORCE_COLOR` switches them on. */
export function pageOn(sink: Sink, env: Readonly<Record<string, string | undefined>>): Page {
  const paint = paintFor(sink, env);
  const width = sink.isTerminal ? Math.max(40, sink.columns) : undefined;
  const put = (text: string) => sink.write(`${text}\n`);
  return {
    isTerminal: sink.isTerminal,
    line: (...spans) => put(spans.map((span) => painted(span, paint)).join("")),
    paragraph: (text, indent = 0) => {
      const whole = printableLine(textOf(text));
      const lines = width === undefined ? [whole] : wrap(whole, Math.max(20, width - indent));
      for (const line of lines) put(`${" ".repeat(indent)}${paint(line, toneOf(text))}`);
    },
    entry: (lead, text) => {
      const indent = lead.reduce((sum, span) => sum + textOf(span).length, 0);
      const whole = printableLine(textOf(text));
      const lines = width === undefined ? [whole] : wrap(whole, Math.max(20, width - indent));
      const start = lead.map((span) => painted(span, paint)).join("");
      for (const [at, line] of lines.entries()) {
        put(`${at === 0 ? start : " ".repeat(indent)}${paint(line, toneOf(text))}`);
      }
    },
    heading: (title) => put(`\n${paint(title, "strong")}`),
    table: (table) => {
      for (const line of tableLines(table, width, paint)) put(line);
    },
    json: (value) => put(JSON.stringify(value, null, 2)),
  };
}

function paintFor(sink: Sink, env: Readonly<Record<string, string | undefined>>): Paint {
  if (env.NO_COLOR) return paintNothing;
  if (env.FORCE_COLOR && env.FORCE_COLOR !== "0") return paintInColour();
  return sink.isTerminal && env.TERM !== "dumb" ? paintInColour() : paintNothing;
}

/** Spaces at the ends are kept: they are the layout of the line. */
function painted(span: Span, paint: Paint): string {
  const text = textOf(span);
  const [, before = "", core = "", after = ""] = /^( *)(.*?)( *)$/s.exec(text) ?? [];
  return before + (core === "" ? "" : paint(printable(core), toneOf(span))) + after;
}
