/**
 * What a client types, character by character, for whoever reads next: a line, an answer or a key for the pager.
 * Line ends arrive as CR, LF or CR LF; each counts once.
 */
const MAXIMUM_TYPE_AHEAD = 4 * 1024 * 1024;

export class Keyboard {
  #text = "";
  #at = 0;
  #hasEnded = false;
  #lastWasReturn = false;
  #waiting: ((key: string | undefined) => void) | undefined;

  /** False where the client typed so far ahead that the session should be dropped. */
  push(text: string): boolean {
    this.#text = this.#text.slice(this.#at) + text;
    this.#at = 0;
    if (this.#waiting !== undefined) {
      const key = this.take();
      if (key !== undefined) this.#hand(key);
    }
    return this.#text.length <= MAXIMUM_TYPE_AHEAD;
  }

  end(): void {
    this.#hasEnded = true;
    if (this.#waiting !== undefined) this.#hand(undefined);
  }

  /** The next character if one has been typed; a line end is always `\n`. */
  take(): string | undefined {
    while (this.#at < this.#text.length) {
      const key = this.#text[this.#at]!;
      this.#at += 1;
      const isSecondHalf = key === "\n" && this.#lastWasReturn;
      this.#lastWasReturn = key === "\r";
      if (!isSecondHalf) return key === "\r" ? "\n" : key;
    }
    return undefined;
  }

  /** Takes a line end if that is what has been typed next. */
  takeLineEnd(): void {
    if (this.#text[this.#at] === "\r" || this.#text[this.#at] === "\n") this.take();
  }

  /** The next character; undefined when the client is gone. */
  next(): Promise<string | undefined> | string | undefined {
    const key = this.take();
    if (key !== undefined || this.#hasEnded) return key;
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  #hand(key: string | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(key);
  }
}
