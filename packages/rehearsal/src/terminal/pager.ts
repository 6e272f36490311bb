/** Prints a command's output, a page at a time where the session has a page length. */
import type { Keyboard } from "./keyboard.js";

const MORE = " --More-- ";
const ERASE = `${"\b".repeat(MORE.length)}${" ".repeat(MORE.length)}${"\b".repeat(MORE.length)}`;

export class Pager {
  readonly #keyboard: Keyboard;
  readonly #write: (text: string) => void;
  readonly #pageLength: () => number;
  /** Lines printed since the last page break. */
  #onPage = 0;

  /** `pageLength` is asked anew for each output; 0 means no paging. */
  constructor(keyboard: Keyboard, pageLength: () => number, write: (text: string) => void) {
    this.#keyboard = keyboard;
    this.#pageLength = pageLength;
    this.#write = write;
  }

  startCommand(): void {
    this.#onPage = 0;
  }

  /** ` --More-- ` after each page; `q` drops the rest, return gives one line more, any other key a page. */
  async print(lines: readonly string[]): Promise<void> {
    const length = this.#pageLength();
    if (length === 0) return this.printAll(lines);
    let rest = lines;
    while (rest.length > 0) {
      const room = length - 1 - this.#onPage;
      if (room > 0) {
        this.printAll(rest.slice(0, room));
        this.#onPage += Math.min(room, rest.length);
        rest = rest.slice(room);
        continue;
      }
      this.#write(MORE);
      const key = await this.#keyboard.next();
      this.#write(ERASE);
      if (key === undefined || key === "q" || key === "\x03") return;
      this.#onPage = key === "\n" ? length - 2 : 0;
    }
  }

  printAll(lines: readonly string[]): void {
    if (lines.length > 0) this.#write(`${lines.join("\r\n")}\r\n`);
  }
}
