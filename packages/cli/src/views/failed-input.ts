/** A failure of something that the user named: to a person as every error, to a program with its code. */
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { toned } from "../terminal/tone.js";
import { asSentence, type Words } from "../words/words.js";
import { failureAsJson } from "./failure-json.js";

export interface FailedInput {
  readonly failure: object;
  readonly words: Words;
  /** What the user named. */
  readonly place: string;
  /** Kept files and the like, for `--json`. */
  readonly more?: object;
}

/** Says it, and answers with the exit code for input errors. */
export function failedInput(desk: Desk, { failure, words, place, more }: FailedInput): ExitCode {
  if (desk.json) desk.out.json({ ok: false, failure: failureAsJson(failure), ...more });
  desk.err.entry([toned("bad", "error"), "  "], asSentence(words.sentence));
  desk.err.entry([toned("faint", "where"), "  "], place);
  if (words.advice) desk.err.entry([toned("faint", "  try"), "  "], words.advice);
  return EXIT.usage;
}
