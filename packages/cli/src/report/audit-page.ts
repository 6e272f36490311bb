/**
 * An audit as one self-contained HTML page: what it amounts to, what bites when, every device, and the
 * evidence of each. It loads nothing: its policy allows its own style and its own script and nothing else.
 * It shows assessments; it concludes nothing by itself.
 */
import { type Assessment, type Evidence, type FieldNotice, VERDICTS } from "@reroot/core";
import { count } from "../words/count.js";
import { minute } from "../words/dates.js";
import { decidingInWords } from "../words/deciding.js";
import { verdictMeaning } from "../words/verdict.js";
import { asSentence } from "../words/words.js";
import { AUDIT_SCRIPT } from "./audit-script.js";
import { AUDIT_STYLE } from "./audit-style.js";
import { deadlineTable, deviceTable, verdictBadge } from "./audit-tables.js";
import { timelineSection } from "./audit-timeline.js";
import { deviceEvidence, type TranscriptIndex } from "./device-evidence.js";
import { headlineOf } from "./headline.js";
import { type Html, html } from "./html.js";
import { htmlPage } from "./html-page.js";
import { noticeSection } from "./notice-section.js";
import { countsOf, type Row, rowsOf } from "./rows.js";
import { timelineOf } from "./timeline.js";

export interface AuditPageInputs {
  /** One a notice, of the same evidence; at least one. */
  readonly assessments: readonly Assessment[];
  readonly notices: readonly FieldNotice[];
  readonly evidence: Evidence;
  readonly transcripts: TranscriptIndex;
}

/** A page with the evidence of more devices is too much for a browser; `reroot explain` shows the others. */
const MOST_EVIDENCE = 1_000;

export function auditPage(inputs: AuditPageInputs): string {
  const { assessments, notices } = inputs;
  const rows = rowsOf(assessments);
  const at = assessments[0]?.at ?? "";
  const entries = timelineOf(rows);
  const shown = new Set(rows.slice(0, MOST_EVIDENCE));
  const title = `${assessments.map(({ notice }) => notice.id.toUpperCase()).join(", ")}: ${count(rows.length, "device")}`;
  const isLab = assessments.some(({ notice }) => notice.lab);
  return htmlPage({
    title,
    banner: isLab ? "LAB: these are emulated routers." : undefined,
    style: AUDIT_STYLE,
    script: AUDIT_SCRIPT,
    content: html`<h1>${title}</h1>
<p class="quiet">${notices.map(({ headline }) => asSentence(headline)).join(" ")} ${asOf(at, inputs.evidence)}</p>
<p class="lead">${headlineOf(rows).join(" ")}</p>
${tiles(rows)}
${timelineSection(entries, at)}
${deviceTable({ rows, several: assessments.length > 1, entries, hasEvidence: (row) => shown.has(row) })}
${deadlineTable(rows)}
<h2>Evidence</h2>
${[...shown].map(({ finding }) => deviceEvidence(finding.device, { ...inputs, why: decidingInWords(finding), verdict: finding.verdict }))}
${furtherEvidence(rows.length - shown.size)}
${notices.map(noticeSection)}
<footer>All times are UTC. ${assessments.map(({ notice }) => `${notice.id.toUpperCase()} revision ${notice.revision}`).join(", ")}. Evidence ${assessments[0]?.evidenceDigest ?? ""}.</footer>
`,
  });
}

function asOf(at: string, { gatheredAt }: Evidence): string {
  const gathered = minute(gatheredAt) === minute(at) ? "" : `; evidence gathered until ${minute(gatheredAt)}`;
  return `As of ${minute(at)}${gathered}.`;
}

function tiles(rows: readonly Row[]): Html {
  const counts = countsOf(rows);
  return html`<div class="tiles">${VERDICTS.map(
    (
      verdict,
    ) => html`<div class="tile">${verdictBadge(verdict)}<b${counts[verdict] === 0 ? html` class="none"` : undefined}>${counts[verdict].toLocaleString("en")}</b><span>${verdictMeaning(verdict)}</span></div>
`,
  )}</div>`;
}

function furtherEvidence(devices: number): Html | undefined {
  if (devices === 0) return undefined;
  return html`<p class="quiet">The evidence of ${count(devices, "further device")} is too much for one page: <code>reroot explain DEVICE --run FOLDER</code> shows it.</p>`;
}
