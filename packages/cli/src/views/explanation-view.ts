/** One device's verdict, explained for a person: what it is, why, what it said, and what would change it. */
import type { DeviceEvidence, Evidence, Explanation, FieldNotice, VerdictChange } from "@reroot/core";
import type { TranscriptIndex } from "../report/device-evidence.js";
import type { Page } from "../terminal/page.js";
import { type Span, toned } from "../terminal/tone.js";
import { day, distance, minute } from "../words/dates.js";
import { evidenceChangeInWords } from "../words/evidence-change.js";
import { factsInWords } from "../words/facts.js";
import { agentStateInWords, deadlineName, deadlineSource, warningInWords } from "../words/finding-notes.js";
import { reasonInWords } from "../words/finding-reason.js";
import { noticeName } from "../words/notice-name.js";
import { serviceName } from "../words/service.js";
import { verdictMeaning, verdictTone } from "../words/verdict.js";

export interface ExplanationInputs {
  readonly notice: FieldNotice;
  readonly at: string;
  readonly explanation: Explanation;
  readonly device: DeviceEvidence;
  readonly pools: Evidence["pools"];
  readonly transcripts: TranscriptIndex;
}

export function showExplanation(inputs: ExplanationInputs, page: Page): void {
  const { notice, at, explanation, device } = inputs;
  const { finding } = explanation;
  const { verdict, bitesAt } = finding;
  page.line(
    toned("strong", device.device),
    `  ${noticeName(notice)}, as of ${day(at)}, read ${minute(device.readAt)}`,
  );
  page.line(toned(verdictTone(verdict), verdict), `  ${verdictMeaning(verdict)}`);
  if (bitesAt !== undefined) page.line(`bites on ${day(bitesAt)}, ${distance(bitesAt, at)}`);
  if (finding.agentState) page.line(`the licensing agent: ${agentStateInWords(finding.agentState).sentence}`);
  showServices(inputs, page);
  showDeadlines(finding.deadlines, page);
  showFacts(inputs, page);
  showClose(explanation, page);
}

function showServices({ explanation, transcripts }: ExplanationInputs, page: Page): void {
  page.heading("The rule that won, for each service");
  for (const service of explanation.finding.services) {
    const { verdict, basis, endpoint, reasons, warnings, alsoNeedsRoot } = service;
    page.line(
      "  ",
      serviceName(service.service),
      toned("faint", `, ${endpoint}: `),
      toned(verdictTone(verdict), verdict),
      toned("faint", basis ? ` (${basis})` : ""),
    );
    for (const reason of reasons) {
      const { sentence, advice } = reasonInWords(reason);
      page.paragraph(`- ${sentence}${shownIn(reason.shownBy, transcripts)}`, 4);
      if (advice) page.paragraph(toned("faint", advice), 6);
    }
    if (alsoNeedsRoot) page.paragraph("- needs the required root too", 4);
    for (const warning of warnings) {
      page.paragraph(toned("warning", `- warning: ${warningInWords(warning).sentence}`), 4);
    }
  }
}

/** ` (show license status)`: the commands whose outputs show it. */
function shownIn(ids: readonly string[], transcripts: TranscriptIndex): string {
  const commands = new Set(ids.flatMap((id) => transcripts.get(id)?.command ?? []));
  return commands.size === 0 ? "" : ` [${[...commands].join(", ")}]`;
}

function showDeadlines(
  deadlines: ExplanationInputs["explanation"]["finding"]["deadlines"],
  page: Page,
): void {
  if (deadlines.length === 0) return;
  page.heading("Deadlines");
  page.table({
    columns: [{ title: "What" }, { title: "When" }, { title: "Source", wraps: true }],
    rows: deadlines.map(({ kind, at, endpoint, source }) => [
      deadlineName(kind),
      minute(at),
      toned("faint", `${deadlineSource(source)}${endpoint === undefined ? "" : `, ${endpoint}`}`),
    ]),
  });
}

function showFacts({ device, pools, transcripts }: ExplanationInputs, page: Page): void {
  page.heading("The evidence");
  page.table({
    columns: [{ title: "Fact" }, { title: "What the device said, and the transcript", wraps: true }],
    rows: factsInWords(device.facts, pools).map(({ name, lines, isKnown, shownBy }) => [
      name,
      [
        ...lines.map((line): Span => (isKnown ? line : toned("notable", line))),
        ...shownBy.map((id) => toned("faint", `[${commandOf(id, transcripts)} ${shortId(id)}]`)),
      ],
    ]),
  });
}

function commandOf(id: string, transcripts: TranscriptIndex): string {
  return transcripts.get(id)?.command ?? "transcript";
}

function shortId(id: string): string {
  return id.replace(/^sha256:/, "").slice(0, 8);
}

function showClose({ finding, close, changes }: Explanation, page: Page): void {
  page.heading("What would change the verdict");
  const [smallest] = changes;
  if (!smallest) {
    page.paragraph(
      `Nothing single: whatever one of these facts read, the verdict would stay ${finding.verdict}.`,
      2,
    );
    return;
  }
  page.paragraph("The smallest change for each rule that was close; everything else as it is:", 2);
  page.table({
    columns: [{ title: "It would be" }, { title: "With", wraps: true }],
    rows: close.map((one) => [toned(verdictTone(one.verdict), one.verdict), changeSpans(one)]),
  });
}

function changeSpans({ change, unknownNow }: VerdictChange): readonly Span[] {
  const { sentence, advice } = evidenceChangeInWords(change);
  const unknown = unknownNow ? [toned("notable", "Not known now: reading it may decide.")] : [];
  return [sentence, ...(advice ? [toned("faint", advice)] : []), ...unknown];
}
