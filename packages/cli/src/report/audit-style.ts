/** What the page of an audit adds to the look of every report: chips, timeline, sortable tables, evidence. */
export const AUDIT_STYLE = `
main { max-width: 1180px; }
.tiles { grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); }
.tile { padding: 12px; }
.tile b.none { color: var(--quiet); font-weight: 500; }
.legend { display: flex; gap: 6px 8px; align-items: center; color: var(--quiet); font-size: 13px; }
.legend i { width: 14px; height: 10px; border-radius: 3px; } .legend i + i, .legend i:not(:first-child) { margin-left: 10px; }
.timeline td { vertical-align: middle; }
.timeline .bar { display: flex; height: 14px; min-width: 3px; border-radius: 3px; overflow: hidden; }
.timeline i { display: block; height: 100%; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.timeline .track { width: 28%; min-width: 110px; }
.timeline tr.again .period { visibility: hidden; }
.timeline tr:has(+ tr.again) td { border-bottom-color: transparent; }
.timeline tr.now td { border-bottom: 2px solid var(--ink); color: var(--quiet); font-size: 13px; padding: 4px 0; }
.pick { font: inherit; color: inherit; background: none; border: 0; padding: 2px 0; cursor: pointer; text-decoration: underline; text-decoration-color: var(--quiet); text-underline-offset: 3px; }
td.short { white-space: nowrap; }
td.date { white-space: nowrap; font-variant-numeric: tabular-nums; }
.controls {
  display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 0 0 4px; padding: 8px 0;
  position: sticky; top: 0; z-index: 1; background: var(--paper);
}
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
@media (max-width: 640px) {
  .timeline thead { display: none; }
  .timeline tr { display: grid; grid-template-columns: 6.5em 3.5em 1fr; column-gap: 10px; padding: 8px 0; border-bottom: 1px solid var(--line); align-items: center; }
  .timeline tr.again { border-top: 0; } .timeline tr:has(+ tr.again) { border-bottom-color: transparent; }
  .timeline td { border: 0; padding: 0; } .timeline td:last-child { grid-column: 1 / -1; }
  .timeline .track { width: auto; min-width: 0; }
  .timeline tr.now { display: block; padding: 0; } .timeline tr.now td { display: block; padding: 6px 0; }
  .controls { position: static; }
  .controls input[type=search] { max-width: none; flex-basis: 100%; }
}
@media print {
  .controls, .evidence:not([open]), .screen { display: none !important; }
  .tiles { grid-template-columns: repeat(4, 1fr); }
  th button::after { content: none; }
  table { font-size: 9pt; }
}
`;
