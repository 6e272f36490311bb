/** Breaks text into lines of a given width at spaces; a word that is too long is cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((whole) => cut(whole, width))) {
    if (line === "") line = word;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  return lines;
}

function cut(word: string, width: number): string[] {
  const pieces: string[] = [];
  for (let rest = word; ; rest = rest.slice(width)) {
    pieces.push(rest.slice(0, width));
    if (rest.length <= width) return pieces;
  }
}
