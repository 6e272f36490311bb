/** What the page of an audit adds to the look of every report: chips, timeline, sortable tables, evidence. */
export const AUDIT_STYLE = `
main { max-width: 1180px; }
.lead { font-size: 17px; line-height: 1.5; max-width: 62ch; margin: 18px 0 4px; }
.tiles { grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); }
.tile { padding: 12px; } .tile .badge { font-size: 12px; padding: 1px 7px; }
.tile b.none { color: var(--quiet); font-weight: 500; }
.tile .badge { display: inline-block; margin-bottom: 4px }
.tile .badge.bad { color: var(--bad); } .tile .badge.warning { color: var(--warning); }
.tile .badge.notable { color: var(--notable); } .tile .badge.good { color: var(--good); }
.timeline td { vertical-align: middle; }
.timeline .bar { display: flex; height: 14px; min-width: 3px; border-radius: 3px; overflow: hidden; }
.timeline .bar i { display: block; height: 100%; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.timeline .track { width: 30%; min-width: 120px; }
.timeline tr.now td { border-bottom: 2px solid var(--ink); color: var(--quiet); font-size: 13px; padding: 4px 0; }
i.bad { background: var(--bad); } i.warning { background: var(--warning); }
i.notable { background: var(--notable); } i.good { background: var(--good); } i.faint { background: var(--faint); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.short { white-space: nowrap; }
td.date { white-space: nowrap; font-variant-numeric: tabular-nums; }
td .quiet, td.quiet { font-size: 13px; }
.controls { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 0 0 12px; }
.controls input[type=search] {
  font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 8px;
  padding: 6px 12px; min-width: 240px; flex: 1 1 240px; max-width: 420px;
}
.chip { font: inherit; font-size: 13px; font-weight: 600; border: 1px solid transparent; border-radius: 999px; padding: 3px 11px; cursor: pointer; }
.chip[aria-pressed=false] { background: none; border-color: var(--line); color: var(--quiet); font-weight: 500; }
.controls output { color: var(--quiet); font-size: 13px; }
th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; font-weight: 600; }
th button::after { content: " \\2195"; opacity: .45; }
th[aria-sort=ascending] button::after { content: " \\2191"; opacity: 1; }
th[aria-sort=descending] button::after { content: " \\2193"; opacity: 1; }
:focus-visible { outline: 2px solid var(--notable); outline-offset: 2px; }
a { color: inherit; text-decoration-color: var(--quiet); text-underline-offset: 2px; }
.evidence > summary { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; }
.evidence > summary::before { content: "\\25B8"; color: var(--quiet); font-size: 12px; }
.evidence[open] > summary::before { content: "\\25BE"; }
.evidence > summary .quiet { font-weight: 400; }
.evidence { content-visibility: auto; contain-intrinsic-size: auto 46px; }
.evidence:target { border-color: var(--notable); }
.evidence dd p { margin: 0; }
sup a { text-decoration: none; color: var(--notable); padding: 0 1px; }
.unknown { color: var(--notable); }
[hidden] { display: none !important; }
@media print {
  .controls, .evidence:not([open]), .screen { display: none !important; }
  .tiles { grid-template-columns: repeat(4, 1fr); }
  th button::after { content: none; }
  table { font-size: 9pt; }
}
`;
