/**
 * The questions that a device may ask while an approved change is carried out, and the one answer that each
 * gets. Whatever else it asks is left unanswered. Pure; who may be asked what is said where it is typed.
 */
import { visibleText } from "../parsers/terminal-line.js";

export interface Question {
  readonly name: "uncommitted-changes" | "foreign-commits" | "confirm-delete";
  /** Must fit the end of what stands on the last line. */
  readonly asked: RegExp;
  /** As typed, the line end included where the device waits for one. */
  readonly answer: string;
}

/** Asked by `end` where the candidate still holds something (captured dialogue): what is not committed is given up. */
export const UNCOMMITTED_CHANGES: Question = {
  name: "uncommitted-changes",
  asked: /Uncommitted changes found, commit them before exiting ?\(yes\/no\/cancel\) ?\? ?\[cancel\]:$/i,
  answer: "no\n",
};

/** Asked by `commit` where somebody else has committed since this session began: never gone ahead with. */
export const FOREIGN_COMMITS: Question = {
  name: "foreign-commits",
  asked: /Do you wish to proceed with this commit anyway ?\? ?\[no\]:$/i,
  answer: "no\n",
};

/**
 * Asked by `delete`, for exactly this path in either spelling (`harddisk:/f`, `/harddisk:/f`). One key answers
 * it; a return counts as yes.
 */
export function confirmDelete(path: string): Question {
  const bare = path.replace(/^\//, "");
  const [device = "", ...rest] = bare.split(/:\/*/);
  const spelled = `\\/?${escaped(device)}:\\/*${escaped(rest.join(":"))}`;
  return {
    name: "confirm-delete",
    asked: new RegExp(`^Delete\\s+${spelled}\\s*\\??\\s*\\[confirm\\]$`, "i"),
    answer: "\n",
  };
}

/** The question that the device waits with, should it be one of these. */
export function questionAtEnd(tail: string, questions: readonly Question[]): Question | undefined {
  if (questions.length === 0) return undefined;
  const last = visibleText(tail.split("\n").at(-1) ?? "")?.trim() ?? "";
  return questions.find(({ asked }) => asked.test(last));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
