/**
 * Terminals into the routers of a lab, one session a router, kept until it ends. They show what a terminal shows, and let
 * whatever a command set off come to its end before they go on.
 */
import type { LabSurroundings } from "./lab-surroundings.js";
import { CLOSED } from "./script.js";
import { SshTerminal } from "./ssh-terminal.js";

export class Terminals {
  readonly #surroundings: LabSurroundings;
  readonly #open = new Map<string, SshTerminal>();
  #current: SshTerminal | undefined;

  constructor(surroundings: LabSurroundings) {
    this.#surroundings = surroundings;
  }

  /** The prompt with the line, and what came of it up to the next prompt, which is shown with the next line or by `rest`. */
  async type(device: string, text: string): Promise<readonly string[]> {
    const left = this.#current?.device === device ? [] : this.rest();
    const terminal = this.#open.get(device) ?? (await this.#opened(device));
    if (typeof terminal === "string") return [...left, `RP/0/RP0/CPU0:${device}#${text}`, terminal, CLOSED];
    this.#current = terminal;
    const prompt = terminal.waiting;
    return [...left, `${prompt}${text}`, ...(await this.#sent(terminal, `${text}\r`))];
  }

  async answer(text: string): Promise<readonly string[]> {
    const terminal = this.#current;
    if (!terminal) throw new Error(`nobody asked: > ${text}`);
    const question = terminal.waiting;
    const key = text === "(space)" ? " " : `${text}\r`;
    return [question, `> ${text}`, ...(await this.#sent(terminal, key))];
  }

  /** The prompt that the last session stands at. */
  rest(): readonly string[] {
    const terminal = this.#current;
    this.#current = undefined;
    return terminal ? [terminal.waiting] : [];
  }

  close(): void {
    for (const terminal of this.#open.values()) terminal.end();
    this.#open.clear();
  }

  async #opened(device: string): Promise<SshTerminal | string> {
    try {
      const terminal = await SshTerminal.open(device, await this.#surroundings.reached(device));
      this.#open.set(device, terminal);
      return terminal;
    } catch (error) {
      return `ssh: ${(error as Error).message}`;
    }
  }

  async #sent(terminal: SshTerminal, keys: string): Promise<readonly string[]> {
    const lines = await terminal.send(keys);
    await this.#surroundings.settle();
    if (!terminal.isClosed) return lines;
    this.#open.delete(terminal.device);
    this.#current = undefined;
    return [...lines, CLOSED];
  }
}
