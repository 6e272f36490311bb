/**
 * An audit as Markdown for a ticket: the summary, what bites when, and the devices that need something.
 * Devices that need nothing are counted and not listed. Whatever devices said is escaped, so that it can
 * neither break the table nor mention anybody.
 */
import { VERDICTS } from "@reroot/core";
import { printableLine } from "../terminal/printable.js";
import { count } from "../words/count.js";
import { day } from "../words/dates.js";
import { decidingInWords } from "../words/deciding.js";
import { serviceShortName } from "../words/service.js";
import { lossInWords } from "../words/timeline.js";
import { verdictMeaning } from "../words/verdict.js";
import { headlineOf } from "./headline.js";
import { countsOf, isAtRisk, type Row } from "./rows.js";
import { timelineOf } from "./timeline.js";

export function markdownReport(rows: readonly Row[], noticeIds: readonly string[]): string {
  const [first] = rows;
  const lab = first?.notice.lab ? " (LAB)" : "";
  return `${[
    `## ${noticeIds.map((id) => id.toUpperCase()).join(", ")}${lab}: ${count(rows.length, "device")}${first ? `, as of ${day(first.at)}` : ""}`,
    headlineOf(rows).map(escaped).join(" "),
    verdicts(rows),
    timeline(rows),
    devices(rows, noticeIds.length > 1),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

function verdicts(rows: readonly Row[]): string {
  const counts = countsOf(rows);
  return table(
    ["Verdict", "Devices", "Meaning"],
    VERDICTS.filter((verdict) => counts[verdict] > 0).map((verdict) => [
      verdict,
      String(counts[verdict]),
      verdictMeaning(verdict),
    ]),
  );
}

function timeline(rows: readonly Row[]): string {
  const entries = timelineOf(rows);
  if (entries.length === 0) return "";
  return `### What bites when\n\n${table(
    ["When", "Devices", "What"],
    entries.map((entry) => [entry.period, String(entry.devices.length), lossInWords(entry)]),
  )}`;
}

function devices(rows: readonly Row[], severalNotices: boolean): string {
  const listed = rows.filter((row) => isAtRisk(row) || row.finding.verdict === "undetermined");
  if (listed.length === 0) return "Nothing is to be done.";
  return `### Devices that need something\n\n${table(
    ["Device", ...(severalNotices ? ["Notice"] : []), "Verdict", "Bites", "Service", "Why"],
    listed.map(({ finding, notice }) => [
      finding.device,
      ...(severalNotices ? [notice.id.toUpperCase()] : []),
      finding.verdict,
      finding.bitesAt ? day(finding.bitesAt) : "",
      finding.service ? serviceShortName(finding.service) : "",
      decidingInWords(finding),
    ]),
  )}`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map((cells) => line(cells.map(escaped)))].join(
    "\n",
  );
}

/** As an HTML entity, a character is only itself: no markup, no mention, no link. */
function escaped(text: string): string {
  return printableLine(text).replace(
    /[\\`*_{}[\]<>#|~!@&$^]/g,
    (character) => `&#${character.codePointAt(0)};`,
  );
}
