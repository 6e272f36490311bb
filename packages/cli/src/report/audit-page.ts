/**
 * An audit as one self-contained HTML page: what it amounts to, what bites when, every device, and the
 * evidence of each. It loads nothing: its policy allows its own style and its own script and nothing else.
 * It shows assessments; it concludes nothing by itself.
 */
import { createHash } from "node:crypto";
import { type Assessment, type Evidence, type FieldNotice, VERDICTS, type Verdict } from "@reroot/core";
import { count } from "../words/count.js";
import { day, distance, minute } from "../words/dates.js";
import { decidingInWords } from "../words/deciding.js";
import { deadlineName, deadlineSource } from "../words/finding-notes.js";
import { serviceName, serviceShortName } from "../words/service.js";
import { lossInWords } from "../words/timeline.js";
import { verdictMeaning, verdictTone } from "../words/verdict.js";
import { AUDIT_SCRIPT } from "./audit-script.js";
import { AUDIT_STYLE } from "./audit-style.js";
import { deviceEvidence, evidenceId, type TranscriptIndex } from "./device-evidence.js";
import { headlineOf } from "./headline.js";
import { Html, html } from "./html.js";
import { countsOf, isBroken, type Row, rowsOf } from "./rows.js";
import { STYLE } from "./style.js";
import { type TimelineEntry, timelineOf } from "./timeline.js";

export interface AuditPageInputs {
  /** One a notice, of the same evidence; at least one. */
  readonly assessments: readonly Assessment[];
  readonly notices: readonly FieldNotice[];
  readonly evidence: Evidence;
  readonly transcripts: TranscriptIndex;
}

/** A page with the evidence of more devices is too much for a browser; `reroot explain` shows the others. */
const MOST_EVIDENCE = 2_000;

export function auditPage({ assessments, notices, evidence, transcripts }: AuditPageInputs): string {
  const rows = rowsOf(assessments);
  const several = assessments.length > 1;
  const title = `${assessments.map(({ notice }) => notice.id.toUpperCase()).join(", ")}: ${count(rows.length, "device")}`;
  const shown = rows.slice(0, MOST_EVIDENCE);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Reroot">
<title>${title}</title>
<style>${new Html(STYLE + AUDIT_STYLE)}</style>
</head>
<body>
${assessments.some(({ notice }) => notice.lab) ? html`<div class="banner">LAB: these are emulated routers.</div>` : undefined}
<main>
<div class="brand">Reroot</div>
<h1>${title}</h1>
<p class="quiet">As of ${minute(assessments[0]?.at ?? "")}; evidence gathered until ${minute(evidence.gatheredAt)}.</p>
<p class="lead">${headlineOf(rows).join(" ")}</p>
${tiles(rows)}
${timeline(rows, assessments[0]?.at ?? "")}
${deviceTable(rows, several)}
${deadlineTable(rows)}
<h2>Evidence</h2>
${shown.map((row) => deviceEvidence(row.finding.device, { assessments, evidence, transcripts, why: decidingInWords(row.finding), verdict: row.finding.verdict }))}
${
  rows.length > shown.length
    ? html`<p class="quiet">The evidence of ${count(rows.length - shown.length, "further device")}: <code>reroot explain DEVICE --run FOLDER</code></p>`
    : undefined
}
${notices.map(theNotice)}
<footer>All times are UTC. ${assessments.map(({ notice }) => `${notice.id.toUpperCase()} revision ${notice.revision}`).join(", ")}. Evidence ${assessments[0]?.evidenceDigest ?? ""}.</footer>
</main>
<script>${new Html(AUDIT_SCRIPT)}</script>
</body>
</html>
`.text;
}

function policy(): string {
  const script = createHash("sha256").update(AUDIT_SCRIPT).digest("base64");
  return `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${script}'; base-uri 'none'; form-action 'none'`;
}

function badge(verdict: Verdict): Html {
  return html`<span class="badge ${verdictTone(verdict)}" title="${verdictMeaning(verdict)}">${verdict}</span>`;
}

function tiles(rows: readonly Row[]): Html {
  const counts = countsOf(rows);
  return html`<div class="tiles">${VERDICTS.map(
    (
      verdict,
    ) => html`<div class="tile">${badge(verdict)}<b${new Html(counts[verdict] === 0 ? ' class="none"' : "")}>${counts[verdict].toLocaleString("en")}</b><span>${verdictMeaning(verdict)}</span></div>
`,
  )}</div>`;
}

/** Past and future are parted by the date that the verdicts are about. */
function timeline(rows: readonly Row[], at: string): Html | undefined {
  const entries = timelineOf(rows);
  if (entries.length === 0) return undefined;
  const most = Math.max(...entries.map(({ devices }) => devices.length));
  const isPast = ({ when }: TimelineEntry) => when === "past";
  const row = (entry: TimelineEntry) => html`<tr><td class="date">${entry.period}</td>
<td class="date quiet">${entry.period.length === 10 ? distance(entry.period, at) : ""}</td>
<td class="track">${bar(entry, most)}</td><td class="number">${entry.devices.length.toLocaleString("en")}</td>
<td>${entry.kind === "bites" ? html`<b>${lossInWords(entry)}</b>` : lossInWords(entry)} <span class="quiet">${named(entry.devices)}</span></td></tr>
`;
  return html`<h2>What bites when</h2>
<div class="scroll"><table class="timeline"><thead><tr><th>Date</th><th></th><th></th><th class="number">Devices</th><th>What is lost</th></tr></thead>
<tbody>${entries.filter(isPast).map(row)}<tr class="now"><td colspan="5">as of ${day(at)}</td></tr>
${entries.filter((entry) => !isPast(entry)).map(row)}</tbody></table></div>`;
}

