/**
 * A page's sentences as one text in which phrases are looked for, whatever lines the page broke them into.
 */
import type { ProseLine } from "./page.js";

export interface Prose {
  /** All lines, joined by a line break. */
  readonly text: string;
  readonly lines: readonly ProseLine[];
  /** Which of `lines` holds the character at `offset` of `text`. */
  indexAt(offset: number): number;
}

export function proseOf(lines: readonly ProseLine[]): Prose {
  const starts: number[] = [];
  let length = 0;
  for (const { text } of lines) {
    starts.push(length);
    length += text.length + 1;
  }
  const indexAt = (offset: number) => startIndex(starts, offset);
  return { text: lines.map(({ text }) => text).join("\n"), lines, indexAt };
}

/**
 * A pattern for a phrase: any blanks between words, any case. `{name}` stands for up to 200 characters, as few
 * as will do, and is captured under that name.
 */
export function phrase(words: string): RegExp {
  const source = words
    .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
    .replace(/\{(\w+)\}/g, "(?<$1>[\\s\\S]{1,200}?)")
    .replace(/ /g, "\\s+");
  return new RegExp(source, "i");
}

export interface Match {
  /** Line of the page. */
  readonly line: number;
  /** Which of the prose's lines it begins in; several may share one line of the page. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
  group(name: string): string;
}

/** The first place where the pattern stands, from `from` on; null when it stands nowhere. */
export function find(prose: Prose, pattern: RegExp, from = 0): Match | null {
  const searching = new RegExp(
    pattern.source,
    pattern.flags.includes("g") ? pattern.flags : `${pattern.flags}g`,
  );
  searching.lastIndex = from;
  const found = searching.exec(prose.text);
  if (!found) return null;
  const index = prose.indexAt(found.index);
  return {
    line: prose.lines[index]?.line ?? 1,
    index,
    start: found.index,
    end: found.index + found[0].length,
    group: (name) => (found.groups?.[name] ?? "").replace(/\s+/g, " ").trim(),
  };
}

/** All places where the pattern stands. */
export function findAll(prose: Prose, pattern: RegExp): readonly Match[] {
  const matches: Match[] = [];
  for (let from = 0; ; ) {
    const match = find(prose, pattern, from);
    if (!match) return matches;
    matches.push(match);
    from = Math.max(match.end, match.start + 1);
  }
}

/** The whole sentence in which the pattern stands, its line breaks taken out; null when it stands nowhere. */
export function sentenceWith(prose: Prose, pattern: RegExp): string | null {
  const match = find(prose, pattern);
  if (!match) return null;
  const before = prose.text.slice(0, match.start);
  const stop = before.lastIndexOf(". ");
  const start = Math.max(stop === -1 ? 0 : stop + 2, before.lastIndexOf("\n") + 1);
  const end = /[.:](?=\s|$)/.exec(prose.text.slice(match.end - 1));
  const to = end ? match.end - 1 + end.index + 1 : prose.text.length;
  return prose.text
    .slice(start, Math.min(to, start + 600))
    .replace(/\s+/g, " ")
    .replace(/^Note:\s*/i, "")
    .trim();
}

function startIndex(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
