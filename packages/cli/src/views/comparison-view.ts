/** What changed between two audits, for a person: what got worse first. */
import type {
  Assessment,
  Comparison,
  DeadlineMove,
  Direction,
  Finding,
  PoolMove,
  Switchover,
} from "@reroot/core";
import type { Page } from "../terminal/page.js";
import { type Span, type Tone, toned } from "../terminal/tone.js";
import { count } from "../words/count.js";
import { day, minute } from "../words/dates.js";
import { decidingInWords } from "../words/deciding.js";
import { deadlineName } from "../words/finding-notes.js";
import { noticeName } from "../words/notice-name.js";
import { verdictTone } from "../words/verdict.js";

export function showComparison(
  comparison: Comparison,
  before: Assessment,
  after: Assessment,
  page: Page,
): void {
  const { verdicts, appeared, gone, pools, deadlines, switchovers, outcome } = comparison;
  page.line(
    toned("strong", noticeName(after.notice)),
    ` from ${minute(before.at)} (${count(before.findings.length, "device")}) to ${minute(after.at)} (${count(after.findings.length, "device")})`,
  );
  if (before.notice.digest !== after.notice.digest) {
    page.line(
      toned("warning", "note"),
      `  the notice itself changed in between: revision ${before.notice.revision}, then ${after.notice.revision}`,
    );
  }
  page.line(...OUTCOMES[outcome]);
  showVerdicts(verdicts, page);
  showFindings("New devices", appeared, page);
  showFindings("Devices that are gone", gone, page);
  showSwitchovers(switchovers, page);
  showPools(pools, page);
  showDeadlines(deadlines, page);
}

const OUTCOMES: Readonly<Record<Comparison["outcome"], readonly Span[]>> = {
  worse: [toned("bad", "worse"), "  something got worse"],
  unclear: [
    toned("notable", "unclear"),
    "  nothing is known to have got worse, but not every device can be compared",
  ],
  "not-worse": [toned("good", "fine"), "  nothing got worse"],
};

const TONES: Readonly<Record<Direction, Tone>> = {
  worse: "bad",
  unclear: "notable",
  better: "good",
  neither: "faint",
};
const ORDER: readonly Direction[] = ["worse", "unclear", "better", "neither"];

function worstFirst<T extends { readonly direction: Direction }>(moves: readonly T[]): readonly T[] {
  return [...moves].sort((a, b) => ORDER.indexOf(a.direction) - ORDER.indexOf(b.direction));
}

function showVerdicts(verdicts: Comparison["verdicts"], page: Page): void {
  if (verdicts.length === 0) return;
  page.heading(`Verdicts: ${count(verdicts.length, "change")}`);
  page.table({
    columns: [
      { title: "Device" },
      { title: "" },
      { title: "Before" },
      { title: "After" },
      { title: "Why now", wraps: true },
    ],
    rows: worstFirst(verdicts).map(({ device, before, after, direction }) => [
      toned("strong", device),
      toned(TONES[direction], direction),
      toned(verdictTone(before.verdict), before.verdict),
      toned(verdictTone(after.verdict), after.verdict),
      decidingInWords(after),
    ]),
  });
}

function showFindings(title: string, findings: readonly Finding[], page: Page): void {
  if (findings.length === 0) return;
  page.heading(`${title}: ${findings.length}`);
  page.table({
    columns: [{ title: "Device" }, { title: "Verdict" }, { title: "Why", wraps: true }],
    rows: findings.map((finding) => [
      toned("strong", finding.device),
      toned(verdictTone(finding.verdict), finding.verdict),
      decidingInWords(finding),
    ]),
  });
}

/** Each route processor has a trust pool of its own: what is said of these devices is said of the other one now. */
export function showSwitchovers(switchovers: readonly Switchover[], page: Page): void {
  if (switchovers.length === 0) return;
  page.heading(`Switched over: ${count(switchovers.length, "device")}, seen by the former standby now`);
  page.table({
    columns: [{ title: "Device" }, { title: "Active before" }, { title: "Active now" }],
    rows: switchovers.map(({ device, before, after }) => [
      toned("strong", device),
      before.join(", "),
      after.join(", "),
    ]),
  });
  page.paragraph(toned("faint", "What they did before the switchover they did with the other trust pool."));
}

function showPools(pools: readonly PoolMove[], page: Page): void {
  if (pools.length === 0) return;
  page.heading(`Trust pools: ${count(pools.length, "change")}`);
  page.table({
    columns: [{ title: "Device" }, { title: "What changed", wraps: true }],
    rows: pools.map((move) => [toned("strong", move.device), whatChanged(move)]),
  });
}

/** More certificates than this are counted; `--json` names each. */
const MOST_NAMED = 4;

function whatChanged({ before, after, added, removed }: PoolMove): readonly Span[] {
  if (before === undefined) return ["now known; it was not before"];
  if (after === undefined) return [toned("notable", "no longer known")];
  return [...named("+", added, "good"), ...named("-", removed, "bad")];
}

function named(sign: string, labels: PoolMove["added"], tone: Tone): readonly Span[] {
  const shown = labels
    .slice(0, MOST_NAMED)
    .map(({ set, subject }) => toned(tone, `${sign} ${commonName(subject)} (${set})`));
  const more = labels.length - shown.length;
  return more > 0 ? [...shown, toned("faint", `${sign} ${more} more`)] : shown;
}

function commonName(subject: string): string {
  return /(?:^|,)\s*CN=([^,]+)/i.exec(subject)?.[1] ?? subject;
}

function showDeadlines(deadlines: readonly DeadlineMove[], page: Page): void {
  if (deadlines.length === 0) return;
  page.heading(`Dates: ${count(deadlines.length, "change")}`);
  page.table({
    columns: [{ title: "Device" }, { title: "" }, { title: "Date" }, { title: "Before" }, { title: "After" }],
    rows: worstFirst(deadlines).map(({ device, kind, endpoint, before, after, direction }) => [
      toned("strong", device),
      toned(TONES[direction], direction),
      `${kind === "bites" ? "Bites" : deadlineName(kind)}${endpoint === undefined ? "" : `, ${endpoint}`}`,
      before === undefined ? toned("faint", "-") : day(before),
      after === undefined ? toned("faint", "-") : day(after),
    ]),
  });
}
