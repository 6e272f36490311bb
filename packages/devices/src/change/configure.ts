/**
 * Carries out an approved change of configuration: the dialogue from `configure terminal` to `end`, in which
 * nothing but the approved lines is ever committed. It never replaces, forces or rolls back, and answers no
 * question with yes; whatever is not as approved ends in `abort`.
 *
 * The session is not exclusive (docs/decisions/0008): what others commit meanwhile is announced by the device
 * when we commit, and then we do not.
 */
import type { HeldKind, RefusalKind } from "@reroot/core";
import { readLogMessage } from "../parsers/log-line.js";
import { readPrompt } from "../parsers/prompt.js";
import type { Completion, Exchanged } from "../session/dialogue.js";
import { FOREIGN_COMMITS, type Question, UNCOMMITTED_CHANGES } from "../session/questions.js";
import type { CommandFailure } from "../session/session-failure.js";
import { checkCandidate } from "./candidate.js";
import { newestCommits } from "./commit-list.js";

export interface Configuration {
  readonly lines: readonly string[];
  readonly comment: string;
}

export type Configured =
  /** The device took the commit. Its id, where the list of commits shows beyond doubt which one it is. */
  | { readonly result: "committed"; readonly commitId?: string }
  | { readonly result: "refused"; readonly because?: RefusalKind; readonly text: string }
  /** Nothing was changed, and somebody else has to do something first. */
  | { readonly result: "held"; readonly because: HeldKind; readonly text: string }
  /** The session broke; `stage` tells whether a commit may have come about. */
  | {
      readonly result: "broken";
      readonly stage: "before-commit" | "at-commit" | "after-commit";
      readonly failure: CommandFailure;
    };

/** Types one line and reads its answer. Throws nothing for what the device does. */
export type TypeLine = (
  line: string,
  completion: Completion,
  questions?: readonly Question[],
) => Promise<Exchanged>;

/** Thrown by `TypeLine` when the session is of no further use. */
export class SessionBroken extends Error {
  readonly failure: CommandFailure;
  constructor(failure: CommandFailure) {
    super(failure.code);
    this.failure = failure;
  }
}

export async function configure(type: TypeLine, change: Configuration): Promise<Configured> {
  let stage: "before-commit" | "at-commit" | "after-commit" = "before-commit";
  try {
    const before = newestCommits((await type(COMMITS, "confirmed")).output);
    const stopped = (await enter(type)) ?? (await fillCandidate(type, change.lines));
    if (stopped) return stopped;
    stage = "at-commit";
    const refused = await commit(type, change.comment);
    if (refused) return refused;
    stage = "after-commit";
    await leave(type);
    const commitId = ownCommit(before, newestCommits((await type(COMMITS, "confirmed")).output));
    return { result: "committed", ...(commitId !== undefined && { commitId }) };
  } catch (error) {
    if (error instanceof SessionBroken) return { result: "broken", stage, failure: error.failure };
    throw error;
  }
}

const COMMITS = "show configuration commit list 2";

// A row of the table of sessions whose last column, `Lock`, is marked; or the device's own words for it.
const LOCKED =
  /\block(?:ed)? by (?:another|other)\b|\bhold[s]? the configuration lock\b|^\S+\s+\S+\s+\S+\s.*\d{4} +\*$/im;

async function enter(type: TypeLine): Promise<Configured | undefined> {
  const { output, prompt } = await type("configure terminal", "unasked");
  const said = wordsIn(output);
  if (LOCKED.test(said)) {
    if (isConfiguring(prompt)) await abort(type);
    return { result: "held", because: "configuration-locked", text: brief(said) };
  }
  if (isConfiguring(prompt)) return undefined;
  return { result: "refused", because: refusalKind(said), text: brief(said) };
}

async function fillCandidate(type: TypeLine, lines: readonly string[]): Promise<Configured | undefined> {
  for (const line of lines) {
    const said = wordsIn((await type(line, "unasked")).output);
    if (said === "") continue;
    await abort(type);
    return { result: "refused", because: refusalKind(said), text: brief(said) };
  }
  const check = checkCandidate((await type("show configuration", "confirmed")).output, lines);
  if (check.holds === "exactly-approved") return undefined;
  await abort(type);
  switch (check.holds) {
    case "nothing":
      return { result: "refused", because: "nothing-to-commit", text: "the candidate holds no change" };
    case "foreign":
      return { result: "held", because: "foreign-candidate", text: brief(check.statements.join("; ")) };
    case "too-little":
      return {
        result: "refused",
        because: "candidate-incomplete",
        text: brief(check.missing.join("; ")),
      };
  }
}

/** Undefined where the device took it. A commit that succeeds says nothing, but for progress of its own. */
async function commit(type: TypeLine, comment: string): Promise<Configured | undefined> {
  const { output, asked } = await type(`commit comment ${comment}`, "unasked", [FOREIGN_COMMITS]);
  const said = wordsIn(output);
  if (asked.includes(FOREIGN_COMMITS)) {
    await abort(type);
    return {
      result: "held",
      because: "foreign-commit",
      text: "others have committed since our session began",
    };
  }
  if (LOCKED.test(said)) {
    await abort(type);
    return { result: "held", because: "configuration-locked", text: brief(said) };
  }
  if (
    !/^(?:%|.*\b(?:fail(?:ed|ure)?|error|denied|reject(?:ed)?|not (?:authorized|permitted))\b)/im.test(said)
  )
    return undefined;
  const why = /% ?Failed to commit/i.test(said)
    ? wordsIn((await type("show configuration failed", "confirmed")).output)
    : said;
  await abort(type);
  const isEmpty = /No configuration changes to commit/i.test(said);
  const because = isEmpty ? "nothing-to-commit" : refusalKind(said, "commit-failed");
  return { result: "refused", because, text: brief(why) };
}

async function leave(type: TypeLine): Promise<void> {
  const { prompt } = await type("end", "unasked", [UNCOMMITTED_CHANGES]);
  if (isConfiguring(prompt)) await abort(type);
}

/** Gives the candidate up. Should the session break here, the device gives it up with the session. */
async function abort(type: TypeLine): Promise<void> {
  try {
    await type("abort", "unasked", [UNCOMMITTED_CHANGES]);
  } catch (error) {
    if (!(error instanceof SessionBroken)) throw error;
  }
}

/** The newest commit is ours only where the one before it was the newest before. */
function ownCommit(before: readonly string[], after: readonly string[]): string | undefined {
  const [newest, previous] = after;
  return newest !== undefined && newest !== before[0] && previous === before[0] ? newest : undefined;
}

function isConfiguring(prompt: string): boolean {
  return readPrompt(prompt)?.mode?.startsWith("config") ?? false;
}

function refusalKind(said: string, otherwise: RefusalKind = "command-unknown"): RefusalKind {
  return /not authorized|permission denied|authorization failed/i.test(said) ? "not-authorized" : otherwise;
}

const TIMESTAMP = /^[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d\.\d{3} \S+$/;

/** What the device said, without the time above it and log messages in between. */
function wordsIn(output: string): string {
  return output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !TIMESTAMP.test(line) && !readLogMessage(line))
    .join("\n");
}

function brief(text: string): string {
  return text.slice(0, 400);
}
