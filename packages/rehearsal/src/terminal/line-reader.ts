/** Reads one line with echo and the editing keys that clients use. It knows no commands; `?` and Tab are answered by the caller. */
import type { Keyboard } from "./keyboard.js";

export interface LineReaderPorts {
  readonly keyboard: Keyboard;
  write(text: string): void;
  /** What `?` prints after the text typed so far, or undefined where `?` is an ordinary character. */
  help?(typed: string): readonly string[] | undefined;
  /** The text completed, or undefined. */
  complete?(typed: string): string | undefined;
}

export type ReadLine =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "interrupted" }
  /** Ctrl-Z: leaves configuration. */
  | { readonly kind: "leave" }
  | { readonly kind: "gone" };

const MAXIMUM_LINE = 4_096;

/** A line being typed, and how to draw it again after something was printed in between. */
export class LineReader {
  readonly #ports: LineReaderPorts;
  #prompt = "";
  #typed = "";
  #echo = "";
  #isReading = false;

  constructor(ports: LineReaderPorts) {
    this.#ports = ports;
  }

  async read(prompt: string): Promise<ReadLine> {
    this.#prompt = prompt;
    this.#typed = "";
    this.#isReading = true;
    this.#ports.write(prompt);
    try {
      return await this.#readKeys();
    } finally {
      this.#flush();
      this.#isReading = false;
    }
  }

  /** Prints a line in the middle of whatever is being typed, and the prompt again, as a console does. */
  interject(line: string): void {
    this.#flush();
    const redrawn = this.#isReading ? `${this.#prompt}${this.#typed}` : "";
    this.#ports.write(`${line}\r\n${redrawn}`);
  }

  async #readKeys(): Promise<ReadLine> {
    for (;;) {
      let key = this.#ports.keyboard.take();
      if (key === undefined) {
        this.#flush();
        key = await this.#ports.keyboard.next();
      }
      if (key === undefined) return { kind: "gone" };
      const done = await this.#press(key);
      if (done !== undefined) return done;
    }
  }

  async #press(key: string): Promise<ReadLine | undefined> {
    switch (key) {
      case "\n":
        this.#echo += "\r\n";
        return { kind: "line", text: this.#typed };
      case "\x03":
        this.#echo += "^C\r\n";
        return { kind: "interrupted" };
      case "\x04":
        return this.#typed === "" ? { kind: "line", text: "exit" } : undefined;
      case "\x1a":
        this.#echo += "\r\n";
        return { kind: "leave" };
      case "\x08":
      case "\x7f":
        this.#erase(1);
        return undefined;
      case "\x15":
        this.#erase(this.#typed.length);
        return undefined;
      case "\x17":
        this.#erase(/\S*\s*$/.exec(this.#typed)?.[0].length ?? 0);
        return undefined;
      case "\t":
        this.#complete();
        return undefined;
      case "\x1b":
        return this.#skipEscapeSequence();
      case "?":
        if (this.#help()) return undefined;
    }
    if (key >= " " && this.#typed.length < MAXIMUM_LINE) {
      this.#typed += key;
      this.#echo += key;
    }
    return undefined;
  }

  /** Arrow keys and the like: `ESC [ ... letter`. */
  async #skipEscapeSequence(): Promise<undefined> {
    if ((await this.#ports.keyboard.next()) !== "[") return;
    for (let key = await this.#ports.keyboard.next(); key !== undefined && !/[A-Za-z~]/.test(key); ) {
      key = await this.#ports.keyboard.next();
    }
  }

  #erase(count: number): void {
    const erased = Math.min(count, this.#typed.length);
    this.#typed = this.#typed.slice(0, this.#typed.length - erased);
    this.#echo += "\b \b".repeat(erased);
  }

  #complete(): void {
    const completed = this.#ports.complete?.(this.#typed);
    if (completed === undefined) return;
    this.#echo += completed.slice(this.#typed.length);
    this.#typed = completed;
  }

  #help(): boolean {
    // Within quotes a question mark is part of the text.
    if (/"[^"]*$/.test(this.#typed)) return false;
    const lines = this.#ports.help?.(this.#typed);
    if (lines === undefined) return false;
    this.#echo += `?\r\n${lines.join("\r\n")}\r\n${this.#prompt}${this.#typed}`;
    return true;
  }

  #flush(): void {
    if (this.#echo === "") return;
    this.#ports.write(this.#echo);
    this.#echo = "";
  }
}
