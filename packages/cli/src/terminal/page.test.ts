import { describe, expect, it } from "vitest";
import { pageOn } from "./page.js";
import { toned } from "./tone.js";

function written(
  isTerminal: boolean,
  env: Record<string, string>,
  write: (page: ReturnType<typeof pageOn>) => void,
) {
  let text = "";
  write(pageOn({ isTerminal, columns: 40, write: (more) => (text += more) }, env));
  return text;
}

describe("pageOn", () => {
  it("colours on a terminal only, unless told otherwise", () => {
    const word = (page: ReturnType<typeof pageOn>) => page.line(toned("bad", "no"));
    expect(written(true, {}, word)).toBe("\u001b[31mno\u001b[39m\n");
    expect(written(true, { NO_COLOR: "1" }, word)).toBe("no\n");
    expect(written(true, { TERM: "dumb" }, word)).toBe("no\n");
    expect(written(false, {}, word)).toBe("no\n");
    expect(written(false, { FORCE_COLOR: "1" }, word)).toBe("\u001b[31mno\u001b[39m\n");
  });

  it("wraps paragraphs on a terminal and leaves them whole when piped", () => {
    const text = "one two three four five six seven eight nine ten eleven";
    expect(written(true, {}, (page) => page.paragraph(text, 2))).toBe(
      "  one two three four five six seven\n  eight nine ten eleven\n",
    );
    expect(written(false, {}, (page) => page.paragraph(text, 2))).toBe(`  ${text}\n`);
  });

  it("keeps the layout's blanks and nothing that could act on the terminal", () => {
    expect(written(false, {}, (page) => page.line("  a", toned("faint", " b\u0007c ")))).toBe(
      "  a b\\x07c \n",
    );
  });
});
