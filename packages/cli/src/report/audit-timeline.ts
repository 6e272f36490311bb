/** What bites when, as the page of an audit shows it: past and future parted by the date that the verdicts are about. */
import { VERDICTS } from "@reroot/core";
import { day, distance } from "../words/dates.js";
import { lossInWords } from "../words/timeline.js";
import { verdictTone } from "../words/verdict.js";
import { type Html, html } from "./html.js";
import type { TimelineEntry } from "./timeline.js";

export function timelineSection(entries: readonly TimelineEntry[], at: string): Html | undefined {
  if (entries.length === 0) return undefined;
  const most = Math.max(...entries.map(({ devices }) => devices.length));
  const row = (entry: TimelineEntry, index: number) => {
    const before = entries[index - 1];
    const isAgain = before?.period === entry.period && before.when === entry.when;
    return entryRow(entry, index, { most, at, isAgain });
  };
  const rows = entries.map(row);
  const ahead = entries.findIndex(({ when }) => when === "ahead");
  const past = ahead === -1 ? entries.length : ahead;
  return html`<h2>What bites when</h2>
<p class="legend"><i class="bad"></i> broken now <i class="warning"></i> works now</p>
<table class="timeline"><thead><tr><th>Date</th><th class="number">Devices</th><th><span class="unseen">Share</span></th><th>What is lost</th></tr></thead>
<tbody>${rows.slice(0, past)}<tr class="now"><td colspan="4">as of ${day(at)}</td></tr>
${rows.slice(past)}</tbody></table>`;
}

interface Surroundings {
  readonly most: number;
  readonly at: string;
  /** The entry above has the same date. */
  readonly isAgain: boolean;
}

function entryRow(entry: TimelineEntry, index: number, { most, at, isAgain }: Surroundings): Html {
  const { period, devices, kind } = entry;
  const far = period.length === 10 ? html` <span class="quiet">${distance(period, at)}</span>` : undefined;
  const loss = lossInWords(entry);
  return html`<tr${isAgain ? html` class="again"` : undefined}><td class="date"><span class="period">${period}${far}</span></td>
<td class="number" data-moment="${index}">${devices.length.toLocaleString("en")}</td><td class="track">${bar(entry, most)}</td>
<td>${kind === "bites" ? html`<b>${loss}</b>` : loss} <span class="quiet">${named(devices)}</span></td></tr>
`;
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
