/** What the page of a proof adds to the look of every report. */
export const PROOF_STYLE = `
.record { border: 1px solid var(--line); border-left: 4px solid var(--notable); border-radius: 6px; padding: 14px 18px; background: var(--wash); gap: 6px 20px; }
.command { display: inline-block; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px; }
.tiles { grid-template-columns: repeat(4, 1fr); }
.ways { width: auto; min-width: min(100%, 560px); }
.ways td { vertical-align: middle; }
.ways .track { width: 180px; } .ways i { display: block; height: 12px; min-width: 3px; border-radius: 3px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
td.names { font-weight: 600; max-width: 320px; }
@media screen and (max-width: 640px) {
  .tiles { grid-template-columns: repeat(2, 1fr); }
  .ways .track { width: 60px; }
  .record { padding: 10px 12px; }
  td.names { max-width: none; }
}
@media screen and (max-width: 640px), print { td.after::before { content: "\\2192\\a0"; color: var(--quiet); } }
@media print { .part { break-before: page; } .record { break-inside: avoid; } .tiles { grid-template-columns: repeat(4, 1fr); } }
`;
