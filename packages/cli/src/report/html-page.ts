/** The frame of every report: one file that may load nothing, whatever somebody's names and outputs hold. */
import { createHash } from "node:crypto";
import { Html, html } from "./html.js";
import { STYLE } from "./style.js";

export interface HtmlPage {
  readonly title: string;
  /** Stands above the content and, on paper, on every page. */
  readonly banner?: string | undefined;
  readonly content: Html;
  /** Beside the look that all reports share. */
  readonly style?: string;
  readonly script?: string;
}

export function htmlPage({ title, banner, content, style = "", script }: HtmlPage): string {
  const main = html`<main>
<div class="brand">Reroot</div>
${content}</main>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Reroot">
<title>${title}</title>
<style>${new Html(STYLE + style)}</style>
</head>
<body>
${banner === undefined ? main : bannered(banner, main)}
${script === undefined ? undefined : html`<script>${new Html(script)}</script>`}
</body>
</html>
`.text;
}

/** The head of a table is repeated on every printed page: that is how each one says what the banner says. */
function bannered(banner: string, main: Html): Html {
  return html`<table class="sheet" role="presentation">
<thead><tr><th><div class="banner">${banner}</div></th></tr></thead>
<tbody><tr><td>${main}</td></tr></tbody>
</table>`;
}

function policy(script: string | undefined): string {
  const allowed =
    script === undefined
      ? ""
      : ` script-src 'sha256-${createHash("sha256").update(script).digest("base64")}';`;
  return `default-src 'none'; style-src 'unsafe-inline';${allowed} base-uri 'none'; form-action 'none'`;
}
