/**
 * `reroot rehearse --plan PLAN`: carries a plan out on lab routers that resemble its devices, and lays down beside it what
 * they answered. Touches no device; the plan stays as it is.
 */
import { rm } from "node:fs/promises";
import path from "node:path";
import type { Plan, Rehearsal, SeparateApproval } from "@reroot/core";
import { startLab } from "@reroot/rehearsal";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { earlierRun } from "../files/earlier-run.js";
import { labNoticeFrom, noticeById } from "../files/notices.js";
import { readPlan } from "../files/plan-file.js";
import { openRunFolder, type RunFolder } from "../files/run-folder.js";
import { keptBundle } from "../flow/kept-bundle.js";
import { poolCatalogue } from "../flow/pool-catalogue.js";
import { noticeOfRun } from "../flow/run-notice.js";
import { surroundingsOf } from "../flow/surroundings.js";
import { version } from "../program-version.js";
import { Refusal } from "../refusal.js";
import { type Account, accountOn } from "../rehearse/account.js";
import { writeLabFolder } from "../rehearse/lab-folder.js";
import { labForPlan } from "../rehearse/plan/lab-for-plan.js";
import { type PlanRehearsalWatch, rehearsePlan } from "../rehearse/plan/rehearse-plan.js";
import { tellLab } from "../rehearse/told-steps.js";
import { journalEventInWords } from "../report/journal-words.js";
import { toned } from "../terminal/tone.js";
import { isGoodRehearsal, rehearsalInShort, showRehearsal } from "../views/rehearsal-view.js";
import { count } from "../words/count.js";
import { minute } from "../words/dates.js";
import { holdReasonInWords } from "../words/hold-reason.js";
import { asSentence } from "../words/words.js";

export interface RehearsePlanOptions {
  readonly plan: string;
  readonly seed: number;
  readonly also?: readonly SeparateApproval[];
  readonly labNotice?: string;
}

/** What happens in the lab lies here, below the plan's own folder. */
const LAB_RUN = "rehearsal";

export async function rehearseThePlan(desk: Desk, options: RehearsePlanOptions): Promise<ExitCode> {
  const { world } = desk;
  const { plan, file } = await readPlan(world.directory, options.plan);
  refuseUnfit(plan, file);
  const folder = await openRunFolder(path.dirname(file));
  const account = accountOn(desk);
  const rehearsal = await inTheLab(desk, options, plan, folder, account);
  const written = await folder.writeJson("rehearsal", rehearsal);
  if (desk.json) desk.out.json({ file: written, ...rehearsal });
  else {
    showRehearsal(rehearsal, plan, desk.out);
    desk.out.line(toned("strong", "rehearsed"), `  ${rehearsalInShort(rehearsal)}: ${written}`);
    desk.out.line(`  next       reroot approve ${file} --by "YOUR NAME"`);
  }
  return isGoodRehearsal(rehearsal) ? EXIT.fine : EXIT.toActOn;
}

async function inTheLab(
  desk: Desk,
  { seed, also = [], labNotice: labNoticeFile }: RehearsePlanOptions,
  plan: Plan,
  folder: RunFolder,
  account: Account,
): Promise<Rehearsal> {
  const { world } = desk;
  const planNotice = await noticeOfRun(world, plan.notice, labNoticeFile);
  const { now } = await surroundingsOf(world, labNoticeFile);
  const { evidence, assessment } = await earlierRun(world.directory, folder.path);
  const base = await noticeById(world, plan.notice.id);
  const bundle = await keptBundle(plan, folder);
  const like = labForPlan({
    plan,
    evidence,
    assessment,
    planNotice,
    base,
    catalogue: await poolCatalogue(world, []),
    ...(bundle && { bundle }),
    seed,
  });
  if (like.options.routers.length === 0) throw nothingLikeIt(folder.path);
  const run = path.join(folder.path, LAB_RUN);
  await rm(run, { recursive: true, force: true });
  account.begin("Lab");
  const lab = await startLab(like.options);
  try {
    const files = await writeLabFolder(path.join(run, "lab"), lab, base);
    await lab.advanceTo(like.at);
    tellLab(lab, account);
    return await rehearsePlan({
      plan,
      planNotice,
      evidence,
      lab,
      labNotice: await labNoticeFrom(world, files.noticeFile),
      unlike: like.unlike,
      folder: await openRunFolder(run),
      also,
      at: now(),
      madeWith: { version: version(), seed },
      watch: told(account),
    });
  } finally {
    await lab.stop();
  }
}

function told(account: Account): PlanRehearsalWatch {
  account.begin("Audit");
  let done = 0;
  let stopped = 0;
  return {
    judged: ({ findings }) => {
      account.end(`${count(findings.length, "router")} read over SSH, as the plan's devices were`);
      account.begin("Plan");
    },
    planned: ({ waves }) => {
      const devices = waves.reduce((sum, wave) => sum + wave.devices.length, 0);
      account.end(`the same lines for ${count(devices, "router")} in ${count(waves.length, "wave")}`);
      account.begin("Rollout");
    },
    journalled: (entry) => {
      if (entry.event === "device-done") done++;
      if (entry.event === "device-held" || entry.event === "device-failed") stopped++;
      const { device, text } = journalEventInWords(entry);
      account.doing(device ? `${device}, ${text}` : text);
      if (entry.event === "ended")
        account.end(`${done} done, ${stopped} held or failed; lab time ${minute(entry.at)}`);
    },
  };
}

function refuseUnfit({ refusal, waves, undoes }: Plan, place: string): void {
  if (refusal) {
    const sentence = asSentence(`the plan refuses to send anything: ${holdReasonInWords(refusal).sentence}`);
    throw new Refusal({ sentence, place, exitCode: EXIT.toActOn });
  }
  if (undoes !== undefined) {
    throw new Refusal({
      sentence: "An undo is not rehearsed: what it takes back was never done to a lab's routers.",
      place,
      advice: "Approve and apply it without a rehearsal.",
    });
  }
  if (waves.length > 0) return;
  throw new Refusal({ sentence: "The plan changes no device; there is nothing to rehearse.", place });
}

function nothingLikeIt(place: string): Refusal {
  return new Refusal({
    sentence: "No device of the plan can be imitated: the lab has IOS XR routers only.",
    place,
  });
}
