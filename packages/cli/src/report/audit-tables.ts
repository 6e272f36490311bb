/** The tables of an audit's page: every device with its verdict, and every device with its deadlines. */
import { VERDICTS, type Verdict } from "@reroot/core";
import { day, distance, minute } from "../words/dates.js";
import { decidingInWords } from "../words/deciding.js";
import { deadlineName, deadlineSource } from "../words/finding-notes.js";
import { serviceShortName } from "../words/service.js";
import { verdictTone } from "../words/verdict.js";
import { evidenceId } from "./device-evidence.js";
import { type Html, html } from "./html.js";
import { countsOf, isBroken, type Row } from "./rows.js";
import type { TimelineEntry } from "./timeline.js";

export interface DeviceTable {
  readonly rows: readonly Row[];
  /** Several notices were assessed at once. */
  readonly several: boolean;
  /** The entries of the timeline that a device stands in, by their place, are marks for the page's own script. */
  readonly entries: readonly TimelineEntry[];
  hasEvidence(row: Row): boolean;
}

export function deviceTable({ rows, several, entries, hasEvidence }: DeviceTable): Html {
  const counts = countsOf(rows);
  const chips = VERDICTS.filter((verdict) => counts[verdict] > 0).map(
    (verdict) =>
      html`<button type="button" class="chip ${verdictTone(verdict)}" aria-pressed="true" data-verdict="${verdict}">${verdict} ${counts[verdict].toLocaleString("en")}</button>`,
  );
  const moments = momentsByDevice(entries);
  return html`<h2 id="all-devices">Devices</h2>
<div class="controls" id="controls" hidden><input type="search" placeholder="Filter: name, release, service, reason" aria-label="Filter devices">${chips}<button type="button" class="chip notable" id="moment" hidden></button><output></output><button type="button" class="chip faint" id="further" hidden></button></div>
<div class="scroll"><table class="sortable stack paper" id="devices">
<thead><tr><th>Device</th>${several ? html`<th>Notice</th>` : undefined}<th>Verdict</th><th>Bites</th><th>Service</th><th>Release</th><th>Why</th></tr></thead>
<tbody>${rows.map((row) => deviceRow(row, moments.get(row.finding.device), several, hasEvidence(row)))}</tbody></table></div>`;
}

export function verdictBadge(verdict: Verdict): Html {
  return html`<span class="badge ${verdictTone(verdict)}">${verdict}</span>`;
}

function momentsByDevice(entries: readonly TimelineEntry[]): ReadonlyMap<string, readonly number[]> {
  const moments = new Map<string, number[]>();
  for (const [index, { devices }] of entries.entries()) {
    for (const device of devices) {
      const known = moments.get(device);
      if (known) known.push(index);
      else moments.set(device, [index]);
    }
  }
  return moments;
}

function deviceRow(
  row: Row,
  moments: readonly number[] | undefined,
  several: boolean,
  hasEvidence: boolean,
): Html {
  const { finding, notice } = row;
  const { device, verdict, bitesAt, service, release, listed } = finding;
  const name = hasEvidence ? html`<a href="#${evidenceId(device)}">${device}</a>` : device;
  return html`<tr data-device="${device}" data-verdict="${verdict}"${moments ? html` data-moments="${moments.join(" ")}"` : undefined}><td class="name">${name}</td>${several ? html`<td>${notice.id.toUpperCase()}</td>` : undefined}<td data-key="${VERDICTS.indexOf(verdict)}">${verdictBadge(verdict)}</td><td class="date" data-key="${bitesAt ?? (isBroken(row) ? "0" : "")}">${whenItBites(row)}</td><td class="short">${service ? serviceShortName(service) : ""}</td><td class="short">${release ?? ""}${release !== undefined && listed === false ? html` <span class="quiet">not listed</span>` : undefined}</td><td class="wide">${decidingInWords(finding)}</td></tr>
`;
}

function whenItBites(row: Row): Html | string {
  const { bitesAt } = row.finding;
  if (bitesAt === undefined) return isBroken(row) ? "now" : "";
  return html`${day(bitesAt)} <span class="quiet">${distance(bitesAt, row.at)}</span>`;
}

const DEADLINES = [
  "next-contact",
  "communication-deadline",
  "registration-expiry",
  "features-stop",
  "cut-over",
] as const;

export function deadlineTable(rows: readonly Row[]): Html | undefined {
  const dated = rows.filter(({ finding }) => finding.deadlines.length > 0);
  if (dated.length === 0) return undefined;
  return html`<h2>Deadlines</h2>
<div class="scroll"><table class="sortable" id="deadlines">
<thead><tr><th>Device</th>${DEADLINES.map((kind) => html`<th>${deadlineName(kind)}</th>`)}</tr></thead>
<tbody>${dated.map(
    (
      row,
    ) => html`<tr data-device="${row.finding.device}"><td class="name">${row.finding.device}</td>${DEADLINES.map((kind) => deadlineCell(row, kind))}</tr>
`,
  )}</tbody></table></div>`;
}

function deadlineCell({ finding }: Row, kind: (typeof DEADLINES)[number]): Html {
  const [earliest] = finding.deadlines
    .filter((one) => one.kind === kind)
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  if (!earliest) return html`<td></td>`;
  const { at, source, endpoint } = earliest;
  const told = `${minute(at)}; ${deadlineSource(source)}${endpoint === undefined ? "" : `; ${endpoint}`}`;
  return html`<td class="date" title="${told}">${day(at)}</td>`;
}
