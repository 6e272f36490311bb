/**
 * A proof as one self-contained HTML page, for people who were not there: who approved what, what was sent, what is so
 * now and was before, what is left to do, and the command that checks it. It shows a proof; it concludes nothing.
 */
import { type FieldNotice, type Proof, VERDICTS, type Verdict } from "@reroot/core";
import { keyNameOf } from "@reroot/pki";
import type { Tone } from "../terminal/tone.js";
import { count, joined } from "../words/count.js";
import { second } from "../words/dates.js";
import { gradeMeaning, outcomeInWord, outcomeTone } from "../words/proof-words.js";
import { verdictMeaning, verdictTone } from "../words/verdict.js";
import { asSentence } from "../words/words.js";
import { type DeviceStory, deviceStories } from "./device-story.js";
import { type Html, html, withCode } from "./html.js";
import { htmlPage } from "./html-page.js";
import { noticeSection } from "./notice-section.js";
import { proofLimits } from "./proof-limits.js";
import { journalSection, planSection } from "./proof-record.js";
import { PROOF_STYLE } from "./proof-style.js";

export interface ProofPageInputs {
  readonly proof: Proof;
  readonly notice: FieldNotice;
  /** Name of the proof's file, as it lies beside the page. */
  readonly proofFile: string;
}

export function proofPage({ proof, notice, proofFile }: ProofPageInputs): string {
  const stories = deviceStories(proof);
  const isRehearsal = proof.kind === "rehearsal";
  const title = `${isRehearsal ? "Rehearsal" : "Proof"} of migration: ${notice.id.toUpperCase()}`;
  return htmlPage({
    title,
    banner: isRehearsal ? "REHEARSAL in a lab: it proves nothing about any real device." : undefined,
    style: PROOF_STYLE,
    content: html`<h1>${title}</h1>
<p class="quiet">${asSentence(notice.headline)}</p>
<p class="lead">${statement(proof, stories)}</p>
${record(proof, proofFile)}
${tiles(stories)}
${beforeAndAfter(stories)}
${deviceTable(stories)}
${leftToDo(stories)}
${noticeSection(notice)}
${planSection(proof)}
${journalSection(proof.journal)}
${howToCheck(proof, proofFile)}
<footer>All times are UTC.${isRehearsal ? " They are lab times." : ""}</footer>
`,
  });
}

/** The whole outcome in two sentences. */
function statement({ approved, journal }: Proof, stories: readonly DeviceStory[]): string {
  const number = (of: (story: DeviceStory) => boolean) => stories.filter(of).length;
  const parts: readonly (readonly [number, string])[] = [
    [number(isGraded("proven")), "proven"],
    [number(isGraded("prepared")), "prepared"],
    [number(isLeftToDo), "left to act on"],
    [number(({ fate }) => fate === "untouched"), "in need of nothing"],
  ];
  const told = parts.flatMap(([many, what]) => (many === 0 ? [] : [`${many.toLocaleString("en")} ${what}`]));
  const sent = journal.filter(({ event }) => event === "intent").length;
  const done =
    sent === 0
      ? "Nothing was sent to any device."
      : `Approved by ${approved.approval.by} and carried out: ${count(sent, "action")} on ${count(devicesChanged(journal), "device")}.`;
  return `${done} Of ${count(stories.length, "device")}, ${joined(told)}.`;
}

function devicesChanged(journal: Proof["journal"]): number {
  return new Set(journal.flatMap((entry) => (entry.event === "intent" ? [entry.intent.device] : []))).size;
}

/** What an auditor asks for first. */
function record(proof: Proof, proofFile: string): Html {
  const { plan, approval } = proof.approved;
  const [first, last] = [proof.journal[0], proof.journal.at(-1)];
  const carriedOut = first && last ? `${second(first.at)} to ${second(last.at)}` : "not begun";
  return html`<dl class="record">
<dt>Found before</dt><dd>${second(proof.before.at)}</dd>
<dt>Planned</dt><dd>${second(plan.createdAt)}, by <b>${plan.author}</b></dd>
<dt>Approved</dt><dd>${second(approval.at)}, by <b>${approval.by}</b></dd>
${
  approval.also?.length
    ? html`<dt>Approved by name</dt><dd>${joined(approval.also)}</dd>
`
    : undefined
}<dt>Carried out</dt><dd>${carriedOut}</dd>
<dt>Found after</dt><dd>${second(proof.after.at)}, by the same code as before</dd>
${signer(proof)}<dt>To check it</dt><dd><code class="command">${checkCommand(proof, proofFile)}</code></dd>
</dl>`;
}

function signer({ signature }: Proof): Html | undefined {
  if (!signature) return undefined;
  return html`<dt>Signed with</dt><dd><code>${keyNameOf(signature.publicKey)}</code></dd>
`;
}

function checkCommand({ signature }: Proof, proofFile: string): string {
  const pinned = signature ? ` --trusted-key ${keyNameOf(signature.publicKey)}` : "";
  return `npx reroot proof check ${proofFile}${pinned}`;
}

