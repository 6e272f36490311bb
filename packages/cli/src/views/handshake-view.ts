/** Answers of the trust engine about a handshake, for a person and as JSON. */
import {
  type Certificate,
  type ForecastAnswer,
  type ForecastInterval,
  formatName,
  type LabelledEntry,
  type TriedPath,
} from "@reroot/pki";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { HandshakeAnswer } from "../flow/handshake-question.js";
import type { Page } from "../terminal/page.js";
import { type Span, type Tone, toned } from "../terminal/tone.js";
import { day, second } from "../words/dates.js";
import {
  doubtInWords,
  type RootName,
  refusalReasonInWords,
  unresolvedInWords,
} from "../words/handshake-answer.js";
import { pathFailureInWords } from "../words/path-failure.js";
import { asSentence, type Words } from "../words/words.js";
import { failureAsJson } from "./failure-json.js";

const OUTCOMES = {
  succeeds: { word: "accepted", tone: "good" },
  fails: { word: "refused", tone: "bad" },
  undetermined: { word: "undetermined", tone: "warning" },
} as const satisfies Record<ForecastAnswer["outcome"], { word: string; tone: Tone }>;

/** Refused at any time is something to act on; then what nobody can say. */
export function exitCodeOf(answers: readonly ForecastAnswer[]): ExitCode {
  if (answers.some(({ outcome }) => outcome === "fails")) return EXIT.toActOn;
  return answers.some(({ outcome }) => outcome === "undetermined") ? EXIT.undetermined : EXIT.fine;
}

export function showAnswer(asked: HandshakeAnswer, rootName: RootName, page: Page): void {
  const { answer, at, path, tried } = asked;
  const { word, tone } = OUTCOMES[answer.outcome];
  const { sentence, advice } = wordsFor(answer, rootName);
  page.entry([toned(tone, word.padEnd(LEAD))], asSentence(`on ${second(at.toISOString())}, ${sentence}`));
  const refusal = refusalOf(answer);
  if (refusal) page.entry(["concerns".padEnd(LEAD)], nameOf(refusal));
  if (path) showPath(path, page);
  for (const one of tried.slice(0, MOST_TRIED)) {
    const ways = one.path.map(({ subject }) => formatName(subject)).join(" < ");
    page.entry(["tried".padEnd(LEAD)], ways);
    for (const failure of one.failures) {
      page.entry([" ".repeat(LEAD)], toned("faint", asSentence(pathFailureInWords(failure))));
    }
  }
  if (tried.length > MOST_TRIED) page.line(" ".repeat(LEAD), `and ${tried.length - MOST_TRIED} more: --json`);
  if (answer.outcome === "undetermined" && answer.reason.code === "forecast/unresolved-entries") {
    showEntries(answer.reason.entries, page);
  }
  if (advice) page.entry(["try".padEnd(LEAD)], advice);
}

export function showTimeline(intervals: readonly ForecastInterval[], rootName: RootName, page: Page): void {
  page.table({
    columns: [{ title: "From" }, { title: "Until" }, { title: "Outcome" }, { title: "Why", wraps: true }],
    rows: intervals.map(({ from, until, answer }) => {
      const { word, tone } = OUTCOMES[answer.outcome];
      return [
        moment(from),
        moment(until),
        toned(tone, word),
        asSentence(wordsFor(answer, rootName).sentence),
      ];
    }),
  });
}

/** The entries on which some answer hangs. */
export function doubtfulEntries(intervals: readonly ForecastInterval[]): readonly LabelledEntry[] {
  const entries = intervals.flatMap(({ answer }) =>
    answer.outcome === "undetermined" && answer.reason.code === "forecast/unresolved-entries"
      ? answer.reason.entries
      : [],
  );
  return [...new Set(entries)];
}

/** Entries that are known by their labels alone. */
export function showEntries(entries: readonly LabelledEntry[], page: Page): void {
  page.table({
    columns: [{ title: "Unresolved entry", wraps: true }, { title: "SHA-1" }, { title: "Why", wraps: true }],
    rows: entries.map(({ label, unresolved }) => [
      label.subject,
      toned("faint", label.sha1 ?? "-"),
      unresolvedInWords(unresolved),
    ]),
  });
}

export function answerAsJson({ at, answer, path, tried }: HandshakeAnswer) {
  return {
    at: at.toISOString(),
    ...outcomeAsJson(answer),
    path: path?.map(shortJson) ?? null,
    tried: tried.map(triedAsJson),
  };
}

export function timelineAsJson(intervals: readonly ForecastInterval[]) {
  return intervals.map(({ from, until, answer }) => ({
    from: from.toISOString(),
    until: until.toISOString(),
    ...outcomeAsJson(answer),
  }));
}

export function entriesAsJson(entries: readonly LabelledEntry[]) {
  return entries.map(({ label, unresolved }) => ({ ...label, why: unresolved?.code ?? null }));
}

const LEAD = 14;
const MOST_TRIED = 8;

function wordsFor(answer: ForecastAnswer, rootName: RootName): Words {
  switch (answer.outcome) {
    case "succeeds":
      return { sentence: `it leads to ${rootName(answer.anchorSha256)}, which the pool holds` };
    case "fails":
      return refusalReasonInWords(answer.reason, rootName);
    case "undetermined":
      return doubtInWords(answer.reason, rootName);
  }
}

function outcomeAsJson(answer: ForecastAnswer) {
  const outcome = OUTCOMES[answer.outcome].word;
  if (answer.outcome === "succeeds")
    return { outcome, anchorSha256: answer.anchorSha256, basis: answer.basis };
  return { outcome, reason: failureAsJson(answer.reason) };
}

function triedAsJson({ path, endsInPool, failures }: TriedPath) {
  return {
    path: path.map(shortJson),
    endsInPool,
    failures: failures.map((failure) => failureAsJson(failure)),
  };
}

function shortJson({ sha256, subject }: Certificate) {
  return { sha256, subject: formatName(subject) };
}

function refusalOf(answer: ForecastAnswer): Certificate | undefined {
  if (answer.outcome !== "fails" || answer.reason.code !== "forecast/chain-refused") return undefined;
  return answer.reason.because.certificate;
}

function showPath(path: readonly Certificate[], page: Page): void {
  for (const [index, certificate] of path.entries()) {
    page.entry([(index === 0 ? "path" : "").padEnd(LEAD)], nameOf(certificate));
  }
}

function nameOf({ subject, sha256 }: Certificate): string {
  return `${formatName(subject)} (SHA-256 ${sha256.slice(0, 16)}...)`;
}

/** A day where the moment is the beginning of one. */
function moment(at: Date): Span {
  const text = at.toISOString();
  return text.endsWith("T00:00:00.000Z") ? day(text) : second(text);
}
