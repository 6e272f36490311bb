/**
 * The words of one line of an INI inventory, as a POSIX shell parts them: "Values that contain whitespace can
 * be quoted (single or double). See the Python shlex parsing rules" (How to build your inventory). `#` begins a
 * comment wherever it stands outside quotes.
 */

/** `undefined` when a quote is not closed. */
export function iniWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === "#") break;
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === "'" || character === '"') {
      const quoted = quotedAt(line, at, character);
      if (quoted === undefined) return undefined;
      word = (word ?? "") + quoted.text;
      at = quoted.end;
    } else if (character === "\\") {
      word = (word ?? "") + line.charAt(++at);
    } else word = (word ?? "") + character;
  }
  return word === undefined ? words : [...words, word];
}

/** Within double quotes a backslash guards only itself and the quote; within single quotes nothing is special. */
function quotedAt(line: string, start: number, quote: string): { text: string; end: number } | undefined {
  let text = "";
  for (let at = start + 1; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === quote) return { text, end: at };
    const isGuarded = quote === '"' && character === "\\" && /["\\]/.test(line.charAt(at + 1));
    text += isGuarded ? line.charAt(++at) : character;
  }
  return undefined;
}

/**
 * A value as text: "INI values are interpreted as Python literal structures", so a quoted string loses its
 * quotes, and a number, constant or quoted string the comment behind it.
 */
export function iniValue(given: string): string {
  const literal = /^(?:'([^'\\]*)'|"([^"\\]*)"|(-?\d+(?:\.\d+)?|True|False|None))\s*(?:#.*)?$/.exec(given);
  return literal ? (literal[1] ?? literal[2] ?? literal[3] ?? "") : given;
}
