/** One device's evidence on the page of an audit: verdicts with their reasons, deadlines, facts, and the transcripts that show them. */
import { createHash } from "node:crypto";
import {
  type Assessment,
  type Deadline,
  type Evidence,
  ifKnown,
  type ServiceFinding,
  type Transcript,
  type TranscriptId,
  type Verdict,
} from "@reroot/core";
import { minute } from "../words/dates.js";
import { factsInWords } from "../words/facts.js";
import { deadlineName, deadlineSource, warningInWords } from "../words/finding-notes.js";
import { reasonInWords } from "../words/finding-reason.js";
import { serviceName } from "../words/service.js";
import { verdictMeaning, verdictTone } from "../words/verdict.js";
import { asSentence } from "../words/words.js";
import { type Html, html, withCode } from "./html.js";

/** Transcripts without what they hold: enough to find one. */
export type TranscriptIndex = ReadonlyMap<TranscriptId, Pick<Transcript, "command" | "at" | "source">>;

export interface DeviceEvidenceInputs {
  readonly assessments: readonly Assessment[];
  readonly evidence: Evidence;
  readonly transcripts: TranscriptIndex;
  readonly verdict: Verdict;
  /** The sentence that decides. */
  readonly why: string;
}

/** A name that is safe in a link, whatever the device is called. */
export function evidenceId(device: string): string {
  return `d-${createHash("sha256").update(device).digest("hex").slice(0, 12)}`;
}

export function deviceEvidence(device: string, inputs: DeviceEvidenceInputs): Html | undefined {
  const { assessments, verdict, why } = inputs;
  const read = evidenceOf(inputs.evidence, device);
  const findings = assessments.flatMap(({ notice, findings }) =>
    findings.filter((one) => one.device === device).map((finding) => ({ notice, finding })),
  );
  if (!read) return undefined;
  const facts = factsInWords(read.facts, inputs.evidence.pools);
  const cited = [
    ...new Set([
      ...facts.flatMap(({ shownBy }) => shownBy),
      ...findings.flatMap(({ finding }) =>
        finding.services.flatMap(({ reasons }) => reasons.flatMap(({ shownBy }) => shownBy)),
      ),
    ]),
  ];
  const mark = marker(device, cited);
  const deadlines = distinctDeadlines(findings.flatMap(({ finding }) => finding.deadlines));
  return html`<details class="evidence" id="${evidenceId(device)}" data-device="${device}">
<summary><span>${device}</span><span class="badge ${verdictTone(verdict)}">${verdict}</span><span class="quiet">${withCode(why)}</span></summary>
<div class="scroll"><table class="stack"><thead><tr>${assessments.length > 1 ? html`<th>Notice</th>` : undefined}<th>Service</th><th>Verdict</th><th>Because</th></tr></thead><tbody>${findings.map(
    ({ notice, finding }) =>
      finding.services.map((service) =>
        serviceRow(service, assessments.length > 1 ? notice.id : undefined, mark),
      ),
  )}</tbody></table></div>
${deadlines.length > 0 ? html`<h3>Deadlines</h3><dl>${deadlines.map(deadlineRow)}</dl>` : undefined}
<h3>What it said</h3>
<dl>${facts.map(({ name, lines, isKnown, shownBy }) => html`<dt>${name}</dt><dd${isKnown ? "" : html` class="unknown"`}>${lines.map((line, index) => html`<p>${withCode(line)}${index === lines.length - 1 ? mark(shownBy) : undefined}</p>`)}</dd>`)}</dl>
${transcriptTable(device, cited, inputs.transcripts)}
<p class="quiet">Read ${minute(read.readAt)}${hostName(read.facts.system)}.${oldSsh(read.session)}</p>
</details>
`;
}

const byDevice = new WeakMap<Evidence, ReadonlyMap<string, Evidence["devices"][number]>>();

