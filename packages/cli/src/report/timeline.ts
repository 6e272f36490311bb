/** What bites when: the dates of all devices at risk, gathered by day, or by month where the days are many. */
import type { Deadline, Verdict } from "@reroot/core";
import { isAtRisk, isBroken, type Row } from "./rows.js";

export interface TimelineEntry {
  /** `2022-02-05`, or `2022-02` where days are gathered by month. */
  readonly period: string;
  readonly kind: "bites" | LastingLoss;
  /** Whether it has come, as of the date that the verdicts are about. */
  readonly when: "past" | "ahead";
  readonly devices: readonly string[];
  /** How many devices of each verdict. */
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
}

/** Deadlines after which something is lost; a cut-over or a contact that is due is no loss by itself. */
type LastingLoss = Extract<
  Deadline["kind"],
  "communication-deadline" | "registration-expiry" | "features-stop"
>;

const LOSSES: ReadonlySet<string> = new Set<LastingLoss>([
  "communication-deadline",
  "registration-expiry",
  "features-stop",
]);

/** More days than this are gathered by month. */
const MOST_DAYS = 18;

/** In the order of time, a month that has begun once for each of its parts; where something bites stands before what follows from it on the same day. */
export function timelineOf(rows: readonly Row[]): readonly TimelineEntry[] {
  const moments = rows.filter(isAtRisk).flatMap(momentsOf);
  const days = new Set(moments.map(({ at }) => at.slice(0, 10)));
  const digits = days.size > MOST_DAYS ? 7 : 10;
  const entries = new Map<string, Moment[]>();
  for (const moment of moments) {
    const key = `${moment.at.slice(0, digits)} ${isPast(moment) ? "0" : "1"} ${moment.kind}`;
    entries.set(key, [...(entries.get(key) ?? []), moment]);
  }
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, gathered]) => entryOf(key, gathered));
}

interface Moment {
  readonly at: string;
  readonly kind: TimelineEntry["kind"];
  readonly row: Row;
}

function momentsOf(row: Row): readonly Moment[] {
  const { bitesAt, deadlines } = row.finding;
  return [
    ...(bitesAt === undefined ? [] : [{ at: bitesAt, kind: "bites" as const, row }]),
    ...deadlines.flatMap(({ kind, at }) => (isLoss(kind) ? [{ at, kind, row }] : [])),
  ];
}

function isLoss(kind: Deadline["kind"]): kind is LastingLoss {
  return LOSSES.has(kind);
}

function entryOf(key: string, moments: readonly Moment[]): TimelineEntry {
  const [period = ""] = key.split(" ");
  const verdicts: Partial<Record<Verdict, number>> = {};
  for (const { row } of moments) verdicts[row.finding.verdict] = (verdicts[row.finding.verdict] ?? 0) + 1;
  const [first] = moments;
  const kind = first?.kind ?? "bites";
  const when = first && isPast(first) ? "past" : "ahead";
  return { period, kind, when, devices: moments.map(({ row }) => row.finding.device), verdicts };
}

/** What works at that very moment has not stopped, even where it may stop from that moment on. */
function isPast({ at, kind, row }: Moment): boolean {
  return kind === "bites" && !isBroken(row) ? at < row.at : at <= row.at;
}
