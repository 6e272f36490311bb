/**
 * A proof as one self-contained HTML page, for people who were not there: what was found, what was
 * approved and sent, what is so now, what is left to do, and how to check it. It shows a proof; it
 * concludes nothing by itself.
 */
import { type FieldNotice, type JournalEntry, linesOf, type Proof } from "@reroot/core";
import { keyNameOf } from "@reroot/pki";
import type { Tone } from "../terminal/tone.js";
import { count } from "../words/count.js";
import { day, minute } from "../words/dates.js";
import { cautionInWords, gateInWords, holdReasonInWords, undoInWords } from "../words/hold-reason.js";
import { gradeMeaning, outcomeInWord, outcomeTone } from "../words/proof-words.js";
import { serviceName } from "../words/service.js";
import { verdictMeaning, verdictTone } from "../words/verdict.js";
import { asSentence } from "../words/words.js";
import { type DeviceStory, deviceStories } from "./device-story.js";
import { Html, html, withCode } from "./html.js";
import { journalEventInWords } from "./journal-words.js";
import { STYLE } from "./style.js";

export interface ReportInputs {
  readonly proof: Proof;
  readonly notice: FieldNotice;
  /** Name of the proof's file, as it lies beside the report. */
  readonly proofFile: string;
}

export function reportPage({ proof, notice, proofFile }: ReportInputs): string {
  const stories = deviceStories(proof);
  const title = `${notice.id.toUpperCase()}: ${proof.kind === "rehearsal" ? "rehearsal of the migration" : "migration"}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Reroot">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
${sheet(
  html`<main>
<div class="brand">Reroot</div>
<h1>${title}</h1>
<p class="quiet">${notice.headline}</p>
${tiles(stories)}
${deviceTable(stories)}
${leftToDo(stories)}
${theNotice(notice)}
${thePlan(proof)}
${theJournal(proof.journal)}
${howToCheck(proof, proofFile)}
</main>`,
  proof.kind,
)}
</body>
</html>
`.text;
}

/** The head of a table is repeated on every printed page: that is how each one says REHEARSAL. */
function sheet(content: Html, kind: Proof["kind"]): Html {
  if (kind === "production") return content;
  return html`<table class="sheet">
<thead><tr><th><div class="banner">REHEARSAL in a lab: it proves nothing about any real device.</div></th></tr></thead>
<tbody><tr><td>${content}</td></tr></tbody>
</table>`;
}

function tiles(stories: readonly DeviceStory[]): Html {
  const number = (of: (story: DeviceStory) => boolean) => stories.filter(of).length;
  const graded = (grade: DeviceStory["grade"]) =>
    number((story) => story.fate === "migrated" && story.grade === grade);
  const tile = (value: number, text: string) =>
    html`<div class="tile"><b>${value}</b><span>${text}</span></div>`;
  return html`<div class="tiles">
${tile(stories.length, stories.length === 1 ? "device" : "devices")}
${tile(graded("proven"), "proven: a contact succeeded on the new chain")}
${tile(graded("prepared"), "prepared: the required root is in place")}
${tile(number(isLeftToDo), "left to act on")}
${tile(
  number(({ fate }) => fate === "untouched"),
  "need nothing",
)}
</div>`;
}

function isLeftToDo({ fate, grade }: DeviceStory): boolean {
  return fate === "held" || fate === "failed" || (fate === "migrated" && grade === "not-prepared");
}

function badge(text: string, tone: Tone, meaning: string): Html {
  return html`<span class="badge ${tone}" title="${meaning}">${text}</span>`;
}

