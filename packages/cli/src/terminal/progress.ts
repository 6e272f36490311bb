/**
 * One line that says what is going on, redrawn in place; on a terminal only. Piped or under --json
 * nothing is written, so that logs stay free of half-lines.
 */
import type { Sink } from "./page.js";
import { printable } from "./printable.js";

export interface Progress {
  show(text: string): void;
  /** Takes the line away; later `show` brings it back. */
  clear(): void;
}

export function progressOn(sink: Sink): Progress {
  if (!sink.isTerminal) return { show: () => {}, clear: () => {} };
  let shown = false;
  return {
    show: (text) => {
      sink.write(`${ERASE_LINE}${printable(text).slice(0, Math.max(10, sink.columns - 1))}`);
      shown = true;
    },
    clear: () => {
      if (shown) sink.write(ERASE_LINE);
      shown = false;
    },
  };
}

const ERASE_LINE = "\r\u001b[2K";
