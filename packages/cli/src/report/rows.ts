/**
 * The rows of every report: one a device, with the notice whose finding is the worst for it, whatever bites
 * first on top. The table, CSV, HTML and Markdown all show these rows.
 */
import { type Assessment, type Finding, VERDICTS, type Verdict } from "@reroot/core";

export interface Row {
  readonly finding: Finding;
  readonly notice: Assessment["notice"];
  /** The moment that the verdict is about. */
  readonly at: string;
}

/** @param assessments of the same evidence, one a notice; at least one. */
export function rowsOf(assessments: readonly Assessment[]): readonly Row[] {
  const worst = new Map<string, Row>();
  for (const { findings, notice, at } of assessments) {
    for (const finding of findings) {
      const row = { finding, notice, at };
      const other = worst.get(finding.device);
      if (!other || isWorse(row, other)) worst.set(finding.device, row);
    }
  }
  return [...worst.values()].sort(byUrgency);
}

export type VerdictCounts = Record<Verdict, number>;

export function countsOf(rows: readonly Row[]): VerdictCounts {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as VerdictCounts;
  for (const { finding } of rows) counts[finding.verdict]++;
  return counts;
}

/** Broken now, with a date or without one. */
export function isBroken({ finding: { verdict } }: Row): boolean {
  return verdict === "failing" || verdict === "failing-otherwise";
}

/** Something is lost, or will be, unless somebody acts. */
export function isAtRisk(row: Row): boolean {
  return isBroken(row) || row.finding.verdict === "masked" || row.finding.verdict === "exposed";
}

function isWorse(row: Row, other: Row): boolean {
  const order = VERDICTS.indexOf(row.finding.verdict) - VERDICTS.indexOf(other.finding.verdict);
  return order < 0 || (order === 0 && urgencyOf(row) < urgencyOf(other));
}

/** What bites first stands first; what is broken with no date bites now. Then the worse, then by name. */
function byUrgency(a: Row, b: Row): number {
  return (
    compare(urgencyOf(a), urgencyOf(b)) ||
    VERDICTS.indexOf(a.finding.verdict) - VERDICTS.indexOf(b.finding.verdict) ||
    compare(a.finding.device, b.finding.device)
  );
}

function urgencyOf(row: Row): string {
  return row.finding.bitesAt ?? (isBroken(row) ? "0" : "9");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