function deviceTable(stories: readonly DeviceStory[]): Html {
  const rows = stories.map(
    (story) => html`<tr><td class="name">${story.device}</td>
<td>${badge(story.before, verdictTone(story.before), verdictMeaning(story.before))}</td>
<td>${badge(story.after, verdictTone(story.after), verdictMeaning(story.after))}</td>
<td>${badge(outcomeInWord(story.fate, story.grade), outcomeTone(story.fate, story.grade), gradeMeaning(story.grade))}</td>
<td>${story.reasons.map((reason) => html`<p>${withCode(reason)}</p>`)}${earlier(story)}</td></tr>
`,
  );
  return html`<h2>Devices</h2>
<div class="scroll"><table>
<thead><tr><th>Device</th><th>Before</th><th>After</th><th>Outcome</th><th>Why</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function earlier({ reasonsBefore }: DeviceStory): Html | undefined {
  if (reasonsBefore.length === 0) return undefined;
  return html`<p class="quiet">Before: ${withCode(reasonsBefore.join(" "))}</p>`;
}

/** Devices with the same advice stand together. */
function leftToDo(stories: readonly DeviceStory[]): Html | undefined {
  const open = stories.filter((story) => isLeftToDo(story) || story.advice.length > 0);
  if (open.length === 0) return undefined;
  const byAdvice = new Map<string, string[]>();
  for (const { device, advice } of open) {
    const text = advice.length > 0 ? advice.join(" ") : "Read its reasons above, then audit it again.";
    byAdvice.set(text, [...(byAdvice.get(text) ?? []), device]);
  }
  const items = [...byAdvice].map(
    ([advice, devices]) =>
      html`<tr><td class="name">${devices.join(", ")}</td><td>${withCode(advice)}</td></tr>`,
  );
  return html`<h2>Left to do</h2>
<div class="scroll"><table><thead><tr><th>Device</th><th>Next step</th></tr></thead><tbody>${items}</tbody></table></div>`;
}

function theNotice(notice: FieldNotice): Html {
  const root = ({ commonName, sha256 }: FieldNotice["requiredRoots"][number]) =>
    html`${commonName}<br><code class="quiet">SHA-256 ${sha256}</code>`;
  const endpoints = notice.endpoints.map(
    ({ host, cutoverNoLaterThan, services }) =>
      html`<li><b>${host}</b>: ${
        cutoverNoLaterThan === null ? "no date announced" : `by ${day(cutoverNoLaterThan)}`
      }${services ? ` (${services.map(serviceName).join(", ")})` : ""}</li>`,
  );
  return html`<h2>The notice</h2>
<dl>
<dt>Notice</dt><dd>${notice.id.toUpperCase()}, revision ${notice.revisions
    .map(({ version }) => version)
    .sort()
    .at(-1)}</dd>
<dt>Retired root</dt><dd>${notice.retiredRoots.map(root)}</dd>
<dt>Required root</dt><dd>${notice.requiredRoots.map(root)}</dd>
<dt>Endpoints</dt><dd><ul>${endpoints}</ul></dd>
</dl>`;
}

function thePlan({ approved }: Proof): Html {
  const { plan, approval } = approved;
  const waves = plan.waves.map(
    (
      wave,
    ) => html`<h3>${wave.name.charAt(0).toUpperCase()}${wave.name.slice(1)}: ${count(wave.devices.length, "device")}</h3>
<div class="scroll"><table><thead><tr><th>Device</th><th>Sent, in this order</th><th>Undo</th></tr></thead><tbody>
${wave.devices.map(
  (device) => html`<tr><td class="name">${device.device}</td>
<td>${device.steps.flatMap(({ action }) => linesOf(action)).map((line) => html`<p><code>${line}</code></p>`)}${device.cautions.map(
    (caution) => html`<p class="quiet">${asSentence(cautionInWords(caution))}</p>`,
  )}</td><td>${device.undo.kind === "none" ? undoInWords(device.undo) : html`<code>${undoInWords(device.undo)}</code>`}</td></tr>`,
)}</tbody></table></div>
<p class="quiet">${gateInWords(wave.gate)}</p>`,
  );
  const held = plan.heldBack.map(
    ({ device, reason }) =>
      html`<li><b>${device}</b>: ${withCode(asSentence(holdReasonInWords(reason).sentence))}</li>`,
  );
  return html`<h2>The plan</h2>
<dl>
<dt>Made by</dt><dd>${plan.author}, ${minute(plan.createdAt)}</dd>
<dt>Approved by</dt><dd>${approval.by}, ${minute(approval.at)}</dd>
<dt>Digest</dt><dd><code>${plan.digest}</code></dd>
${plan.bundle && html`<dt>Bundle</dt><dd>${plan.bundle.name} ${plan.bundle.version}, <code>${plan.bundle.url}</code><br><code class="quiet">SHA-256 ${plan.bundle.sha256}</code></dd>`}
</dl>
${waves}
${held.length > 0 ? html`<h3>Held back</h3><ul>${held}</ul>` : undefined}`;
}

function theJournal(journal: readonly JournalEntry[]): Html {
  const rows = journal.map((entry) => {
    const { device, text } = journalEventInWords(entry);
    return html`<tr><td class="time">${entry.sequence}</td><td class="time">${entry.at.slice(0, 19).replace("T", " ")}</td><td class="name">${device ?? ""}</td><td>${withCode(text)}</td></tr>
`;
  });
  return html`<h2>The journal</h2>
<details open><summary>${count(journal.length, "entry", "entries")}, in order</summary>
<div class="scroll"><table><thead><tr><th>No.</th><th>Time (UTC)</th><th>Device</th><th>What happened</th></tr></thead>
<tbody>${rows}</tbody></table></div></details>`;
}

function signer({ signature }: Proof): Html | undefined {
  if (!signature) return undefined;
  const key = keyNameOf(signature.publicKey);
  return html`<dt>Signed with</dt><dd><code>${key}</code><br>Ask whoever made this for the name of the key, by another way, and pin it: <code>--trusted-key ${key}</code></dd>
`;
}

function howToCheck(proof: Proof, proofFile: string): Html {
  return html`<h2>How to check this</h2>
<p>This page is drawn from <code>${proofFile}</code>, which holds the findings before and after, the approved plan and the whole journal. To check it, without a device and without a database:</p>
<p><code>npx reroot proof check ${proofFile}</code></p>
<dl>${signer(proof)}<dt>Proof</dt><dd><code>${proof.digest}</code></dd>
<dt>Transcripts</dt><dd>${count(proof.transcripts.length, "transcript is", "transcripts are")} cited by digest</dd></dl>
<footer>Found ${minute(proof.before.at)}, found again ${minute(proof.after.at)}. All times are UTC.${
    proof.kind === "rehearsal" ? " They are lab times." : ""
  }</footer>`;
}
