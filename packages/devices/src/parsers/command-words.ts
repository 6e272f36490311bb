/**
 * Commands as operators type them: every word cut to any prefix, arguments and pipes behind. It does
 * not know which commands exist.
 */

export interface TypedCommand {
  /** Where the words of the known command end in the typed text. */
  readonly end: number;
}

const TYPED_WORD = /\S+/g;

/** The words of a command, in lower case, up to a pipe. */
export function commandWords(command: string): string[] {
  const bar = command.indexOf("|");
  const words = (bar < 0 ? command : command.slice(0, bar)).trim().toLowerCase();
  return words === "" ? [] : words.split(/\s+/);
}

/** `sho cry ca trustp` for `show crypto ca trustpool`: each typed word is the beginning of the known one. */
export function abbreviates(typed: readonly string[], known: readonly string[]): boolean {
  return typed.length === known.length && typed.every((word, index) => known[index]?.startsWith(word));
}

/** Whether typed text begins with the known command, in full or abbreviated; the first word needs two letters. */
export function beginsWithCommand(typed: string, known: string): TypedCommand | undefined {
  const expected = known.split(" ");
  let end = 0;
  TYPED_WORD.lastIndex = 0;
  for (const word of expected) {
    const found = TYPED_WORD.exec(typed);
    const written = found?.[0].toLowerCase();
    if (!found || written === undefined || !word.startsWith(written)) return undefined;
    if (end === 0 && written.length < Math.min(2, word.length)) return undefined;
    end = found.index + written.length;
  }
  return { end };
}
