/** The ids in `show configuration commit list N`, newest first; empty where the output is none. Pure. */
const ROW = /^\s*\d{1,4}\s+(\S{1,64})\s+\S+\s+\S+\s+\S+/;

export function newestCommits(output: string): readonly string[] {
  const lines = output.split("\n");
  const heading = lines.findIndex((line) => /^\s*SNo\.\s+Label\/ID\b/.test(line));
  return heading < 0 ? [] : lines.slice(heading + 1).flatMap((line) => ROW.exec(line)?.[1] ?? []);
}
