/** What a proof's page shows of the record: the approved plan, device by device that is treated alike, and the journal. */
import { type DevicePlan, type JournalEntry, linesOf, type Proof, type Wave } from "@reroot/core";
import { count } from "../words/count.js";
import { cautionInWords, gateInWords, holdReasonInWords, undoInWords } from "../words/hold-reason.js";
import { comparedInShort } from "../words/rehearsal.js";
import { asSentence } from "../words/words.js";
import { type Html, html, withCode } from "./html.js";
import { journalEventInWords } from "./journal-words.js";

export function planSection({ approved, rehearsal, devices }: Proof): Html {
  const { plan } = approved;
  const held = plan.heldBack.map(
    ({ device, reason }) =>
      html`<li><b>${device}</b>: ${withCode(asSentence(holdReasonInWords(reason).sentence))}</li>`,
  );
  return html`<h2 class="part">The plan</h2>
<dl>
<dt>Digest</dt><dd><code>${plan.digest}</code></dd>
<dt>Rehearsed</dt><dd>${
    rehearsal === undefined
      ? "No rehearsal was required."
      : html`${comparedInShort(devices)}<br><code class="quiet">${rehearsal}</code>`
  }</dd>
${plan.bundle && html`<dt>Bundle</dt><dd>${plan.bundle.name} ${plan.bundle.version}, <code>${plan.bundle.url}</code><br><code class="quiet">SHA-256 ${plan.bundle.sha256}</code></dd>`}
</dl>
${plan.waves.map(waveTable)}
${held.length > 0 ? html`<h3>Held back</h3><ul>${held}</ul>` : undefined}`;
}

function waveTable(wave: Wave): Html {
  const { name, devices, gate } = wave;
  return html`<h3>${name.charAt(0).toUpperCase()}${name.slice(1)}: ${count(devices.length, "device")}</h3>
<div class="scroll"><table class="stack"><thead><tr><th>Device</th><th>Sent, in this order</th><th>Undo</th></tr></thead><tbody>
${treatedAlike(devices).map(planRow)}</tbody></table></div>
<p class="quiet">${gateInWords(gate)}</p>`;
}

interface Treatment {
  readonly devices: readonly string[];
  readonly lines: readonly string[];
  readonly cautions: readonly string[];
  readonly undo: DevicePlan["undo"];
}

function treatedAlike(devices: readonly DevicePlan[]): readonly Treatment[] {
  const alike = new Map<string, Treatment>();
  for (const { device, steps, cautions, undo } of devices) {
    const lines = steps.flatMap(({ action }) => linesOf(action));
    const told = cautions.map((caution) => asSentence(cautionInWords(caution)));
    const key = JSON.stringify([lines, told, undoInWords(undo)]);
    const before = alike.get(key)?.devices ?? [];
    alike.set(key, { devices: [...before, device], lines, cautions: told, undo });
  }
  return [...alike.values()];
}

function planRow({ devices, lines, cautions, undo }: Treatment): Html {
  return html`<tr><td class="names">${devices.join(", ")}</td><td class="wide">${lines.map((line) => html`<p><code>${line}</code></p>`)}${cautions.map(
    (caution) => html`<p class="quiet">${caution}</p>`,
  )}</td><td class="wide" data-label="Undo">${undo.kind === "none" ? undoInWords(undo) : html`<code>${undoInWords(undo)}</code>`}</td></tr>
`;
}

/** More entries than this are too much for a page; those that decided something are shown then. */
const MOST_ENTRIES = 3_000;

export function journalSection(journal: readonly JournalEntry[]): Html {
  const isWhole = journal.length <= MOST_ENTRIES;
  const shown = isWhole ? journal : journal.filter(decides).slice(0, MOST_ENTRIES);
  const told = isWhole
    ? `${count(journal.length, "entry", "entries")}, in order`
    : `${count(shown.length, "entry", "entries")} of ${journal.length.toLocaleString("en")}: waves, gates, people's decisions, and what was held or failed; all stand in the proof`;
  return html`<h2 class="part">The journal</h2>
<details open><summary>${told}</summary>
<div class="scroll"><table class="stack"><thead><tr><th>No.</th><th>Time (UTC)</th><th>Device</th><th>What happened</th></tr></thead>
<tbody>${shown.map(journalRow)}</tbody></table></div></details>`;
}

function decides(entry: JournalEntry): boolean {
  const isOfOneDevice = journalEventInWords(entry).device !== undefined;
  return !isOfOneDevice || /^device-(?:held|failed|skipped|retried)$/.test(entry.event);
}

function journalRow(entry: JournalEntry): Html {
  const { device, text } = journalEventInWords(entry);
  return html`<tr><td class="time">${entry.sequence}</td><td class="time">${entry.at.slice(0, 19).replace("T", " ")}</td><td class="name">${device ?? ""}</td><td class="wide">${withCode(text)}</td></tr>
`;
}
