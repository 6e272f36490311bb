/**
 * A scenario as text: commands and exactly what they print, readable as a session, and the files that it needs at the
 * end (as Go's testscript and txtar have them). This reads the text and writes it; it runs nothing.
 *
 *     # a comment                         stays
 *     $ reroot ...                        a command; "! " marks stderr, "= N" ends it with the exit code
 *     $ reroot mirror ... &               one that runs on, "= &"; "$ kill %1" is Ctrl-C to it, and LISTENER its address
 *     lab> clock 2022-02-23T06:00:00Z     what happens around the routers; its output ends at a blank line
 *     RP/0/RP0/CPU0:lab-001#show clock    typed into that router; what it prints goes on to its next prompt
 *     > yes                               an answer to the question above it; "> (space)" is that key alone
 *     -- mix.json --                      from here to the next such line: a file in the scenario's folder
 */

export type Line =
  /** A comment or a blank line. */
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "command"; readonly text: string }
  | { readonly kind: "lab"; readonly text: string }
  | { readonly kind: "typed"; readonly device: string; readonly text: string }
  | { readonly kind: "answer"; readonly text: string };

export interface Script {
  /** What is done, without what it printed. */
  readonly lines: readonly Line[];
  readonly files: Readonly<Record<string, string>>;
  /** The files as they stand in the text. */
  readonly tail: string;
}

/** A router's prompt, and what stands behind it. */
const PROMPT = /^(?:RP\/\S+?:([\w.-]+?)(?:\([\w-]+\))?|sysadmin-vm:\S+)# ?(.*)$/;

const FILE = /^-- (\S+) --$/m;

/** @throws {Error} naming a line that is none of them. */
export function readScript(text: string): Script {
  const start = text.search(FILE);
  const tail = start < 0 ? "" : text.slice(start);
  const body = start < 0 ? text : text.slice(0, start);
  return { lines: linesOf(body.trimEnd().split("\n")), files: filesOf(tail), tail };
}

type Within = "nothing" | "command" | "lab" | "session";

function linesOf(written: readonly string[]): readonly Line[] {
  const lines: Line[] = [];
  let within: Within = "nothing";
  let device = "";
  for (const text of written) {
    const prompt = PROMPT.exec(text);
    if (text.startsWith("$ ")) {
      lines.push({ kind: "command", text: text.slice(2) });
      within = "command";
    } else if (within === "command") {
      if (/^= (?:\d+|&)$/.test(text)) within = "nothing";
    } else if (text.startsWith("lab> ")) {
      lines.push({ kind: "lab", text: text.slice(5) });
      within = "lab";
    } else if (prompt) {
      device = prompt[1] ?? device;
      const typed = prompt[2] ?? "";
      if (typed !== "") lines.push({ kind: "typed", device, text: typed });
      within = typed === "" ? "nothing" : "session";
    } else if (within === "session") {
      if (/^> ?/.test(text)) lines.push({ kind: "answer", text: text.slice(2) });
      else if (text === CLOSED) within = "nothing";
    } else if (text === "" || text.startsWith("#")) {
      lines.push({ kind: "text", text });
      within = "nothing";
    } else if (within !== "lab") throw new Error(`not a line of a scenario: ${text}`);
  }
  return lines;
}

/** What stands in the place of a prompt when there is no session any more. */
export const CLOSED = "(the connection is closed)";

function filesOf(tail: string): Record<string, string> {
  const [, ...parts] = tail.split(new RegExp(FILE, "gm"));
  const files: Record<string, string> = {};
  for (let index = 0; index + 1 < parts.length; index += 2) {
    files[parts[index] as string] = (parts[index + 1] as string).replace(/^\n/, "");
  }
  return files;
}