function isGraded(grade: DeviceStory["grade"]): (story: DeviceStory) => boolean {
  return (story) => story.fate === "migrated" && story.grade === grade;
}

function isLeftToDo({ fate, grade }: DeviceStory): boolean {
  return fate === "held" || fate === "failed" || (fate === "migrated" && grade === "not-prepared");
}

function tiles(stories: readonly DeviceStory[]): Html {
  const tile = (of: (story: DeviceStory) => boolean, tone: Tone, name: string, text: string) =>
    html`<div class="tile"><span class="badge ${tone}">${name}</span><b>${stories.filter(of).length.toLocaleString("en")}</b><span>${text}</span></div>
`;
  return html`<div class="tiles">
${tile(isGraded("proven"), "good", "proven", gradeMeaning("proven"))}${tile(isGraded("prepared"), "good", "prepared", gradeMeaning("prepared"))}${tile(isLeftToDo, "warning", "left to act on", "held back, failed, or without the required root")}${tile(({ fate }) => fate === "untouched", "faint", "in need of nothing", "nothing was sent to these")}</div>`;
}

/** How many went from which verdict to which. */
function beforeAndAfter(stories: readonly DeviceStory[]): Html {
  const ways = new Map<string, number>();
  for (const { before, after } of stories) {
    const key = `${VERDICTS.indexOf(before)} ${VERDICTS.indexOf(after)}`;
    ways.set(key, (ways.get(key) ?? 0) + 1);
  }
  const rows = [...ways]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, number]) => {
      const [before, after] = key.split(" ").map((index) => VERDICTS[Number(index)] as Verdict);
      if (!before || !after) return undefined;
      const share = Math.max(1, Math.round((100 * number) / stories.length));
      return html`<tr><td>${badge(before)}</td><td class="arrow">&rarr;</td><td>${badge(after)}</td><td class="number">${number.toLocaleString("en")}</td><td class="track"><i class="${verdictTone(after)}" style="width:${share}%"></i></td></tr>
`;
    });
  return html`<h2>Before and after</h2>
<table class="ways"><thead><tr><th>Before</th><th></th><th>After</th><th class="number">Devices</th><th></th></tr></thead>
<tbody>${rows}</tbody></table>`;
}

function badge(verdict: Verdict): Html {
  return html`<span class="badge ${verdictTone(verdict)}" title="${verdictMeaning(verdict)}">${verdict}</span>`;
}

function deviceTable(stories: readonly DeviceStory[]): Html {
  const rows = stories.map(
    ({
      device,
      before,
      after,
      fate,
      grade,
      reasons,
      reasonsBefore,
    }) => html`<tr><td class="name">${device}</td>
<td>${badge(before)}</td>
<td class="after">${badge(after)}</td>
<td><span class="badge ${outcomeTone(fate, grade)}" title="${gradeMeaning(grade)}">${outcomeInWord(fate, grade)}</span></td>
<td class="wide">${reasons.map((reason) => html`<p>${withCode(reason)}</p>`)}${
      reasonsBefore.length === 0
        ? undefined
        : html`<p class="quiet">Before: ${withCode(reasonsBefore.join(" "))}</p>`
    }</td></tr>
`,
  );
  return html`<h2>Devices</h2>
<div class="scroll"><table class="stack paper">
<thead><tr><th>Device</th><th>Before</th><th>After</th><th>Outcome</th><th>Why</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
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
      html`<tr><td class="names">${devices.join(", ")}</td><td class="wide">${withCode(advice)}</td></tr>
`,
  );
  return html`<h2>Left to do</h2>
<div class="scroll"><table class="stack"><thead><tr><th>Device</th><th>Next step</th></tr></thead><tbody>${items}</tbody></table></div>`;
}

function howToCheck(proof: Proof, proofFile: string): Html {
  return html`<h2>How to check this</h2>
<p>This page is drawn from <code>${proofFile}</code>, which holds the findings before and after, the approved plan and the whole journal. To check it, without a device and without a database:</p>
<p><code class="command">npx reroot proof check ${proofFile}</code></p>
<p>It says the first of these that does not hold: no byte was changed; the plan is the one that was approved, and rests on what was found before; the journal has no gap, and nothing was sent that the plan does not have for that device; every grade follows from the findings and the journal; the signature is of this proof.</p>
<p>The same command checks this page: <code class="command">npx reroot proof check report.html</code> finds any byte of it that was changed.</p>
${pinning(proof)}${proofLimits(proof)}<dl><dt>Proof</dt><dd><code>${proof.digest}</code></dd>
<dt>Transcripts</dt><dd>${count(proof.transcripts.length, "transcript is", "transcripts are")} cited by digest</dd></dl>`;
}

function pinning({ signature }: Proof): Html | undefined {
  if (!signature) return undefined;
  const key = keyNameOf(signature.publicKey);
  return html`<p>Who signed it, the file alone cannot say. Ask whoever made it for the name of the key, by another way than these files, and pin it: <code>--trusted-key ${key}</code></p>
`;
}
