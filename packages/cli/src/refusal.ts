/**
 * Ends a command because of what its user gave it or where it runs: what is wrong, where, and what to
 * do next. Thrown from anywhere within a command and printed by `main`; nobody in between branches on it.
 */
import { EXIT, type ExitCode } from "./exit-code.js";

export interface RefusalDetails {
  /** What is wrong, as a sentence. */
  readonly sentence: string;
  /** File and line, option, or argument. */
  readonly place?: string;
  /** What to do next. */
  readonly advice?: string;
  readonly exitCode?: ExitCode;
}

export class Refusal extends Error {
  readonly place: string | undefined;
  readonly advice: string | undefined;
  readonly exitCode: ExitCode;

  constructor(details: RefusalDetails) {
    super(details.sentence);
    this.name = "Refusal";
    this.place = details.place;
    this.advice = details.advice;
    this.exitCode = details.exitCode ?? EXIT.usage;
  }
}
