/** `reroot approve PLAN --by NAME`: somebody answerable says yes to exactly this plan. Sends nothing. */
import path from "node:path";
import { approve, type HoldReason } from "@reroot/core";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { readPlan } from "../files/plan-file.js";
import { openRunFolder } from "../files/run-folder.js";
import { Refusal } from "../refusal.js";
import { toned } from "../terminal/tone.js";
import { showPlan } from "../views/plan-view.js";
import { approvalFailureInWords } from "../words/approval-failure.js";
import { holdReasonInWords } from "../words/hold-reason.js";
import { asSentence } from "../words/words.js";
import type { Run } from "./command.js";

interface Options {
  readonly by: string;
}

export function approveCommand(run: Run): Command {
  return new Command("approve")
    .description("approve exactly this plan, in your name; sends nothing")
    .argument("<plan>", "a plan.json, or the folder of its run")
    .requiredOption("--by <name>", "who approves")
    .action(run(approvePlan));
}

async function approvePlan(desk: Desk, given: string, { by }: Options): Promise<ExitCode> {
  const { plan, file } = await readPlan(desk.world.directory, given);
  if (by.trim() === "")
    throw new Refusal({
      sentence: "A name is needed.",
      place: "--by",
      advice: 'Such as --by "Ada Lovelace".',
    });
  if (plan.refusal) throw nothingToApprove(plan.refusal, file);
  const approved = approve(plan, by.trim(), desk.world.now());
  if (!approved.ok) {
    const { sentence, advice } = approvalFailureInWords(approved.failure);
    throw new Refusal({
      sentence: asSentence(sentence),
      place: file,
      exitCode: EXIT.toActOn,
      ...(advice && { advice }),
    });
  }
  const folder = await openRunFolder(path.dirname(file));
  const written = await folder.writeJson("approval", approved.value.approval);
  if (desk.json) desk.out.json({ ...approved.value.approval, file: written });
  else {
    showPlan(plan, desk.out);
    desk.out.line("");
    desk.out.line(toned("good", "approved"), `  by ${by.trim()}: ${written}`);
    desk.out.line(`  next      reroot apply ${file}`);
  }
  return EXIT.fine;
}

function nothingToApprove(refusal: HoldReason, file: string): Refusal {
  const { sentence, advice } = holdReasonInWords(refusal);
  return new Refusal({
    sentence: `The plan refuses to send anything: ${asSentence(sentence)}`,
    place: file,
    exitCode: EXIT.toActOn,
    ...(advice && { advice }),
  });
}
