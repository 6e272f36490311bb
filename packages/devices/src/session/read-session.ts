/**
 * A session that can only read. The dialogue is private to it, and the one place that types a line
 * asks the grammar first. It knows which commands exist, and nothing of what their outputs mean.
 */
import { type Result, success } from "@reroot/pki";
import { Dialogue, type DialogueLimits } from "./dialogue.js";
import type { FileDigestLine } from "./file-digest.js";
import type { PingLine } from "./ping.js";
import { isReadLine, type ReadCommand, type ReadLine, TERMINAL_SETTINGS } from "./read-grammar.js";
import type { CommandFailure, SessionFailure } from "./session-failure.js";
import type { Terminal } from "./terminal.js";

export class ReadSession {
  readonly #dialogue: Dialogue;

  /** Learns the prompt and switches off pager and folding, for this session. On failure nothing is left open. */
  static async open(
    terminal: Terminal,
    limits: DialogueLimits,
  ): Promise<Result<ReadSession, SessionFailure>> {
    const dialogue = await Dialogue.open(terminal, limits);
    if (!dialogue.ok) return dialogue;
    const session = new ReadSession(dialogue.value);
    for (const setting of TERMINAL_SETTINGS) {
      const answer = await session.#type(setting);
      if (!answer.ok) return answer;
    }
    return success(session);
  }

  private constructor(dialogue: Dialogue) {
    this.#dialogue = dialogue;
  }

  /** The prompt as the device prints it; tells the platform before anything was asked. */
  get prompt(): string {
    return this.#dialogue.prompt;
  }

  /** One command at a time. After a failure the session is closed. */
  read(command: ReadCommand): Promise<Result<string, CommandFailure>> {
    return this.#type(command);
  }

  /** From `pingLine`; only where the operator asked for it. */
  ping(line: PingLine): Promise<Result<string, CommandFailure>> {
    return this.#type(line);
  }

  /** From `fileDigestLine`: the digest of a file that a rollout put there. */
  digest(line: FileDigestLine): Promise<Result<string, CommandFailure>> {
    return this.#type(line);
  }

  close(): void {
    this.#dialogue.close();
  }

  async #type(line: ReadLine): Promise<Result<string, CommandFailure>> {
    if (!isReadLine(line)) throw new TypeError(`not a line of the reading grammar: ${JSON.stringify(line)}`);
    const answer = await this.#dialogue.exchange(line, "confirmed");
    if (!answer.ok) this.close();
    return answer;
  }
}
