/**
 * A notice's page as plain text or as Markdown: the prose line by line, and the tables in pipes.
 * Does not know what the tables and sentences say.
 */
import { failed, type Result, success } from "@reroot/pki";
import { PAGE_LIMIT, type Page, type PageFailure, type ProseLine, plain, type Table } from "./page.js";
import { isHeading, isRule, readPipeTable } from "./pipe-table.js";

export function readTextPage(text: string): Result<Page, PageFailure> {
  if (text.length > PAGE_LIMIT) {
    return failed({ code: "notice/page-too-large", characters: text.length, limit: PAGE_LIMIT });
  }
  const links: { text: string; url: string }[] = [];
  const lines = text.split(/\r\n|\r|\n/).map((line) => withoutMarkdown(line, links));
  const tables: Table[] = [];
  const prose: ProseLine[] = [];
  for (let index = 0; index < lines.length; ) {
    if (isHeading(lines, index)) {
      const read = readPipeTable(lines, index);
      if (!read.ok) return read;
      if (read.value.table) tables.push(read.value.table);
      index = Math.max(index + 1, read.value.end);
      continue;
    }
    const line = plain(lines[index] ?? "");
    index += 1;
    if (isOrphan(line))
      return failed({ code: "notice/table-without-heading", line: index, text: line.slice(0, 80) });
    if (line !== "") prose.push({ text: line, line: index });
  }
  return success({ tables, prose, links, url: null, lastLine: lastLineOf(lines) });
}

/** Tools that save a page as Markdown mark its headings, set off what is bold, and put each address behind its link. */
function withoutMarkdown(line: string, links: { text: string; url: string }[]): string {
  if (!/^#|\*\*|\]\(/.test(line)) return line;
  return line
    .replace(/^#{1,6} /, "")
    .replace(/\*\*([^*|]{1,300})\*\*/g, "$1")
    .replace(/\[([^[\]]{1,200})\]\((https?:[^()\s]{1,500})\)/g, (_, shown: string, url: string) => {
      links.push({ text: plain(shown), url });
      return shown;
    });
}

/** Cells that stand under no headings: the headings were lost. A pipe inside a command is no cell. */
function isOrphan(line: string): boolean {
  return isRule(line) || line === "|" || /(?:^\|\s|\s\|$)/.test(line);
}

function lastLineOf(lines: readonly string[]): number {
  return Math.max(1, lines.findLastIndex((line) => line.trim() !== "") + 1);
}
