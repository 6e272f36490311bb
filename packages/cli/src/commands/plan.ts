/** `reroot plan RUN`: what would be sent where, from an audit's folder. It fetches the bundle; it sends nothing. */
import os from "node:os";
import path from "node:path";
import { type Assessment, DEFAULT_POLICY, digestOf, type Evidence, makePlan, type Plan } from "@reroot/core";
import { Command, Option } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { readJson } from "../files/plan-file.js";
import { readBytes } from "../files/read-file.js";
import { openRunFolder, type RunFolder } from "../files/run-folder.js";
import { fetchFile } from "../flow/fetch-file.js";
import { offerBundle } from "../flow/offer-bundle.js";
import { noticeOfRun } from "../flow/run-notice.js";
import { surroundingsOf } from "../flow/surroundings.js";
import { Refusal } from "../refusal.js";
import { showPlan } from "../views/plan-view.js";
import { type Run, wholeNumber } from "./command.js";

interface Options {
  readonly author: string;
  readonly bundle?: string;
  readonly labNotice?: string;
  readonly canary: number;
  readonly waveSize: number;
  readonly concurrency: number;
  readonly failuresAllowed: number;
  readonly soakSeconds: number;
}

export function planCommand(run: Run): Command {
  const { canary, waveSize, concurrency, failuresAllowed, soakSeconds } = DEFAULT_POLICY;
  const number = (flags: string, text: string, most: number, value: number, least = 0) =>
    new Option(flags, text).argParser(wholeNumber(least, most)).default(value);
  return new Command("plan")
    .description("make a plan from an audit: exact commands, waves, and who is held back; sends nothing")
    .argument("<run>", "the folder of an audit")
    .option("--author <name>", "who makes the plan", os.userInfo().username)
    .option("--bundle <file>", "the bundle as fetched by hand, where its URL cannot be reached from here")
    .addOption(number("--canary <n>", "devices in the first wave", 10_000, canary, 1))
    .addOption(number("--wave-size <n>", "devices in each later wave", 100_000, waveSize, 1))
    .addOption(number("--concurrency <n>", "devices worked on at the same time", 1_000, concurrency, 1))
    .addOption(number("--failures-allowed <n>", "devices of a wave that may fail", 100_000, failuresAllowed))
    .addOption(number("--soak-seconds <n>", "quiet time after each wave", 604_800, soakSeconds))
    .option("--lab-notice <file>", "the notice of a lab, where the audit was of one")
    .action(run(plan));
}

async function plan(desk: Desk, given: string, options: Options): Promise<ExitCode> {
  const folder = await openRunFolder(path.resolve(desk.world.directory, given));
  if (await folder.has("journal")) throw carriedOut(folder);
  const [evidence, before] = await readAudit(folder);
  const notice = await noticeOfRun(desk.world, before.notice, options.labNotice);
  const { bundle, labNotice, ...limits } = options;
  const { now, urlFromHere } = await surroundingsOf(desk.world, labNotice);
  const policy = { ...DEFAULT_POLICY, ...limits };
  desk.progress.show("Fetching the bundle and verifying it ...");
  const offer = await offerBundle(notice, async (url) =>
    bundle === undefined
      ? fetchFile(urlFromHere(url))
      : { ok: true, bytes: await readBytes(desk.world.directory, bundle) },
  );
  desk.progress.clear();
  const made = makePlan({ notice, evidence, before, offer, policy, at: now() });
  const file = await folder.writeJson("plan", made);
  if (desk.json) desk.out.json({ file, ...made });
  else show(made, file, desk);
  return made.refusal || made.heldBack.length > 0 ? EXIT.toActOn : EXIT.fine;
}

function carriedOut(folder: RunFolder): Refusal {
  return new Refusal({
    sentence: "The plan of this run has been carried out, at least in part; it is not replaced.",
    place: folder.path,
    advice: "Audit again into a new folder, and plan from there.",
  });
}

async function readAudit(folder: RunFolder): Promise<[Evidence, Assessment]> {
  const advice = "Give the folder of an audit: reroot audit --notice fn72290 ... --out DIR";
  const evidence = await readJson<Evidence>(folder.fileOf("evidence"), "This file is not evidence.", advice);
  const before = await readJson<Assessment>(
    folder.fileOf("assessment"),
    "This file is not an assessment.",
    advice,
  );
  if (digestOf(evidence) === before.evidenceDigest) return [evidence, before];
  throw new Refusal({
    sentence: "Evidence and assessment do not belong together: one of the files was changed.",
    place: folder.path,
    advice: "Audit again.",
  });
}

function show(made: Plan, file: string, { out }: Desk): void {
  showPlan(made, out);
  out.line("");
  out.line(`plan  ${file}`);
  if (!made.refusal && made.waves.length > 0) out.line(`next  reroot approve ${file} --by "YOUR NAME"`);
}
