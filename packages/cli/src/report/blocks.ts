/** A document made of a few kinds of blocks, written as Markdown or as one HTML page. */
import { type Html, html, withCode } from "./html.js";
import { htmlPage } from "./html-page.js";

export type Block =
  | { readonly kind: "heading"; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[] };

/** Text, or lines that are typed as they stand. */
type Cell = string | readonly string[];

export function asMarkdown(blocks: readonly Block[]): string {
  return `${blocks.map(markdownOf).join("\n\n")}\n`;
}

function markdownOf(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `${"#".repeat(block.level)} ${escaped(block.text)}`;
    case "text":
      return escaped(block.text);
    case "list":
      return block.items.map((item) => `- ${escaped(item)}`).join("\n");
    case "table":
      return [
        `| ${block.head.map(escaped).join(" | ")} |`,
        `|${block.head.map(() => "---").join("|")}|`,
        ...block.rows.map((row) => `| ${row.map(markdownCell).join(" | ")} |`),
      ].join("\n");
  }
}

function markdownCell(cell: Cell): string {
  if (typeof cell === "string") return escaped(cell);
  return cell.map((line) => `\`${line.replaceAll("`", "'").replaceAll("|", "\\|")}\``).join("<br>");
}

/** What others wrote must not become markup; what stands in `backticks` is code, where nothing is. */
function escaped(text: string): string {
  const parts = text.replace(/\r?\n/g, " ").split("`");
  return parts
    .map((part, index) => (index % 2 === 1 ? `\`${part.replaceAll("|", "\\|")}\`` : escapedProse(part)))
    .join("");
}

function escapedProse(text: string): string {
  return text.replace(/[|<*_[\]]/g, (one) => (one === "<" ? "&lt;" : `\\${one}`));
}

export function asHtml(title: string, blocks: readonly Block[]): string {
  return htmlPage({ title, content: html`${blocks.map(htmlOf)}` });
}

function htmlOf(block: Block): Html {
  switch (block.kind) {
    case "heading":
      if (block.level === 1) return html`<h1>${block.text}</h1>\n`;
      return block.level === 2 ? html`<h2>${block.text}</h2>\n` : html`<h3>${block.text}</h3>\n`;
    case "text":
      return html`<p>${withCode(block.text)}</p>\n`;
    case "list":
      return html`<ul>${block.items.map((item) => html`<li>${withCode(item)}</li>`)}</ul>\n`;
    case "table":
      return html`<div class="scroll"><table class="stack"><thead><tr>${block.head.map((one) => html`<th>${one}</th>`)}</tr></thead>
<tbody>${block.rows.map((row) => html`<tr>${row.map((cell, index) => htmlCell(cell, index, block.head[index]))}</tr>\n`)}</tbody></table></div>\n`;
  }
}

/** Where rows become blocks, the first cell names the block, and the others say what they are. */
function htmlCell(cell: Cell, index: number, head = ""): Html {
  const label = index === 0 || head === "" ? undefined : html` data-label="${head}"`;
  if (typeof cell !== "string")
    return html`<td class="wide lines"${label}>${cell.map((line) => html`<p><code>${line}</code></p>`)}</td>`;
  return html`<td${index === 0 ? undefined : html` class="wide"`}${label}>${withCode(cell)}</td>`;
}
