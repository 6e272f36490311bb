/** Rows as blocks: what is short side by side, what is wide below it. */
const stacked = (table: string) => `${table} > thead { display: none; }
  ${table} > tbody > tr { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: baseline; padding: 10px 0; border-bottom: 1px solid var(--line); }
  ${table} > tbody > tr > td { border: 0; padding: 0; text-align: left; overflow-wrap: anywhere; }
  ${table} > tbody > tr > td:empty { display: none; }
  ${table} > tbody > tr > td.wide { flex: 1 0 100%; }`;

/** The look of the report: self-contained, for light and dark screens and for paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1c2430; --quiet: #5c6775; --line: #dde2e8; --wash: #f5f7f9;
  --good: #14713d; --good-wash: #e3f4ea; --warning: #8a5a00; --warning-wash: #fdf1d8;
  --bad: #a3231f; --bad-wash: #fbe6e4; --notable: #1a5a8a; --notable-wash: #e2eff8;
  --faint: #5c6775; --faint-wash: #eef1f4;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14181d; --ink: #e6eaef; --quiet: #98a3b0; --line: #2d353e; --wash: #1b2027;
    --good: #6fd39a; --good-wash: #163325; --warning: #f0c163; --warning-wash: #3a2c0c;
    --bad: #ff9b94; --bad-wash: #431a18; --notable: #86c5f3; --notable-wash: #12304a;
    --faint: #98a3b0; --faint-wash: #232a32;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main { max-width: 1080px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 6px; letter-spacing: -0.01em; }
h2 { font-size: 18px; margin: 40px 0 12px; }
h3 { font-size: 15px; margin: 20px 0 6px; }
p { margin: 0 0 10px; }
.quiet { color: var(--quiet); }
.brand { color: var(--quiet); font-weight: 600; letter-spacing: 0.02em; margin-bottom: 18px; }
code { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 24px 0 8px; }
.tile { border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; }
.tile b { display: block; font-size: 30px; line-height: 1.15; font-weight: 650; }
.tile span { color: var(--quiet); font-size: 13px; line-height: 1.35; display: block; }
.lead { font-size: 17px; line-height: 1.5; max-width: 62ch; margin: 18px 0 14px; }
.tile .badge { display: inline-block; margin-bottom: 4px; font-size: 12px; padding: 1px 7px; }
.tile .badge.bad { color: var(--bad); } .tile .badge.warning { color: var(--warning); } .tile .badge.good { color: var(--good); }
.tile .badge.notable { color: var(--notable); } .tile .badge.faint { color: var(--faint); }
i.bad { background: var(--bad); } i.warning { background: var(--warning); } i.good { background: var(--good); }
i.notable { background: var(--notable); } i.faint { background: var(--faint); }
.scroll { overflow-x: auto; margin-bottom: 12px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th { text-align: left; color: var(--quiet); font-weight: 600; font-size: 13px; white-space: nowrap; }
th, td { padding: 8px 14px 8px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:last-child, th:last-child { padding-right: 0; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
main td .quiet, td.quiet { font-size: 13px; }
td.name { font-weight: 600; white-space: nowrap; }
td.time { white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--quiet); }
main td p { margin: 0 0 2px; }
td.lines { width: 36%; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.badge {
  display: inline-block; padding: 1px 9px; border-radius: 999px; font-size: 13px; font-weight: 600; white-space: nowrap;
}
.good { color: var(--good); background: var(--good-wash); }
.warning { color: var(--warning); background: var(--warning-wash); }
.bad { color: var(--bad); background: var(--bad-wash); }
.notable { color: var(--notable); background: var(--notable-wash); }
.faint { color: var(--faint); background: var(--faint-wash); }
.arrow { color: var(--quiet); padding: 0 4px; }
.banner {
  background: var(--warning-wash); color: var(--warning); font-weight: 650; text-align: center;
  padding: 8px 16px; letter-spacing: 0.02em;
}
details { border: 1px solid var(--line); border-radius: 10px; padding: 4px 16px; margin: 8px 0; }
summary { cursor: pointer; padding: 8px 0; font-weight: 600; }
details > :last-child { margin-bottom: 12px; }
ul { margin: 0 0 10px; padding-left: 20px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media screen and (max-width: 640px) {
  main { padding: 20px 16px 48px; }
  h1 { font-size: 23px; }
  .tiles { grid-template-columns: repeat(2, 1fr); gap: 8px; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 8px; }
  details { padding: 4px 12px; }
  ${stacked(".stack")}
  td[data-label]::before { content: attr(data-label) ": "; color: var(--quiet); }
}
footer { margin-top: 48px; border-top: 1px solid var(--line); padding-top: 16px; color: var(--quiet); font-size: 13px; }
.sheet, .sheet > thead, .sheet > tbody, .sheet > thead > tr, .sheet > tbody > tr,
.sheet > thead > tr > th, .sheet > tbody > tr > td { display: block; padding: 0; border: 0; font-weight: inherit; white-space: normal; font-size: 15px; color: inherit; }
@page { margin: 14mm; }
@media print {
  body { font-size: 10pt; }
  main { max-width: none; padding: 6mm 0 0; }
  .badge, .banner, .tile { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  /* The head of a table is repeated on every page, and with it the banner. */
  .sheet { display: table; } .sheet > thead { display: table-header-group; } .sheet > tbody { display: table-row-group; }
  .sheet > thead > tr, .sheet > tbody > tr { display: table-row; break-inside: auto; }
  .sheet > thead > tr > th, .sheet > tbody > tr > td { display: table-cell; font-size: 10pt; }
  .tiles { grid-template-columns: repeat(5, 1fr); }
  .tile { padding: 8px 10px; } .tile b { font-size: 20pt; }
  thead { display: table-header-group; }
  main th, main td { padding: 4px 10px 4px 0; }
  ${stacked(".stack.paper")}
  .stack.paper > tbody > tr { padding: 4px 0; }
  tr, .tile, dl { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  details { border: none; padding: 0; }
}
`;
