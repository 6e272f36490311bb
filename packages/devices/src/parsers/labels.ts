/**
 * Outputs made of `Label: value` lines. Also the same outputs after a web page flattened them into one
 * line, as field notices print them: they are cut again where a known label begins. It does not know
 * which labels an output has.
 */
import type { NumberedLine } from "./parse-failure.js";

export interface LabelledLine {
  readonly line: number;
  readonly label: string;
  readonly value: string;
}

/** `Label: value` or `Label   : value`; the colon ends the line or is followed by a blank, so that times and URLs are values. */
export function readLabelled(line: NumberedLine): LabelledLine | undefined {
  const { text } = line;
  const limit = Math.min(text.length, LONGEST_LABEL_LINE);
  for (let colon = text.indexOf(":"); colon >= 0 && colon < limit; colon = text.indexOf(":", colon + 1)) {
    const next = text[colon + 1];
    if (next !== undefined && next !== " " && next !== "\t") continue;
    const label = text.slice(0, colon).trim();
    if (!/^[A-Za-z][^:]{0,79}$/.test(label)) return undefined;
    return { line: line.number, label, value: text.slice(colon + 1).trim() };
  }
  return undefined;
}

const LONGEST_LABEL_LINE = 120;

/** An expression that finds any of the texts where a word begins; longer texts win. */
export function anyOf(texts: readonly string[], suffix: string): RegExp {
  const escaped = [...texts]
    .sort((a, b) => b.length - a.length)
    .map((text) => text.replace(/[()/.^$*+?[\]{}|\\]/g, "\\$&"));
  return new RegExp(`(?<![^\\s])(?:${escaped.join("|")})${suffix}`, "g");
}

/** Cuts a line in front of every match; the pieces keep the number of their line. */
export function cutBefore(line: NumberedLine, matches: RegExp): NumberedLine[] {
  const pieces: NumberedLine[] = [];
  let start = 0;
  matches.lastIndex = 0;
  for (let found = matches.exec(line.text); found; found = matches.exec(line.text)) {
    const piece = line.text.slice(start, found.index).trim();
    if (piece === "") continue;
    pieces.push({ number: line.number, text: piece });
    start = found.index;
  }
  pieces.push({ number: line.number, text: line.text.slice(start).trim() });
  return pieces;
}
