/** What a line that makes no sense is answered with. */
import type { ParseResult } from "./grammar.js";

export type Misread = Exclude<ParseResult<never>, { kind: "match" }>;

/** The caret stands under the word at fault, as it was echoed behind the prompt (captured: ansible issue 41486). */
export function errorLines(result: Misread, promptLength: number): string[] {
  if (result.kind === "incomplete") return ["% Incomplete command."];
  if (result.kind === "ambiguous") return ["% Ambiguous command"];
  return [`\r${" ".repeat(promptLength + result.column)}^`, "% Invalid input detected at '^' marker."];
}
