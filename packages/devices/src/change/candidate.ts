/**
 * Whether the candidate of a configuration session holds exactly what was approved: what `show configuration`
 * prints, compared statement by statement with the approved lines. Pure; it knows no statement's meaning.
 */
import { readLogMessage } from "../parsers/log-line.js";

export type CandidateCheck =
  | { readonly holds: "exactly-approved" }
  /** The candidate equals what is running: there is nothing to commit. */
  | { readonly holds: "nothing" }
  /** Statements that nobody approved: they are not committed. */
  | { readonly holds: "foreign"; readonly statements: readonly string[] }
  /** Approved statements that are not in it. */
  | { readonly holds: "too-little"; readonly missing: readonly string[] };

/** `output` is that of `show configuration` in the session itself. */
export function checkCandidate(output: string, approved: readonly string[]): CandidateCheck {
  const wanted = statementsIn(approved);
  const shown = statementsIn(output.split("\n").filter(isStatement));
  if (shown.length === 0) return { holds: "nothing" };
  const foreign = shown.filter((one) => !wanted.some((line) => covers(line, one)));
  if (foreign.length > 0) return { holds: "foreign", statements: foreign };
  const missing = wanted.filter((line) => !shown.some((one) => covers(line, one)));
  return missing.length > 0 ? { holds: "too-little", missing } : { holds: "exactly-approved" };
}

/**
 * Whole statements, each with the blocks that it stands in: `crypto ca trustpool policy` above an indented
 * `cabundle url U` is the statement `crypto ca trustpool policy cabundle url U`, which can also be typed on one
 * line. A block with something in it is no statement of its own. `no` is put in front, wherever it stood.
 */
function statementsIn(lines: readonly string[]): readonly string[] {
  const found: string[] = [];
  const open: { readonly indent: number; readonly text: string; isBlock: boolean }[] = [];
  const close = (indent: number) => {
    while ((open.at(-1)?.indent ?? -1) >= indent) {
      const path = open.map(({ text }) => text);
      if (open.pop()?.isBlock === false) found.push(whole(path));
    }
  };
  for (const line of lines) {
    const text = line.trim().replace(/\s+/g, " ");
    const indent = line.length - line.trimStart().length;
    close(indent);
    // `!` closes a block, and `exit` and `root` do where lines are typed.
    if (text === "!" || text === "exit" || text === "root") continue;
    const parent = open.at(-1);
    if (parent) parent.isBlock = true;
    open.push({ indent, text, isBlock: false });
  }
  close(0);
  return found;
}

function whole(path: readonly string[]): string {
  const isRemoved = path.some((text) => text.startsWith("no "));
  const plain = path.map((text) => text.replace(/^no /, "")).join(" ");
  return isRemoved ? `no ${plain}` : plain;
}

/** A removal may be shown with the value that is removed (`no cabundle url U`) where it was typed without. */
function covers(approved: string, shown: string): boolean {
  return shown === approved || (approved.startsWith("no ") && shown.startsWith(`${approved} `));
}

// `Wed Feb 23 06:08:07.562 UTC`, `Building configuration...`, `!! IOS XR Configuration 7.3.2`, `end`.
const AROUND =
  /^(?:[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d\.\d{3} \S+|Building configuration\.\.\.|!!.*|end|)$/;

function isStatement(line: string): boolean {
  return !AROUND.test(line.trim()) && !readLogMessage(line.trim());
}
