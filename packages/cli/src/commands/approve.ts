/** `reroot approve PLAN --by NAME`: somebody answerable says yes to exactly this plan. Sends nothing. */
import path from "node:path";
import {
  approve,
  type HoldReason,
  type Plan,
  type Rehearsal,
  SEPARATE_APPROVALS,
  type SeparateApproval,
} from "@reroot/core";
import { Command, Option } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { readPlan } from "../files/plan-file.js";
import { rehearsalIn } from "../files/rehearsal-file.js";
import { openRunFolder, type RunFolder } from "../files/run-folder.js";
import { surroundingsOf } from "../flow/surroundings.js";
import { Refusal } from "../refusal.js";
import { toned } from "../terminal/tone.js";
import { showPlan } from "../views/plan-view.js";
import { rehearsalInShort } from "../views/rehearsal-view.js";
import { approvalFailureInWords } from "../words/approval-failure.js";
import { count } from "../words/count.js";
import { minute } from "../words/dates.js";
import { holdReasonInWords, separateApprovalInWords } from "../words/hold-reason.js";
import { noticeName } from "../words/notice-name.js";
import { asSentence } from "../words/words.js";
import type { Run } from "./command.js";

interface Options {
  readonly by: string;
  readonly also?: readonly SeparateApproval[];
  readonly labNotice?: string;
}

export function approveCommand(run: Run): Command {
  return new Command("approve")
    .description("approve exactly this plan, in your name; sends nothing")
    .argument("<plan>", "a plan.json, or the folder of its run")
    .requiredOption("--by <name>", "who approves")
    .addOption(
      new Option(
        "--also <what...>",
        "say yes as well to the steps that need it: registrations, or making the CRL check optional",
      ).choices(SEPARATE_APPROVALS),
    )
    .option("--lab-notice <file>", "the notice of a lab, where the audit was of one: approves at lab time")
    .action(run(approvePlan));
}

async function approvePlan(desk: Desk, given: string, { by, also, labNotice }: Options): Promise<ExitCode> {
  const { plan, file } = await readPlan(desk.world.directory, given);
  if (by.trim() === "")
    throw new Refusal({
      sentence: "A name is needed.",
      place: "--by",
      advice: 'Such as --by "Ada Lovelace".',
    });
  if (plan.refusal) throw nothingToApprove(plan.refusal, file);
  const { now } = await surroundingsOf(desk.world, labNotice);
  const folder = await openRunFolder(path.dirname(file));
  const rehearsal = await rehearsalOfPlan(folder, plan);
  const approved = approve(plan, by.trim(), now(), also, rehearsal?.digest);
  if (!approved.ok) {
    const { sentence, advice } = approvalFailureInWords(approved.failure);
    throw new Refusal({
      sentence: asSentence(sentence),
      place: file,
      exitCode: EXIT.toActOn,
      ...(advice && { advice }),
    });
  }
  const written = await folder.writeJson("approval", approved.value.approval);
  if (desk.json) desk.out.json({ ...approved.value.approval, file: written });
  else {
    showPlan(plan, desk.out);
    desk.out.line("");
    for (const step of leftOut(plan, also ?? [])) desk.out.line(toned("notable", "left out"), `  ${step}`);
    if (rehearsal) {
      desk.out.line(
        toned("strong", "rehearsed"),
        ` on ${minute(rehearsal.at)}: ${rehearsalInShort(rehearsal)}; the approval names it`,
      );
    }
    desk.out.line(toned("good", "approved"), `  ${noticeName(plan.notice)}, by ${by.trim()}: ${written}`);
    desk.out.line(`  next      reroot apply ${file}`);
  }
  return EXIT.fine;
}

/** The one that lies beside the plan, if it is this plan's. */
async function rehearsalOfPlan(folder: RunFolder, plan: Plan): Promise<Rehearsal | undefined> {
  const rehearsal = await rehearsalIn(folder);
  return rehearsal?.planDigest === plan.digest ? rehearsal : undefined;
}

/** What is in the plan and will not be carried out, because nobody said yes to it by name. */
function leftOut({ waves }: Plan, also: readonly SeparateApproval[]): readonly string[] {
  const needed = waves.flatMap(({ devices }) =>
    devices.flatMap(({ steps }) => steps.flatMap(({ needs }) => needs ?? [])),
  );
  return SEPARATE_APPROVALS.filter((one) => needed.includes(one) && !also.includes(one)).map(
    (one) =>
      `${separateApprovalInWords(one)} of ${count(needed.filter((need) => need === one).length, "device")}; to include it: --also ${one}`,
  );
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
