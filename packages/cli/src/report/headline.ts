/** What an audit amounts to, in sentences for somebody who will not read the table. */
import { count } from "../words/count.js";
import { day, distance } from "../words/dates.js";
import { countsOf, isBroken, type Row } from "./rows.js";

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

/** Those whose date is past by the day that is asked about, and those whose date is still to come. */
function ahead(rows: readonly Row[]): readonly string[] {
  const exposed = rows.filter(({ finding }) => finding.verdict === "exposed");
  const isBy = ({ finding, at }: Row) => finding.bitesAt !== undefined && finding.bitesAt < at;
  const [due, later] = [exposed.filter(isBy), exposed.filter((row) => !isBy(row))];
  return [
    ...due.slice(0, 1).map(({ finding, at }) => {
      const first = finding.bitesAt === undefined ? "" : `, the first on ${day(finding.bitesAt)}`;
      return `${count(due.length, "device")} will have lost one by ${day(at)}${first}.`;
    }),
    ...later.slice(0, 1).map(({ finding: { bitesAt }, at }) => {
      const next = bitesAt === undefined ? "" : `, the next on ${day(bitesAt)} (${distance(bitesAt, at)})`;
      return `${count(later.length, "device")} will lose one${next}.`;
    }),
  ];
}

function be(number: number): "is" | "are" {
  return number === 1 ? "is" : "are";
}
