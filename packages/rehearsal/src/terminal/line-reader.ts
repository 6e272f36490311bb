/**
 * Reads one line with echo and the editing keys of the command line: erasing, moving, recalling earlier lines. It knows
 * no commands; `?` and Tab are answered by the caller.
 */
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

/** Where a line is typed: a question takes `?` and Tab as text and is not recalled. */
export type LineKind = "command" | "answer";

const MAXIMUM_LINE = 4_096;
const MAXIMUM_HISTORY = 100;

/** A line being typed, and how to draw it again after something was printed in between. */
export class LineReader {
  readonly #ports: LineReaderPorts;
  readonly #history: string[] = [];
  #recalled = 0;
  #kind: LineKind = "command";
  #prompt = "";
  #typed = "";
  #cursor = 0;
  #echo = "";
  #isReading = false;

  constructor(ports: LineReaderPorts) {
    this.#ports = ports;
  }

  get history(): readonly string[] {
    return this.#history;
  }

  async read(prompt: string, kind: LineKind): Promise<ReadLine> {
    this.#prompt = prompt;
    this.#kind = kind;
    this.#typed = "";
    this.#cursor = 0;
    this.#recalled = this.#history.length;
    this.#isReading = true;
    this.#ports.write(prompt);
    try {
      const read = await this.#readKeys();
      if (read.kind === "line" && kind === "command") this.#remember(read.text);
      return read;
    } finally {
      this.#flush();
      this.#isReading = false;
    }
  }

  /** Prints a line in the middle of whatever is being typed, and the prompt again, as a console does. */
  interject(line: string): void {
    this.#flush();
    this.#ports.write(`${line}\r\n${this.#isReading ? this.#drawn() : ""}`);
  }

  #remember(line: string): void {
    if (line.trim() === "" || line === this.#history.at(-1)) return;
    this.#history.push(line);
    if (this.#history.length > MAXIMUM_HISTORY) this.#history.shift();
  }

  async #readKeys(): Promise<ReadLine> {
    for (;;) {
      const key = await this.#nextKey();
      if (key === undefined) return { kind: "gone" };
      const done = await this.#press(key);
      if (done !== undefined) return done;
    }
  }

  async #nextKey(): Promise<string | undefined> {
    const key = this.#ports.keyboard.take();
    if (key !== undefined) return key;
    this.#flush();
    return this.#ports.keyboard.next();
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
        if (this.#typed === "") return { kind: "line", text: "exit" };
        return this.#eraseAhead(1);
      case "\x1a":
        this.#echo += "\r\n";
        return { kind: "leave" };
      case "\x1b":
        return this.#escape(await this.#nextKey());
      default:
        this.#edit(key);
        return undefined;
    }
  }

  #edit(key: string): void {
    const before = this.#typed.slice(0, this.#cursor);
    if (key === "\x08" || key === "\x7f") this.#erase(1);
    else if (key === "\x15" || key === "\x18") this.#erase(this.#cursor);
    else if (key === "\x17") this.#erase(/\S*\s*$/.exec(before)![0].length);
    else if (key === "\x0b") this.#eraseAhead(this.#typed.length);
    else if (key === "\x01") this.#move(-this.#cursor);
    else if (key === "\x05") this.#move(this.#typed.length);
    else if (key === "\x02") this.#move(-1);
    else if (key === "\x06") this.#move(1);
    else if (key === "\x10") this.#recall(-1);
    else if (key === "\x0e") this.#recall(1);
    else if (key === "\x0c" || key === "\x12") this.#echo += `\r\n${this.#drawn()}`;
    else if (key === "\t" && this.#kind === "command") this.#complete();
    else if (key !== "?" || !this.#help()) this.#insert(key);
  }

  /** Arrow keys, `ESC [ letter`, and words, `ESC b`, `ESC f`, `ESC d`. Others are skipped. */
  async #escape(key: string | undefined): Promise<undefined> {
    const ahead = /^\s*\S*/.exec(this.#typed.slice(this.#cursor))![0].length;
    if (key === "b") this.#move(-/\S*\s*$/.exec(this.#typed.slice(0, this.#cursor))![0].length);
    else if (key === "f") this.#move(ahead);
    else if (key === "d") this.#eraseAhead(ahead);
    if (key !== "[" && key !== "O") return;
    let last = await this.#nextKey();
    while (last !== undefined && !/[A-Za-z~]/.test(last)) last = await this.#nextKey();
    if (last === "A") this.#recall(-1);
    else if (last === "B") this.#recall(1);
    else if (last === "C") this.#move(1);
    else if (last === "D") this.#move(-1);
  }

  #insert(key: string): void {
    if (key < " ") return;
    if (this.#typed.length >= MAXIMUM_LINE) {
      this.#echo += "\x07";
      return;
    }
    const rest = this.#typed.slice(this.#cursor);
    this.#typed = this.#typed.slice(0, this.#cursor) + key + rest;
    this.#cursor += 1;
    this.#echo += `${key}${rest}${"\b".repeat(rest.length)}`;
  }

  /** Before the cursor. */
  #erase(count: number): void {
    const erased = Math.min(count, this.#cursor);
    const rest = this.#typed.slice(this.#cursor);
    this.#typed = this.#typed.slice(0, this.#cursor - erased) + rest;
    this.#cursor -= erased;
    this.#echo +=
      rest === ""
        ? "\b \b".repeat(erased)
        : `${"\b".repeat(erased)}${rest}${" ".repeat(erased)}${"\b".repeat(rest.length + erased)}`;
  }

  #eraseAhead(count: number): undefined {
    const rest = this.#typed.slice(this.#cursor + count);
    const erased = this.#typed.length - this.#cursor - rest.length;
    this.#typed = this.#typed.slice(0, this.#cursor) + rest;
    this.#echo += `${rest}${" ".repeat(erased)}${"\b".repeat(rest.length + erased)}`;
  }

  #move(by: number): void {
    const to = Math.max(0, Math.min(this.#typed.length, this.#cursor + by));
    this.#echo += to < this.#cursor ? "\b".repeat(this.#cursor - to) : this.#typed.slice(this.#cursor, to);
    this.#cursor = to;
  }

  #recall(by: 1 | -1): void {
    const to = this.#recalled + by;
    if (this.#kind !== "command" || to < 0 || to > this.#history.length) return;
    this.#recalled = to;
    this.#move(this.#typed.length);
    this.#erase(this.#typed.length);
    this.#typed = this.#history[to] ?? "";
    this.#cursor = this.#typed.length;
    this.#echo += this.#typed;
  }

  #complete(): void {
    if (this.#cursor < this.#typed.length) return;
    const completed = this.#ports.complete?.(this.#typed);
    if (completed === undefined) return;
    this.#echo += completed.slice(this.#typed.length);
    this.#typed = completed;
    this.#cursor = completed.length;
  }

  #help(): boolean {
    // Within quotes a question mark is part of the text.
    if (this.#kind !== "command" || /"[^"]*$/.test(this.#typed)) return false;
    const lines = this.#ports.help?.(this.#typed.slice(0, this.#cursor));
    if (lines === undefined) return false;
    this.#echo += `?\r\n${lines.join("\r\n")}\r\n${this.#drawn()}`;
    return true;
  }

  #drawn(): string {
    return `${this.#prompt}${this.#typed}${"\b".repeat(this.#typed.length - this.#cursor)}`;
  }

  #flush(): void {
    if (this.#echo === "") return;
    this.#ports.write(this.#echo);
    this.#echo = "";
  }
}
