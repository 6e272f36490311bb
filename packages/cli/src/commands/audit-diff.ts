/** `reroot audit diff RUN RUN`: what changed between two audits for one notice, and whether anything got worse. */
import { type Comparison, compareAssessments } from "@reroot/core";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { type EarlierRun, earlierRun } from "../files/earlier-run.js";
import { Refusal } from "../refusal.js";
import { showComparison } from "../views/comparison-view.js";
import type { Run } from "./command.js";

export function auditDiffCommand(run: Run): Command {
  return new Command("diff")
    .description("what changed between two audits; exits with 1 where something got worse")
    .argument("<before>", "the folder of the earlier audit")
    .argument("<after>", "the folder of the later audit")
    .action(run(diff));
}

async function diff(desk: Desk, givenBefore: string, givenAfter: string): Promise<ExitCode> {
  const { directory } = desk.world;
  const before = await earlierRun(directory, givenBefore);
  const after = await earlierRun(directory, givenAfter);
  checkNotices(before, after);
  const comparison = compareAssessments(before, after);
  if (desk.json) desk.out.json({ before: headOf(before), after: headOf(after), ...comparison });
  else showComparison(comparison, before.assessment, after.assessment, desk.out);
  return EXIT_OF[comparison.outcome];
}

const EXIT_OF: Readonly<Record<Comparison["outcome"], ExitCode>> = {
  worse: EXIT.toActOn,
  unclear: EXIT.undetermined,
  "not-worse": EXIT.fine,
};

function checkNotices(before: EarlierRun, after: EarlierRun): void {
  const [was, is] = [before.assessment.notice, after.assessment.notice];
  if (was.id === is.id && was.lab === is.lab) return;
  throw new Refusal({
    sentence: `The first audit is for ${was.id}${was.lab ? " in a lab" : ""}, the second for ${is.id}${is.lab ? " in a lab" : ""}.`,
    advice: "Compare audits for the same notice.",
  });
}

function headOf({ folder, assessment }: EarlierRun) {
  return { folder: folder.path, notice: assessment.notice, at: assessment.at };
}
