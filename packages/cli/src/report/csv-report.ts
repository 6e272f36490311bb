/**
 * An audit as CSV (RFC 4180): one row a device, every field quoted. A field that a spreadsheet would take
 * for a formula begins with an apostrophe instead: names and texts come from devices and inventories, and
 * opening a report must not run them (OWASP, "CSV Injection").
 */
import type { Deadline } from "@reroot/core";
import { printableLine } from "../terminal/printable.js";
import { agentStateInWords, warningInWords } from "../words/finding-notes.js";
import { reasonsInWords } from "../words/finding-reason.js";
import { serviceName } from "../words/service.js";
import { leadingService } from "./leading-service.js";
import type { LegacyAlgorithms } from "./legacy-algorithms.js";
import type { Row } from "./rows.js";

export function csvReport(rows: readonly Row[], legacy: LegacyAlgorithms = new Map()): string {
  const columns: typeof COLUMNS = [
    ...COLUMNS,
    ["legacy_ssh_algorithms", ({ finding }) => legacy.get(finding.device)?.join(" ")],
  ];
  return [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, cell]) => cell(row) ?? ""))]
    .map((cells) => `${cells.map(field).join(",")}\r\n`)
    .join("");
}

const COLUMNS: readonly (readonly [title: string, cell: (row: Row) => string | undefined])[] = [
  ["device", ({ finding }) => finding.device],
  ["notice", ({ notice }) => notice.id],
  ["notice_revision", ({ notice }) => notice.revision],
  ["lab", ({ notice }) => (notice.lab ? "LAB" : "")],
  ["as_of", ({ at }) => at],
  ["verdict", ({ finding }) => finding.verdict],
  ["bites_at", ({ finding }) => finding.bitesAt],
  ["service", (row) => ofLeading(row, ({ service }) => serviceName(service))],
  ["endpoint", (row) => ofLeading(row, ({ endpoint }) => endpoint)],
  ["basis", (row) => ofLeading(row, ({ basis }) => basis)],
  ["also_needs_root", (row) => ofLeading(row, ({ alsoNeedsRoot }) => yesOrNo(alsoNeedsRoot))],
  ["release", ({ finding }) => finding.release],
  ["release_listed", ({ finding }) => yesOrNo(finding.listed)],
  ["agent_state", ({ finding: { agentState } }) => agentState && agentStateInWords(agentState).sentence],
  ["cut_over", deadline("cut-over")],
  ["next_contact", deadline("next-contact")],
  ["authorization_ends", deadline("communication-deadline")],
  ["registration_ends", deadline("registration-expiry")],
  ["features_stop", deadline("features-stop")],
  ["reasons", (row) => ofLeading(row, ({ reasons }) => sentences(reasonsInWords(reasons)))],
  ["warnings", (row) => ofLeading(row, ({ warnings }) => sentences(warnings.map(warningInWords)))],
  ["transcripts", (row) => ofLeading(row, ({ reasons }) => cited(reasons))],
];

/** What a spreadsheet begins a formula with, also in its full-width forms. */
const FORMULA = /^\s*[=+\-@＝＋－＠|%]/;

function field(text: string): string {
  const plain = printableLine(text);
  const safe = FORMULA.test(plain) ? `'${plain}` : plain;
  return `"${safe.replaceAll('"', '""')}"`;
}

function ofLeading(
  { finding }: Row,
  read: (service: NonNullable<ReturnType<typeof leadingService>>) => string | undefined,
): string | undefined {
  const service = leadingService(finding);
  return service && read(service);
}

function deadline(kind: Deadline["kind"]): (row: Row) => string | undefined {
  return ({ finding }) =>
    finding.deadlines
      .filter((one) => one.kind === kind)
      .map(({ at }) => at)
      .sort()[0];
}

function yesOrNo(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : value ? "yes" : "no";
}

function sentences(words: readonly { readonly sentence: string }[]): string {
  return words.map(({ sentence }) => sentence).join("; ");
}

function cited(reasons: readonly { readonly shownBy: readonly string[] }[]): string {
  return [...new Set(reasons.flatMap(({ shownBy }) => shownBy))].join(" ");
}
