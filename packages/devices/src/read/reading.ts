/**
 * The outputs of one device, as facts are made of them: each command's output once, parsed when asked
 * for, or the reason why there is none. It knows no command's meaning.
 */
import { type Known, known, type Transcript, type UnknownReason, unknown } from "@reroot/core";
import { abbreviates, commandWords } from "../parsers/command-words.js";
import type { ParseFailure } from "../parsers/parse-failure.js";
import type { Parsed, Parser } from "../parsers/parser.js";

export class Reading {
  readonly #transcripts: readonly Transcript[];
  /** The words of each transcript's command; none where a pipe left only a part. */
  readonly #typed: readonly (readonly string[])[];
  readonly #unread: ReadonlyMap<string, UnknownReason>;

  /** `unread` says why there is no output of a command; whatever it does not name was not read. */
  constructor(transcripts: readonly Transcript[], unread: ReadonlyMap<string, UnknownReason>) {
    this.#transcripts = transcripts;
    this.#typed = transcripts.map(({ command }) => (command.includes("|") ? [] : commandWords(command)));
    this.#unread = unread;
  }

  /** The latest whole output of the command, which captures may abbreviate; what a pipe left of one shows nothing. */
  transcript(command: string): Transcript | undefined {
    const words = command.split(" ");
    return this.#transcripts.findLast(
      (transcript, index) =>
        transcript.command === command || abbreviates(this.#typed[index] as readonly string[], words),
    );
  }

  /** The latest command that has this form, whether it has an output or a reason why not. */
  commandLike(form: RegExp): string | undefined {
    const read = this.#transcripts.findLast(({ command }) => form.test(command));
    return read?.command ?? [...this.#unread.keys()].find((command) => form.test(command));
  }

  parse<T>(parser: Parser<T>): Known<Parsed<T>> {
    return this.parseAs(parser, parser.command);
  }

  /** For a parser that reads several commands' outputs. */
  parseAs<T>(parser: Parser<T>, command: string): Known<Parsed<T>> {
    const transcript = this.transcript(command);
    if (!transcript) return unknown(this.#unread.get(command) ?? { code: "evidence/not-read", command });
    // Between echo and prompt there was nothing: that is the answer of commands that have nothing to list.
    if (parser.whenSilent && transcript.output.trim() === "") {
      return known({ ...parser.whenSilent, session: { logLines: [] } }, transcript.id);
    }
    if (STANDBY.test(transcript.output)) return unknown({ code: "evidence/on-standby", command });
    const parsed = parser.parse(transcript.output);
    return parsed.ok ? known(parsed.value, transcript.id) : unknown(reasonOf(parsed.failure, command));
  }
}

// The licensing agent runs on both route processors; the one that stands by answers this, and nothing else.
const STANDBY = /^\s*(?:\S.*\d\d:\d\d:\d\d.*\n\s*)?standby\s*$/i;

function reasonOf(failure: ParseFailure, command: string): UnknownReason {
  const { line, text } = failure;
  if (failure.code === "parse/device-refused")
    return { code: "evidence/command-refused", command, detail: text };
  return { code: "evidence/not-understood", command, line, text };
}

/** A fact made of another; what shows the one shows the other. */
export function derive<T, U>(fact: Known<T>, make: (value: T) => U): Known<U> {
  return fact.known ? { ...fact, value: make(fact.value) } : fact;
}