function bar({ verdicts, devices }: TimelineEntry, most: number): Html {
  const parts = VERDICTS.filter((verdict) => verdicts[verdict]).map(
    (verdict) =>
      html`<i class="${verdictTone(verdict)}" style="flex:${verdicts[verdict] ?? 0}" title="${verdicts[verdict] ?? 0} ${verdict}"></i>`,
  );
  return html`<div class="bar" style="width:${Math.max(1, Math.round((devices.length / most) * 100))}%">${parts}</div>`;
}

function named(devices: readonly string[]): string {
  const [shown, more] = [devices.slice(0, 3), devices.length - 3];
  return more > 0 ? `${shown.join(", ")} and ${more.toLocaleString("en")} more` : shown.join(", ");
}

function deviceTable(rows: readonly Row[], several: boolean): Html {
  const counts = countsOf(rows);
  const chips = VERDICTS.filter((verdict) => counts[verdict] > 0).map(
    (verdict) =>
      html`<button type="button" class="chip ${verdictTone(verdict)}" aria-pressed="true" data-verdict="${verdict}">${verdict} ${counts[verdict]}</button>`,
  );
  return html`<h2>Devices</h2>
<div class="controls" id="controls" hidden><input type="search" placeholder="Filter: name, release, service, reason" aria-label="Filter devices">${chips}<output></output></div>
<div class="scroll"><table class="sortable" id="devices">
<thead><tr><th>Device</th>${several ? html`<th>Notice</th>` : undefined}<th>Verdict</th><th>Bites</th><th>Service</th><th>Release</th><th>Why</th></tr></thead>
<tbody>${rows.map((row, index) => deviceRow(row, index < MOST_EVIDENCE, several))}</tbody></table></div>`;
}

function deviceRow(row: Row, hasEvidence: boolean, several: boolean): Html {
  const { finding, notice, at } = row;
  const { device, verdict, bitesAt, service, release, listed } = finding;
  const name = hasEvidence ? html`<a href="#${evidenceId(device)}">${device}</a>` : device;
  const when =
    bitesAt === undefined
      ? isBroken(row)
        ? "now"
        : ""
      : html`${day(bitesAt)} <span class="quiet">${distance(bitesAt, at)}</span>`;
  return html`<tr data-device="${device}" data-verdict="${verdict}"><td class="name">${name}</td>${several ? html`<td>${notice.id.toUpperCase()}</td>` : undefined}
<td data-key="${VERDICTS.indexOf(verdict)}">${badge(verdict)}</td><td class="date" data-key="${bitesAt ?? (isBroken(row) ? "0" : "")}">${when}</td>
<td class="short">${service ? serviceShortName(service) : ""}</td><td class="short">${release ?? ""}${release !== undefined && listed === false ? html` <span class="quiet">not listed</span>` : undefined}</td>
<td>${decidingInWords(finding)}</td></tr>
`;
}

const DEADLINES = [
  "next-contact",
  "communication-deadline",
  "registration-expiry",
  "features-stop",
  "cut-over",
] as const;

function deadlineTable(rows: readonly Row[]): Html | undefined {
  const dated = rows.filter(({ finding }) => finding.deadlines.length > 0);
  if (dated.length === 0) return undefined;
  const cell = ({ finding }: Row, kind: (typeof DEADLINES)[number]) => {
    const [earliest] = finding.deadlines
      .filter((one) => one.kind === kind)
      .sort((a, b) => (a.at < b.at ? -1 : 1));
    if (!earliest) return html`<td data-key=""></td>`;
    return html`<td class="date" data-key="${earliest.at}" title="${minute(earliest.at)}; ${deadlineSource(earliest.source)}${earliest.endpoint === undefined ? "" : `; ${earliest.endpoint}`}">${day(earliest.at)}</td>`;
  };
  return html`<h2>Deadlines</h2>
<div class="scroll"><table class="sortable" id="deadlines">
<thead><tr><th>Device</th>${DEADLINES.map((kind) => html`<th>${deadlineName(kind)}</th>`)}</tr></thead>
<tbody>${dated.map(
    (
      row,
    ) => html`<tr data-device="${row.finding.device}"><td class="name">${row.finding.device}</td>${DEADLINES.map((kind) => cell(row, kind))}</tr>
`,
  )}</tbody></table></div>`;
}

function theNotice(notice: FieldNotice): Html {
  const root = ({ commonName, sha256 }: FieldNotice["requiredRoots"][number]) =>
    html`<p>${commonName} <code class="quiet">SHA-256 ${sha256}</code></p>`;
  const endpoints = notice.endpoints.map(
    ({ host, cutoverNoLaterThan, services }) =>
      html`<p><b>${host}</b>: ${cutoverNoLaterThan === null ? "no date announced" : `by ${day(cutoverNoLaterThan)}`}${services ? ` (${services.map(serviceName).join(", ")})` : ""}</p>`,
  );
  return html`<h2>${notice.id.toUpperCase()}</h2>
<p class="quiet">${notice.headline}. ${notice.url ?? ""}</p>
<dl><dt>Retired root</dt><dd>${notice.retiredRoots.map(root)}</dd>
<dt>Required root</dt><dd>${notice.requiredRoots.map(root)}</dd>
<dt>Endpoints</dt><dd>${endpoints}</dd></dl>
`;
}
