/** One line of ssh_config(5): a keyword and its arguments. It does not know what any keyword means. */

export interface ConfigLine {
  /** As written. */
  readonly keyword: string;
  readonly args: readonly string[];
}

const KEYWORD = /^\s*([A-Za-z][A-Za-z0-9]*)(?:\s*=\s*|\s+|(?=")|$)/;

/** Undefined for blank lines and comments; `malformed` where no keyword stands or a quote is not closed. */
export function readConfigLine(text: string): ConfigLine | "malformed" | undefined {
  if (/^\s*(?:#|$)/.test(text)) return undefined;
  const head = KEYWORD.exec(text);
  if (!head) return "malformed";
  const args = argumentsIn(text.slice(head[0].length));
  return args && args.length > 0 ? { keyword: head[1] as string, args } : "malformed";
}

/** Set apart by blanks; quotes keep blanks in, a backslash keeps a quote or itself; `#` in front of one ends them all. */
function argumentsIn(text: string): string[] | undefined {
  const args: string[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(text[at] ?? "")) at++;
    if (at >= text.length || text[at] === "#") return args;
    let word = "";
    let quote = "";
    for (; at < text.length && (quote !== "" || !/\s/.test(text[at] as string)); at++) {
      const character = text[at] as string;
      const isEscape = character === "\\" && /["'\\]/.test(text[at + 1] ?? "");
      if (isEscape || (quote === "" && character === "\\" && text[at + 1] === " ")) word += text[++at];
      else if (quote !== "" && character === quote) quote = "";
      else if (quote === "" && (character === '"' || character === "'")) quote = character;
      else word += character;
    }
    if (quote !== "") return undefined;
    args.push(word);
  }
}