function evidenceOf(evidence: Evidence, device: string) {
  const known = byDevice.get(evidence) ?? new Map(evidence.devices.map((one) => [one.device, one]));
  byDevice.set(evidence, known);
  return known.get(device);
}

type Marker = (shownBy: readonly TranscriptId[]) => Html | undefined;

/** Small numbers that lead to the transcripts. */
function marker(device: string, cited: readonly TranscriptId[]): Marker {
  return (shownBy) => {
    if (shownBy.length === 0) return undefined;
    const numbers = shownBy.map((id) => cited.indexOf(id) + 1).sort((a, b) => a - b);
    return html`<sup>${numbers.map((number) => html`<a href="#${evidenceId(device)}-${number}">${number}</a> `)}</sup>`;
  };
}

function serviceRow(service: ServiceFinding, noticeId: string | undefined, mark: Marker): Html {
  const { verdict, basis, alsoNeedsRoot } = service;
  return html`<tr>${noticeId === undefined ? undefined : html`<td>${noticeId.toUpperCase()}</td>`}<td>${serviceName(service.service)}<br><span class="quiet">${service.endpoint}</span></td>
<td><span class="badge ${verdictTone(verdict)}" title="${verdictMeaning(verdict)}">${verdict}</span>${basis ? html`<br><span class="quiet">${basis}</span>` : undefined}</td>
<td class="wide">${service.reasons.map((reason) => {
    const { sentence, advice } = reasonInWords(reason);
    return html`<p>${withCode(asSentence(sentence))}${mark(reason.shownBy)}${advice ? html` <span class="quiet">${withCode(advice)}</span>` : undefined}</p>`;
  })}${alsoNeedsRoot ? html`<p>It needs the required root too.</p>` : undefined}${service.warnings.map(
    (warning) => html`<p>Warning: ${withCode(asSentence(warningInWords(warning).sentence))}</p>`,
  )}</td></tr>
`;
}

function deadlineRow({ kind, at, endpoint, source }: Deadline): Html {
  return html`<dt>${deadlineName(kind)}</dt><dd>${minute(at)} <span class="quiet">${endpoint === undefined ? "" : `${endpoint}; `}${deadlineSource(source)}</span></dd>`;
}

function distinctDeadlines(deadlines: readonly Deadline[]): readonly Deadline[] {
  return [
    ...new Map(deadlines.map((one) => [`${one.kind} ${one.at} ${one.endpoint ?? ""}`, one])).values(),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
}

function transcriptTable(
  device: string,
  cited: readonly TranscriptId[],
  transcripts: TranscriptIndex,
): Html | undefined {
  if (cited.length === 0) return undefined;
  return html`<h3>Transcripts</h3>
<div class="scroll"><table class="stack"><thead><tr><th class="number">No.</th><th>Command</th><th>Read</th><th>Id</th></tr></thead><tbody>${cited.map(
    (id, index) => {
      const transcript = transcripts.get(id);
      const source = transcript?.source;
      return html`<tr id="${evidenceId(device)}-${index + 1}"><td class="number">${index + 1}</td><td><code>${transcript?.command ?? "not in the run's transcripts"}</code>${source ? html`<br><span class="quiet">${source.file}, line ${source.line}</span>` : undefined}</td><td class="time">${transcript ? minute(transcript.at) : ""}</td><td class="wide"><code class="quiet">${id.replace(/^sha256:/, "")}</code></td></tr>
`;
    },
  )}</tbody></table></div>`;
}

function oldSsh(session: Evidence["devices"][number]["session"]): string {
  const used = session?.legacyAlgorithms ?? [];
  return used.length === 0 ? "" : ` The session used old SSH algorithms: ${used.join(", ")}.`;
}

function hostName(system: Parameters<typeof ifKnown<{ readonly hostName?: string }>>[0]): string {
  const name = ifKnown(system)?.hostName;
  return name === undefined ? "" : `; it calls itself ${name}`;
}
