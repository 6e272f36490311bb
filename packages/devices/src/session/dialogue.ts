/**
 * Types one line at a time at a device's prompt and reads what it prints until the prompt is back.
 * It types whatever line it is given: what may be typed is decided by the two sessions built on it,
 * and nothing else in this package holds a dialogue.
 */
import { failed, type Result, success } from "@reroot/pki";
import { redact } from "../read/redact.js";
import { endingOf, outputBetween, TAIL_LENGTH } from "./prompt-watch.js";
import { type Question, questionAtEnd } from "./questions.js";
import type { CommandFailure, ConnectFailure } from "./session-failure.js";
import type { Terminal } from "./terminal.js";

export interface DialogueLimits {
  /** For one command, from typing it to the prompt after it. */
  readonly commandTimeoutMs: number;
  /** For everything on one session, login not included. */
  readonly sessionTimeoutMs: number;
  /** Characters of one command's output. */
  readonly maxOutputLength: number;
}

/**
 * When an output counts as complete. `confirmed`: an empty line, typed along with the command, has been
 * answered by the same prompt, so text that looks like the prompt ends nothing. `unasked`: the prompt
 * stands at the end; nothing but the command itself is ever typed.
 */
export type Completion = "confirmed" | "unasked";

/** What is typed, where that is not what may be written down: a token stands in it. */
export interface TypedLine {
  readonly typed: string;
  /** The same line as transcripts and failures have it. */
  readonly shown: string;
}

export interface Exchanged {
  readonly output: string;
  /** The prompt after it, which tells the mode that the device is in. */
  readonly prompt: string;
  /** Those of the allowed questions that were asked, and so answered, in order. */
  readonly asked: readonly Question[];
}

// A device may drop what is typed ahead: then the question is put again at its prompt.
const ASK_AGAIN_MS = 1_000;
// One that has said nothing at all may be waiting to be spoken to, or be slow to log us in: it gets more time.
const WAKE_UP_AFTER_MS = 3_000;

type Interruption =
  | { readonly kind: "closed"; readonly detail: string }
  | { readonly kind: "timed-out" | "flooded" };

export class Dialogue {
  readonly #terminal: Terminal;
  readonly #limits: DialogueLimits;
  readonly #endsAt: number;
  #seen: string[] = [];
  #length = 0;
  #tail = "";
  #closed: string | undefined;
  #noticed: () => void = () => {};
  #prompt: string | undefined;
  #questions: readonly Question[] = [];
  #asked: readonly Question[] = [];

  /** Learns the prompt by asking for it. On failure the terminal is closed. */
  static async open(terminal: Terminal, limits: DialogueLimits): Promise<Result<Dialogue, ConnectFailure>> {
    const dialogue = new Dialogue(terminal, limits);
    terminal.write("\n");
    const interruption = await dialogue.#untilComplete("confirmed", () => true);
    if (!interruption) return success(dialogue);
    dialogue.close();
    const text =
      dialogue.#tail
        .split(/[\r\n]+/)
        .filter(Boolean)
        .at(-1) ?? "";
    const printable = redact(text.replace(/[^\x20-\x7e]/g, " "));
    return failed({ code: "session/no-prompt", text: printable.slice(0, 120) });
  }

  private constructor(terminal: Terminal, limits: DialogueLimits) {
    this.#terminal = terminal;
    this.#limits = limits;
    this.#endsAt = performance.now() + limits.sessionTimeoutMs;
    terminal.listen({
      seen: (text) => this.#take(text),
      closed: (detail) => {
        this.#closed = detail;
        this.#noticed();
      },
    });
  }

  get prompt(): string {
    return this.#prompt ?? "";
  }

  /**
   * Types the line and answers with the output between its echo and the prompt, lines joined by `\n`.
   * One exchange at a time. After a failure the dialogue is of no further use: close it.
   */
  async exchange(line: string, completion: Completion): Promise<Result<string, CommandFailure>> {
    const exchanged = await this.converse({ typed: line, shown: line }, completion, []);
    return exchanged.ok ? success(exchanged.value.output) : exchanged;
  }

