/**
 * A session that can do what an approved plan says for one device, word for word. Besides the approved lines it
 * types the few of a configuration dialogue, and may read the log. It answers the questions that are enumerated
 * and no other: where the device asks anything else, it is left unanswered and the outcome is unknown.
 */
import { TOKEN } from "@reroot/core";
import { type Result, success } from "@reroot/pki";
import { type Completion, Dialogue, type DialogueLimits, type Exchanged } from "../session/dialogue.js";
import { confirmDelete, type Question } from "../session/questions.js";
import { TERMINAL_SETTINGS } from "../session/read-grammar.js";
import type { CommandFailure, SessionFailure } from "../session/session-failure.js";
import type { Terminal } from "../session/terminal.js";
import { type Configured, configure, SessionBroken } from "./configure.js";
import type { TypedAction } from "./typed-action.js";

/** Told of every command that was answered, in order, in a form without secrets. */
export type Heard = (command: string, output: string) => void;

export class ChangeSession {
  readonly #dialogue: Dialogue;
  readonly #heard: Heard;

  /** On failure nothing is left open, and nothing of the plan was sent. */
  static async open(
    terminal: Terminal,
    limits: DialogueLimits,
    heard: Heard,
  ): Promise<Result<ChangeSession, SessionFailure>> {
    const dialogue = await Dialogue.open(terminal, limits);
    if (!dialogue.ok) return dialogue;
    for (const setting of TERMINAL_SETTINGS) {
      const answer = await dialogue.value.exchange(setting, "confirmed");
      if (!answer.ok) {
        dialogue.value.close();
        return answer;
      }
    }
    return success(new ChangeSession(dialogue.value, heard));
  }

  private constructor(dialogue: Dialogue, heard: Heard) {
    this.#dialogue = dialogue;
    this.#heard = heard;
  }

  /** The command's output. After a failure the command may or may not have had its effect. */
  async run(action: TypedAction & { readonly kind: "exec" }): Promise<Result<string, CommandFailure>> {
    const answer = await this.#converse(action.typed, action.command, "unasked", questionsOf(action.command));
    if (!answer.ok) this.close();
    return answer.ok ? success(answer.value.output) : answer;
  }

  /** The device's log; undefined where it could not be read. Reading changes nothing. */
  async readLog(): Promise<string | undefined> {
    const answer = await this.#converse("show logging", "show logging", "confirmed", []);
    return answer.ok ? answer.value.output : undefined;
  }

  async configure(action: TypedAction & { readonly kind: "configure" }): Promise<Configured> {
    const type = async (line: string, completion: Completion, questions: readonly Question[] = []) => {
      const answer = await this.#converse(line, line, completion, questions);
      if (!answer.ok) throw new SessionBroken(answer.failure);
      return answer.value;
    };
    const configured = await configure(type, action);
    if (configured.result === "broken") this.close();
    return configured;
  }

  close(): void {
    this.#dialogue.close();
  }

  async #converse(
    typed: string,
    shown: string,
    completion: Completion,
    questions: readonly Question[],
  ): Promise<Result<Exchanged, CommandFailure>> {
    const answer = await this.#dialogue.converse({ typed, shown }, completion, questions);
    if (!answer.ok) return answer;
    const output = withoutSecret(answer.value.output, typed, shown);
    this.#heard(shown, output);
    return success({ ...answer.value, output });
  }
}

/** `delete` is the one EXEC command of a plan that asks; only for the very path that was approved it gets its answer. */
function questionsOf(command: string): readonly Question[] {
  const path = /^delete (\S+)$/.exec(command)?.[1];
  return path === undefined ? [] : [confirmDelete(path)];
}

/** A device may repeat what was typed, in a complaint about it for example. */
function withoutSecret(output: string, typed: string, shown: string): string {
  if (typed === shown) return output;
  const from = shown.indexOf(TOKEN);
  const secret = typed.slice(from, typed.length - (shown.length - from - TOKEN.length));
  return output.replaceAll(secret, "<redacted>");
}
