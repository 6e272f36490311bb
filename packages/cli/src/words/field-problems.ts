/** Faults in a file that people write by hand, each with its line. */

export interface Problem {
  readonly line: number;
  readonly field: string;
  readonly problem: string;
}

/** The first five; nobody mends more at once. */
export function problemsInWords(all: readonly Problem[]): string {
  const shown = all
    .slice(0, 5)
    .map(({ line, field, problem }) => `line ${line}${field ? `, ${field}` : ""}: ${problem}`);
  const more = all.length > shown.length ? `; and ${all.length - shown.length} more` : "";
  return shown.join("; ") + more;
}
