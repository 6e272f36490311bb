/**
 * Words for what no two runs share: folders, addresses, and the keys that a lab makes afresh, with everything that is
 * computed from them. A scenario may use such a word, and its output is written with them.
 */
export class StableWords {
  readonly #meanings = new Map<string, string>();
  readonly #shapes: (readonly [pattern: RegExp, written: string])[] = [
    [/sha256:[0-9a-f]{64}/g, "sha256:..."],
    [/reroot-[0-9a-f]{8}\.p7b/g, "reroot-xxxxxxxx.p7b"],
    [/\brollout {2}[0-9a-f]{12}\b/g, "rollout  xxxxxxxxxxxx"],
    // How long a step of a rehearsal took.
    [/\(\d+\.\d s\)/g, "(N s)"],
    [/\bMD5 [0-9a-f]{32}/g, `MD5 ${"x".repeat(32)}`],
  ];

  mean(word: string, meaning: string): void {
    this.#meanings.set(word, meaning);
  }

  /** What is known by its shape only. */
  writeAs(written: string, pattern: RegExp): void {
    this.#shapes.push([pattern, written]);
  }

  /** A line of the scenario as it is meant. */
  meant(line: string): string {
    let text = line;
    for (const [word, meaning] of this.#meanings) {
      const alone = new RegExp(`(?<![\\w-])${word.replace(/[$()[\]]/g, "\\$&")}(?![\\w-])`, "g");
      text = text.replace(alone, () => meaning);
    }
    return text;
  }

  /** A line of output as it is written. */
  stable(line: string): string {
    let text = line;
    const longestFirst = [...this.#meanings].sort(([, a], [, b]) => b.length - a.length);
    for (const [word, meaning] of longestFirst) text = text.replaceAll(meaning, word);
    for (const [pattern, written] of this.#shapes) text = text.replace(pattern, written);
    return text;
  }
}
