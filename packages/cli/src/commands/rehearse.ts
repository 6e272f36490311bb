/**
 * `reroot rehearse`: the whole job in a fresh lab on this machine, told step by step; what `npm start`
 * runs. The flow and its account stand in ../rehearse/; here are options, scenarios and the end.
 */
import os from "node:os";
import path from "node:path";
import { SEPARATE_APPROVALS, type SeparateApproval } from "@reroot/core";
import { type BundleScenario, startLab } from "@reroot/rehearsal";
import { Command, Option } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { labNoticeFrom, noticeById } from "../files/notices.js";
import { newRunFolder, type RunFolder } from "../files/run-folder.js";
import { Refusal } from "../refusal.js";
import { accountOn } from "../rehearse/account.js";
import { inventoryOfLab, writeLabFolder } from "../rehearse/lab-folder.js";
import { firstCutOver, labRecipe } from "../rehearse/lab-recipe.js";
import { labLike, likeOption } from "../rehearse/like/like-option.js";
import { type RehearsalResult, rehearse } from "../rehearse/rehearse.js";
import { tellCutOver, tellLab, toldSteps } from "../rehearse/told-steps.js";
import { deviceStories, isCarriedOut } from "../report/device-story.js";
import { toned } from "../terminal/tone.js";
import { showStories } from "../views/stories-view.js";
import { showUnlike } from "../views/unlike-view.js";
import { DEFAULT_NOTICE, type Run } from "./command.js";
import { devicesOption, seedOption } from "./lab-options.js";
import { rehearseThePlan } from "./rehearse-plan.js";

/** What is wrong with the bundle that the lab publishes; nothing else is arranged. */
const SCENARIOS: Readonly<Record<string, BundleScenario>> = {
  good: "good",
  "tampered-bundle": "tampered",
  "bundle-without-root": "without-required-root",
  "customer-signed-bundle": "customer-signed",
  "truncated-bundle": "truncated",
  "wrong-content-bundle": "wrong-content",
  "web-page": "web-page",
  "empty-bundle": "empty",
  "no-bundle": "not-found",
};

interface Options {
  readonly devices?: number;
  readonly scenario: string;
  readonly seed: number;
  readonly out?: string;
  readonly like?: string;
  readonly plan?: string;
  readonly also?: readonly SeparateApproval[];
  readonly labNotice?: string;
}

/** Lab time of the audit after the first cut-over: for FN72290 the hour at which its own samples were taken. */
const AFTER_CUT_OVER_MS = (18 * 24 + 6) * 3_600_000;

export function rehearseCommand(run: Run): Command {
  const scenario = new Option("--scenario <name>", "what is wrong with the bundle");
  return new Command("rehearse")
    .description(
      "the whole job in a fresh lab on this machine: audit, plan, rollout, proof; or, with --plan, a plan of yours",
    )
    .addOption(devicesOption())
    .addOption(scenario.choices(Object.keys(SCENARIOS)).default("good"))
    .addOption(seedOption())
    .addOption(likeOption())
    .addOption(
      new Option(
        "--plan <plan>",
        "a plan.json or the folder of its run: carries this plan out on routers like its devices",
      ).conflicts(["devices", "scenario", "like", "out"]),
    )
    .addOption(
      new Option("--also <what...>", "with --plan: as if these steps were approved as well").choices(
        SEPARATE_APPROVALS,
      ),
    )
    .option("--lab-notice <file>", "with --plan: the notice of a lab, where the audit was of one")
    .option("--out <dir>", "where the files go (default: a new folder among the system's temporary files)")
    .action(run(rehearseSomething));
}

function rehearseSomething(desk: Desk, { plan, ...options }: Options): Promise<ExitCode> {
  if (plan !== undefined) return rehearseThePlan(desk, { ...options, plan });
  const stray = options.also ? "--also" : options.labNotice !== undefined ? "--lab-notice" : undefined;
  if (stray === undefined) return rehearseAll(desk, options);
  throw new Refusal({ sentence: "This goes with a plan only.", place: stray, advice: "Add --plan PLAN." });
}

async function rehearseAll(desk: Desk, options: Omit<Options, "plan">): Promise<ExitCode> {
  const { devices, seed } = options;
  const bundle = SCENARIOS[options.scenario] ?? "good";
  const like =
    options.like === undefined ? undefined : await labLike(options.like, DEFAULT_NOTICE, seed, desk.world);
  const base = like?.notice ?? (await noticeById(desk.world, DEFAULT_NOTICE));
  const recipe = like
    ? { ...like.options, bundle: { ...like.options.bundle, scenario: bundle } }
    : labRecipe(base, { seed, bundle, ...(devices !== undefined && { devices }) });
  const folder = await folderFor(options, desk);
  const account = accountOn(desk);
  if (!desk.json) introduce(base.id, desk);
  if (!desk.json) showUnlike(like?.unlike ?? [], desk.out);
  account.begin("Lab");
  const lab = await startLab(recipe);
  try {
    const files = await writeLabFolder(path.join(folder.path, "lab"), lab, base);
    const notice = await labNoticeFrom(desk.world, files.noticeFile);
    tellLab(lab, account);
    account.begin("Cut-over");
    account.doing("lab time moves on; routers contact the cloud as their contacts fall due");
    await lab.advanceTo(like?.at ?? new Date(firstCutOver(base).getTime() + AFTER_CUT_OVER_MS));
    tellCutOver(lab, base, account);
    const inventory = inventoryOfLab(lab);
    const result = await rehearse({ lab, notice, inventory, folder, watch: toldSteps(account) });
    if (desk.json) desk.out.json({ ...resultAsJson(result), ...(like && { unlike: like.unlike }) });
    else showEnd(result, account.elapsed(), desk);
    return isCarriedOut(result.proof) ? EXIT.fine : EXIT.toActOn;
  } finally {
    await lab.stop();
  }
}

function folderFor({ out }: Options, { world }: Desk): Promise<RunFolder> {
  const stamp = `${world.now().toISOString().replace(/\D/g, "").slice(0, 14)}-${process.pid}`;
  const folder = out ?? path.join(os.tmpdir(), `reroot-rehearsal-${stamp}`);
  return newRunFolder(world.directory, "rehearsal", world.now(), folder);
}

function introduce(notice: string, { out }: Desk): void {
  out.line(toned("strong", `Rehearsing ${notice.toUpperCase()}`), " in a lab on this machine");
  out.paragraph(
    toned("faint", "Routers, servers and certificates are made for this run; no real device is touched."),
  );
  out.line("");
}

/** The contract of `--json`. */
function resultAsJson({ proof, files }: RehearsalResult) {
  return {
    devices: deviceStories(proof).map(({ device, before, after, reasons }) => ({
      name: device,
      before,
      after,
      reasons,
    })),
    proof: files.proof,
    report: files.report,
    ok: isCarriedOut(proof),
  };
}

function showEnd({ proof, files }: RehearsalResult, seconds: number, { out }: Desk): void {
  out.line("");
  showStories(deviceStories(proof), out);
  out.line("");
  const time = `${seconds.toFixed(0)} s`;
  if (isCarriedOut(proof)) {
    out.entry(
      [toned("good", "done"), "    "],
      `Every router of the plan now holds the required root; ${time}.`,
    );
  } else {
    const sentence = `Routers that need the remedy were held back or failed: the reasons stand above; ${time}.`;
    out.entry([toned("bad", "held"), "    "], sentence);
  }
  out.line(`proof   ${files.proof}`);
  out.line(`report  ${files.report}`);
}
