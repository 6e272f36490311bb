/**
 * The questions that a command asks in its middle: a line, a `[confirm]`, a choice between y and n. Each begins with a
 * carriage return, as in captured sessions.
 */
import type { Keyboard } from "./keyboard.js";
import type { LineReader } from "./line-reader.js";

export class Questions {
  /** False on an exec channel: every question then has the answer that return gives. */
  isAnybodyThere = true;
  readonly #reader: LineReader;
  readonly #keyboard: Keyboard;
  readonly #write: (text: string) => void;

  constructor(reader: LineReader, keyboard: Keyboard, write: (text: string) => void) {
    this.#reader = reader;
    this.#keyboard = keyboard;
    this.#write = write;
  }

  async ask(question: string): Promise<string> {
    if (!this.isAnybodyThere) return "";
    const read = await this.#reader.read(`\r${question}`, "answer");
    return read.kind === "line" ? read.text.trim() : "";
  }

  async confirm(question: string): Promise<boolean> {
    if (!this.isAnybodyThere) return true;
    const key = await this.#key(question);
    return key === "\n" || key === "y" || key === "Y" || key === " ";
  }

  /** Takes `y` or `n` only; what else is typed brings the second question. */
  async choose(question: string, again: string): Promise<boolean> {
    if (!this.isAnybodyThere) return true;
    let key = await this.#key(question);
    while (key !== undefined && !/^[yYnN\x03]$/.test(key)) key = await this.#key(again);
    return key === "y" || key === "Y";
  }

  /** One key, echoed; the line end that a client sent along with it is taken too. */
  async #key(question: string): Promise<string | undefined> {
    this.#write(`\r${question}`);
    const key = await this.#keyboard.next();
    this.#write(key !== undefined && key > " " ? `${key}\r\n` : "\r\n");
    if (key !== "\n") this.#keyboard.takeLineEnd();
    return key;
  }
}