  /** The same, where the device may ask: each of these questions is answered once, and no other at all. */
  async converse(
    { typed, shown }: TypedLine,
    completion: Completion,
    questions: readonly Question[],
  ): Promise<Result<Exchanged, CommandFailure>> {
    if (this.#closed !== undefined)
      return failed({ code: "session/lost", command: shown, detail: this.#closed });
    this.#forget();
    this.#questions = questions;
    this.#asked = [];
    this.#terminal.write(completion === "confirmed" ? `${typed}\n\n` : `${typed}\n`);
    let ended = { output: "", prompt: "" };
    const interruption = await this.#untilComplete(completion, (prompt) => {
      const output = outputBetween(this.#seen.join(""), typed, prompt);
      if (output !== undefined) ended = { output, prompt };
      return output !== undefined;
    });
    const asked = this.#asked;
    this.#questions = [];
    this.#forget();
    return interruption ? failed(this.#failureOf(interruption, shown)) : success({ ...ended, asked });
  }

  close(): void {
    this.#terminal.close();
    this.#closed ??= "closed by us";
    this.#noticed();
  }

  /** `accept` has the last word, and may say that this end belongs to something earlier. */
  #untilComplete(
    completion: Completion,
    accept: (prompt: string) => boolean,
  ): Promise<Interruption | undefined> {
    const timeoutMs = Math.max(0, Math.min(this.#limits.commandTimeoutMs, this.#endsAt - performance.now()));
    return new Promise((resolve) => {
      let isAsked = true;
      let waitedMs = 0;
      const settle = (interruption?: Interruption) => {
        clearTimeout(timeout);
        clearInterval(askAgain);
        this.#noticed = () => {};
        resolve(interruption);
      };
      const look = () => {
        const ending = endingOf(this.#tail, this.#prompt);
        const isEnd =
          ending.kind === "prompt-confirmed" || (ending.kind === "prompt" && completion === "unasked");
        if (isEnd && accept(ending.prompt)) {
          this.#prompt ??= ending.prompt;
          settle();
        } else if (this.#length > this.#limits.maxOutputLength) settle({ kind: "flooded" });
        else if (this.#closed !== undefined) settle({ kind: "closed", detail: this.#closed });
        else if (completion === "confirmed" && ending.kind === "pager") {
          // The pager swallows the empty line that was typed ahead.
          isAsked = false;
          this.#tail = "";
          this.#terminal.write(" ");
        } else if (ending.kind === "prompt" && completion === "confirmed" && !isAsked) {
          isAsked = true;
          this.#terminal.write("\n");
        } else this.#answerQuestion();
      };
      const timeout = setTimeout(() => settle({ kind: "timed-out" }), timeoutMs);
      const askAgain = setInterval(() => {
        isAsked = false;
        waitedMs += ASK_AGAIN_MS;
        const isSilent = this.#prompt === undefined && this.#length === 0;
        if (isSilent && waitedMs % WAKE_UP_AFTER_MS === 0) this.#terminal.write("\n");
        look();
      }, ASK_AGAIN_MS);
      this.#noticed = look;
      look();
    });
  }

  #answerQuestion(): void {
    const question = questionAtEnd(this.#tail, this.#questions);
    if (!question) return;
    this.#questions = this.#questions.filter((one) => one !== question);
    this.#asked = [...this.#asked, question];
    this.#tail = "";
    this.#terminal.write(question.answer);
  }

  #take(text: string): void {
    if (this.#length > this.#limits.maxOutputLength) return;
    this.#seen.push(text);
    this.#length += text.length;
    this.#tail = (this.#tail + text).slice(-TAIL_LENGTH);
    this.#noticed();
  }

  #forget(): void {
    this.#seen = [];
    this.#length = 0;
    this.#tail = "";
  }

  #failureOf(interruption: Interruption, command: string): CommandFailure {
    switch (interruption.kind) {
      case "closed":
        return { code: "session/lost", command, detail: interruption.detail };
      case "timed-out":
        return { code: "session/timed-out", command, timeoutMs: this.#limits.commandTimeoutMs };
      case "flooded":
        return { code: "session/too-much-output", command, limit: this.#limits.maxOutputLength };
    }
  }
}
