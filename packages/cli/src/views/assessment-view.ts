/** Assessments for a person: what they amount to, then one row a device, whatever bites first on top. */
import { type Assessment, type Finding, VERDICTS, type Verdict } from "@reroot/core";
import { headlineOf } from "../report/headline.js";
import type { LegacyAlgorithms } from "../report/legacy-algorithms.js";
import { countsOf, isBroken, type Row, rowsOf, type VerdictCounts } from "../report/rows.js";
import type { Page } from "../terminal/page.js";
import type { Table } from "../terminal/table.js";
import { type Span, toned } from "../terminal/tone.js";
import { count } from "../words/count.js";
import { day } from "../words/dates.js";
import { decidingInWords } from "../words/deciding.js";
import { deadlineName } from "../words/finding-notes.js";
import { noticeName } from "../words/notice-name.js";
import { serviceShortName } from "../words/service.js";
import { verdictMeaning, verdictTone } from "../words/verdict.js";

/** @param assessments of the same evidence, one a notice. */
export function showAssessments(
  assessments: readonly Assessment[],
  page: Page,
  legacy: LegacyAlgorithms = new Map(),
): void {
  const rows = rowsOf(assessments);
  for (const { notice } of assessments) {
    page.line(toned("strong", noticeName(notice)), ` revision ${notice.revision}`);
  }
  const at = assessments[0]?.at;
  page.line(`${count(rows.length, "device")}${at === undefined ? "" : `, as of ${day(at)}`}`);
  page.line("");
  showCounts(countsOf(rows), page);
  page.line("");
  page.paragraph(headlineOf(rows).join(" "));
  page.line("");
  page.table(findingsTable(rows, assessments.length > 1, legacy));
  if (legacy.size > 0) {
    page.line("");
    page.paragraph(
      toned(
        "warning",
        `${count(legacy.size, "session")} used SSH algorithms that rest on SHA-1, CBC or short groups, because --legacy-algorithms or the SSH configuration allowed it.`,
      ),
    );
  }
  const dated = rows.filter(({ finding }) => finding.deadlines.length > 0);
  if (dated.length === 0) return;
  page.heading("Deadlines");
  page.table(deadlinesTable(dated));
}

export function verdictCounts(findings: readonly Finding[]): VerdictCounts {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as VerdictCounts;
  for (const { verdict } of findings) counts[verdict]++;
  return counts;
}

function showCounts(counts: VerdictCounts, page: Page): void {
  for (const [verdict, number] of Object.entries(counts) as [Verdict, number][]) {
    if (number === 0) continue;
    page.line(
      `  ${number.toLocaleString("en").padStart(7)}  `,
      toned(verdictTone(verdict), verdict.padEnd(18)),
      ` ${verdictMeaning(verdict)}`,
    );
  }
}

function findingsTable(rows: readonly Row[], severalNotices: boolean, legacy: LegacyAlgorithms): Table {
  return {
    columns: [
      { title: "Device" },
      ...(severalNotices ? [{ title: "Notice" }] : []),
      { title: "Verdict" },
      { title: "Bites" },
      { title: "Release" },
      { title: "Service" },
      ...(legacy.size > 0 ? [{ title: "Old SSH" }] : []),
      { title: "Why", wraps: true },
    ],
    rows: rows.map((row) => [
      toned("strong", row.finding.device),
      ...(severalNotices ? [row.notice.id.toUpperCase()] : []),
      toned(verdictTone(row.finding.verdict), row.finding.verdict),
      bites(row),
      row.finding.release ?? toned("faint", "unknown"),
      row.finding.service ? serviceShortName(row.finding.service) : "",
      ...(legacy.size > 0
        ? [(legacy.get(row.finding.device) ?? []).map((name) => toned("warning", name))]
        : []),
      decidingInWords(row.finding),
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

function deadlinesTable(rows: readonly Row[]): Table {
  return {
    columns: [{ title: "Device" }, ...DEADLINES.map((kind) => ({ title: deadlineName(kind) }))],
    rows: rows.map(({ finding: { device, deadlines } }) => [
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

/** A date that has passed is as bad as now. */
function bites(row: Row): Span {
  const { bitesAt } = row.finding;
  if (bitesAt === undefined) return isBroken(row) ? toned("bad", "now") : toned("faint", "-");
  return bitesAt <= row.at ? toned("bad", day(bitesAt)) : day(bitesAt);
}
