/**
 * The readable account of a rehearsal: numbered steps in short sentences, each with the time that it
 * took. It is told what happens; it knows nothing of the flow.
 */
import { performance } from "node:perf_hooks";
import type { Desk } from "../desk.js";
import { toned } from "../terminal/tone.js";

export interface Account {
  /** A step begins. */
  begin(title: string): void;
  /** What the open step is doing right now; shown on a terminal only. */
  doing(text: string): void;
  /** The open step ends with a sentence, and perhaps some lines under it. */
  end(sentence: string, ...details: readonly string[]): void;
  /** Seconds since the account began. */
  elapsed(): number;
}

const TITLE_WIDTH = 14;

export function accountOn({ out, progress, json }: Desk): Account {
  const began = performance.now();
  let title = "";
  let stepBegan = began;
  let number = 0;
  const seconds = (since: number) => (performance.now() - since) / 1000;
  const tell = (write: () => void) => {
    if (!json) write();
  };
  return {
    begin: (next) => {
      title = next;
      stepBegan = performance.now();
      number++;
      tell(() => progress.show(`${String(number).padStart(2)}  ${title} ...`));
    },
    doing: (text) => tell(() => progress.show(`${String(number).padStart(2)}  ${title}: ${text}`)),
    end: (sentence, ...details) =>
      tell(() => {
        progress.clear();
        const lead = [
          toned("faint", String(number).padStart(2)),
          "  ",
          toned("strong", title.padEnd(TITLE_WIDTH)),
        ];
        out.entry(lead, `${sentence} (${seconds(stepBegan).toFixed(1)} s)`);
        for (const detail of details) out.entry([" ".repeat(TITLE_WIDTH + 4)], toned("faint", detail));
      }),
    elapsed: () => seconds(began),
  };
}
