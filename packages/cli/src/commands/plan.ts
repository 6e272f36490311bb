/** `reroot plan RUN`: what would be sent where, from an audit's folder. It fetches the bundle; it sends nothing. */
import os from "node:os";
import path from "node:path";
import { type FieldNotice, makePlan, type Plan, type VerifiedOffer } from "@reroot/core";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { earlierRun } from "../files/earlier-run.js";
import { inventoryOfRun } from "../files/inventory-file.js";
import { readBytes } from "../files/read-file.js";
import { type RunFolder, writeWhole } from "../files/run-folder.js";
import { type Fetched, fetchFile } from "../flow/fetch-file.js";
import { FetchedBundles } from "../flow/kept-bundle.js";
import { offerBundle, offerBundles } from "../flow/offer-bundle.js";
import { noticeOfRun } from "../flow/run-notice.js";
import { surroundingsOf } from "../flow/surroundings.js";
import { Refusal } from "../refusal.js";
import { asHtml, asMarkdown } from "../report/blocks.js";
import { methodOfProcedure, procedureTitle } from "../report/mop.js";
import { showPlan } from "../views/plan-view.js";
import { holdReasonInWords } from "../words/hold-reason.js";
import { asSentence } from "../words/words.js";
import type { World } from "../world.js";
import type { Run } from "./command.js";
import { planDiffCommand } from "./plan-diff.js";
import { type PolicyOptions, policyFor, withPolicyOptions } from "./policy-options.js";

interface Options extends PolicyOptions {
  readonly author: string;
  readonly bundle?: string;
  readonly earlierBundle?: readonly string[];
  readonly labNotice?: string;
  readonly mop?: string;
}

export function planCommand(run: Run): Command {
  const command = new Command("plan")
    .description("make a plan from an audit: exact commands, waves, and who is held back; sends nothing")
    .argument("<run>", "the folder of an audit")
    .option("--author <name>", "who makes the plan", os.userInfo().username)
    .option("--bundle <file>", "the bundle as fetched by hand, where its URL cannot be reached from here")
    .option(
      "--earlier-bundle <files...>",
      "bundles that devices have imported before: with them undo can restore what they held",
    )
    .option("--mop <file>", "a method of procedure for the change ticket, as FILE.md and FILE.html")
    .option("--lab-notice <file>", "the notice of a lab, where the audit was of one");
  // It has a command of its own below it, and so would not get this option as others do.
  command.option("--json", "print one JSON value instead of text").enablePositionalOptions();
  return withPolicyOptions(command).action(run(plan)).addCommand(planDiffCommand(run));
}

async function plan(desk: Desk, given: string, options: Options): Promise<ExitCode> {
  const { world } = desk;
  const { folder, evidence, assessment: before } = await earlierRun(world.directory, given);
  if (await folder.has("journal")) throw carriedOut(folder);
  const notice = await noticeOfRun(world, before.notice, options.labNotice);
  const { now, urlFromHere } = await surroundingsOf(world, options.labNotice);
  const at = now();
  const policy = await policyFor(world, options, at);
  // A plan from captures has no addresses; it can be shown, and carried out by nobody.
  const inventory = (await folder.has("inventory")) ? await inventoryOfRun(folder) : undefined;
  desk.progress.show("Fetching the bundles and verifying them ...");
  const { bundle } = options;
  const bundles = new FetchedBundles();
  const fetchFrom = bundles.remembering(async (url) =>
    bundle === undefined ? fetchFile(urlFromHere(url)) : fileGiven(world, bundle),
  );
  // A file that was fetched by hand is the one that is meant.
  const offers =
    bundle === undefined ? await offerBundles(notice, fetchFrom) : [await offerBundle(notice, fetchFrom)];
  const earlier = await earlierBundles(notice, options.earlierBundle ?? [], world);
  desk.progress.clear();
  const made = makePlan({
    notice,
    evidence,
    before,
    offers,
    earlier,
    ...(inventory && { inventory }),
    policy,
    at,
  });
  await bundles.keep(made, folder);
  const file = await folder.writeJson("plan", made);
  const procedure = options.mop === undefined ? [] : await writeProcedure(options.mop, made, notice, world);
  if (desk.json) desk.out.json({ file, ...made });
  else show(made, [file, ...procedure], desk);
  return made.refusal || made.heldBack.length > 0 ? EXIT.toActOn : EXIT.fine;
}

async function fileGiven({ directory }: World, file: string): Promise<Fetched> {
  return { ok: true, bytes: await readBytes(directory, file) };
}

/** @throws {Refusal} for a file that is no bundle, or not a genuine one. */
async function earlierBundles(
  notice: FieldNotice,
  files: readonly string[],
  world: World,
): Promise<readonly VerifiedOffer[]> {
  const offers = await Promise.all(files.map((file) => offerBundle(notice, () => fileGiven(world, file))));
  return offers.map((offer, index) => {
    if (offer.ok) return offer;
    const { sentence, advice } = holdReasonInWords(offer.reason);
    throw new Refusal({
      sentence: asSentence(sentence),
      place: files[index] ?? "",
      ...(advice && { advice }),
    });
  });
}

function carriedOut(folder: RunFolder): Refusal {
  return new Refusal({
    sentence: "The plan of this run has been carried out, at least in part; it is not replaced.",
    place: folder.path,
    advice: "Audit again into a new folder, and plan from there.",
  });
}

async function writeProcedure(
  given: string,
  made: Plan,
  notice: FieldNotice,
  { directory }: World,
): Promise<readonly string[]> {
  const blocks = methodOfProcedure(made, notice);
  const base = path.resolve(directory, given.replace(/\.(md|html)$/i, ""));
  await writeWhole(`${base}.md`, asMarkdown(blocks));
  await writeWhole(`${base}.html`, asHtml(procedureTitle(made), blocks));
  return [`${base}.md`, `${base}.html`];
}

function show(made: Plan, [file = "", ...procedure]: readonly string[], { out }: Desk): void {
  showPlan(made, out);
  out.line("");
  out.line(`plan  ${file}`);
  for (const one of procedure) out.line(`mop   ${one}`);
  if (made.refusal || made.waves.length === 0) return;
  const isToRehearse = made.rehearsal?.need === "required";
  out.line(`next  reroot ${isToRehearse ? `rehearse --plan ${file}` : `approve ${file} --by "YOUR NAME"`}`);
}
