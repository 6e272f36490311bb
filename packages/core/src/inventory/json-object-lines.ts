/** Where the devices of a NetBox export begin: JSON.parse gives values and no lines. */

/**
 * The line of each object in a list that is the whole text, or that stands under `results` in an object which
 * is the whole text or an item of such a list; pages themselves are not counted. From 1, in order.
 */
export function jsonObjectLines(text: string): number[] {
  const lines: number[] = [];
  const pageAtTop = new Set<number>();
  const open: string[] = [];
  let [line, key] = [1, ""];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "\n") line += 1;
    else if (character === '"') {
      const end = endOfString(text, at);
      const isKey = /^\s*:/.test(text.slice(end, end + 20));
      if (isKey && open.length <= 2) key = text.slice(at + 1, end - 1);
      at = end - 1;
    } else if (character === "[") {
      const container = open.length <= 2 ? open.join("") : "deeper";
      const isResults = key === "results" && (container === "{" || container === "[{");
      if (isResults && open.length === 2) pageAtTop.add(lines.length - 1);
      open.push(isResults ? "R" : "[");
    } else if (character === "{") {
      const container = open.length <= 3 ? open.join("") : "deeper";
      if (container === "[" || container === "{R" || container === "[{R") lines.push(line);
      open.push("{");
    } else if (character === "]" || character === "}") open.pop();
  }
  return lines.filter((_, index) => !pageAtTop.has(index));
}

/** Just behind the closing quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}
