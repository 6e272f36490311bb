/**
 * A session that can send what an approved plan says for one device, line by line, and can answer
 * nothing: should a command ask a question, it is left unanswered and the outcome is unknown.
 */
import { type Result, success } from "@reroot/pki";
import type { ApprovedCommands } from "./approved-commands.js";
import { Dialogue, type DialogueLimits } from "./dialogue.js";
import { TERMINAL_SETTINGS } from "./read-grammar.js";
import type { CommandFailure, SessionFailure } from "./session-failure.js";
import type { Terminal } from "./terminal.js";

export class ChangeSession {
  readonly #dialogue: Dialogue;
  readonly #commands: ApprovedCommands;

  /** On failure nothing is left open, and nothing of the plan was sent. */
  static async open(
    terminal: Terminal,
    commands: ApprovedCommands,
    limits: DialogueLimits,
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
    return success(new ChangeSession(dialogue.value, commands));
  }

  private constructor(dialogue: Dialogue, commands: ApprovedCommands) {
    this.#dialogue = dialogue;
    this.#commands = commands;
  }

  /** The command's output. After a failure the command may or may not have had its effect. */
  async send(command: string): Promise<Result<string, CommandFailure>> {
    if (!this.#commands.allow(command)) {
      throw new TypeError(
        `not in the approved plan for ${this.#commands.device}: ${JSON.stringify(command)}`,
      );
    }
    const answer = await this.#dialogue.exchange(command, "unasked");
    if (!answer.ok) this.close();
    return answer;
  }

  close(): void {
    this.#dialogue.close();
  }
}
