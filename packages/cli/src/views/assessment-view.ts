/** An assessment for a person: what it amounts to, then one row a device, whatever bites first on top. */
import { type Assessment, type Finding, VERDICTS, type Verdict } from "@reroot/core";
import { leadingService } from "../report/leading-service.js";
import type { Page } from "../terminal/page.js";
import type { Table } from "../terminal/table.js";
import { type Span, toned } from "../terminal/tone.js";
import { count } from "../words/count.js";
import { day, distance } from "../words/dates.js";
import { agentStateInWords, deadlineName, warningInWords } from "../words/finding-notes.js";
import { reasonsInWords } from "../words/finding-reason.js";
import { serviceName } from "../words/service.js";
import { verdictMeaning, verdictTone } from "../words/verdict.js";

export function showAssessment(assessment: Assessment, page: Page): void {
  const { notice, at, findings } = assessment;
  const lab = notice.lab ? " (LAB)" : "";
  page.line(
    toned("strong", `${notice.id.toUpperCase()}${lab}`),
    ` revision ${notice.revision}, ${count(findings.length, "device")}, as of ${day(at)}`,
  );
  for (const [verdict, number] of Object.entries(verdictCounts(findings)) as [Verdict, number][]) {
    if (number === 0) continue;
    const name = verdict.padEnd(18);
    page.line(
      `  ${String(number).padStart(5)}  `,
      toned(verdictTone(verdict), name),
      ` ${verdictMeaning(verdict)}`,
    );
  }
  page.line("");
  page.table(findingsTable(assessment));
  const dated = findings.filter(({ deadlines }) => deadlines.length > 0);
  if (dated.length === 0) return;
  page.heading("Deadlines");
  page.table(deadlinesTable(dated));
}

export function verdictCounts(findings: readonly Finding[]): Record<Verdict, number> {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict } of findings) counts[verdict]++;
  return counts;
}

/** What bites first stands first; what is broken with no date bites now. Then the worse, then by name. */
function byUrgency(findings: readonly Finding[]): readonly Finding[] {
  const urgency = ({ verdict, bitesAt }: Finding) => bitesAt ?? (isBroken(verdict) ? "0" : "9");
  return [...findings].sort(
    (a, b) =>
      compare(urgency(a), urgency(b)) ||
      VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) ||
      compare(a.device, b.device),
  );
}

function isBroken(verdict: Verdict): boolean {
  return verdict === "failing" || verdict === "failing-otherwise";
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function findingsTable({ findings, at }: Assessment): Table {
  return {
    columns: [
      { title: "Device" },
      { title: "Verdict" },
      { title: "Bites" },
      { title: "Release" },
      { title: "Why", wraps: true },
    ],
    rows: byUrgency(findings).map((finding) => [
      toned("strong", finding.device),
      toned(verdictTone(finding.verdict), finding.verdict),
      bites(finding, at),
      release(finding),
      why(finding),
    ]),
  };
}

const DEADLINES = [
  "cut-over",
  "next-contact",
  "communication-deadline",
  "registration-expiry",
  "features-stop",
] as const;

function deadlinesTable(findings: readonly Finding[]): Table {
  return {
    columns: [{ title: "Device" }, ...DEADLINES.map((kind) => ({ title: deadlineName(kind) }))],
    rows: byUrgency(findings).map(({ device, deadlines }) => [
      toned("strong", device),
      ...DEADLINES.map((kind) => {
        const earliest = deadlines
          .filter((one) => one.kind === kind)
          .map(({ at }) => at)
          .sort()[0];
        return earliest === undefined ? toned("faint", "-") : day(earliest);
      }),
    ]),
  };
}

function bites({ bitesAt, verdict }: Finding, at: string): readonly Span[] {
  if (bitesAt === undefined) return [isBroken(verdict) ? toned("bad", "now") : toned("faint", "-")];
  return [day(bitesAt), toned("faint", distance(bitesAt, at))];
}

function release({ release: own, listed }: Finding): readonly Span[] {
  if (own === undefined) return [toned("faint", "unknown")];
  return listed ? [own] : [own, toned("faint", "unlisted")];
}

function why(finding: Finding): readonly Span[] {
  const service = leadingService(finding);
  if (!service) return [];
  const name = `${serviceName(service.service)}, ${service.endpoint}${service.basis ? `, ${service.basis}` : ""}`;
  const agent = finding.agentState ? [toned("faint", agentStateInWords(finding.agentState).sentence)] : [];
  const both = service.alsoNeedsRoot ? [toned("warning", "needs the required root too")] : [];
  return [
    toned("faint", name),
    ...distinct(reasonsInWords(service.reasons).map(({ sentence }) => sentence)),
    ...both,
    ...service.warnings.map((warning) => toned("warning", warningInWords(warning).sentence)),
    ...agent,
  ];
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
