/** What an audit amounts to, in sentences for somebody who will not read the table. */
import { count } from "../words/count.js";
import { day, distance } from "../words/dates.js";
import { countsOf, isAtRisk, isBroken, type Row } from "./rows.js";

/** Whole sentences, the most important first. */
export function headlineOf(rows: readonly Row[]): readonly string[] {
  const counts = countsOf(rows);
  const broken = rows.filter(isBroken).length;
  const all = rows.length;
  return [
    broken > 0
      ? `${count(broken, "device")} of ${all.toLocaleString("en")} ${be(broken)} losing a service now.`
      : `None of ${count(all, "device")} is known to be losing a service now.`,
    ...ahead(rows),
    ...(counts.masked > 0
      ? [
          `${count(counts.masked, "device")} ${counts.masked === 1 ? "works" : "work"} only because no certificate is verified.`,
        ]
      : []),
    ...(counts.undetermined > 0 ? [`${count(counts.undetermined, "device")} could not be determined.`] : []),
    ...(counts.protected + counts["not-applicable"] > 0
      ? [
          `${count(counts.protected + counts["not-applicable"], "device")} ${counts.protected + counts["not-applicable"] === 1 ? "needs" : "need"} nothing.`,
        ]
      : []),
  ];
}

function ahead(rows: readonly Row[]): readonly string[] {
  const exposed = rows.filter((row) => isAtRisk(row) && !isBroken(row) && row.finding.verdict !== "masked");
  if (exposed.length === 0) return [];
  const next = exposed.flatMap(({ finding, at }) =>
    finding.bitesAt === undefined ? [] : [{ bitesAt: finding.bitesAt, at }],
  )[0];
  const when = next ? `, the next on ${day(next.bitesAt)} (${distance(next.bitesAt, next.at)})` : "";
  return [`${count(exposed.length, "device")} will lose one${when}.`];
}

function be(number: number): "is" | "are" {
  return number === 1 ? "is" : "are";
}
