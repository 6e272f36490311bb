/** `reroot undo RUN`: a plan that takes a rollout back, in a folder of its own. Sends nothing: it is approved and applied like any plan. */
import { copyFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { isJournalOf, makeUndoPlan, type Plan } from "@reroot/core";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { openJournal } from "../files/journal-file.js";
import { readPlan } from "../files/plan-file.js";
import { readBytes } from "../files/read-file.js";
import { openRunFolder, RUN_FILES, type RunFolder } from "../files/run-folder.js";
import { sha256Of } from "../flow/offer-bundle.js";
import { surroundingsOf } from "../flow/surroundings.js";
import { Refusal } from "../refusal.js";
import { showPlan } from "../views/plan-view.js";
import type { Run } from "./command.js";

interface Options {
  readonly author: string;
  readonly out?: string;
  readonly bundle?: string;
  readonly labNotice?: string;
}

export function undoCommand(run: Run): Command {
  return new Command("undo")
    .description(
      "make a plan that takes a rollout back, as far as its plan said that it can be; sends nothing",
    )
    .argument("<run>", "the folder of a run that was carried out, or its plan.json")
    .option("--author <name>", "who makes the plan", os.userInfo().username)
    .option("--out <folder>", "where the new plan goes (default: the run's folder with -undo)")
    .option("--bundle <file>", "the earlier bundle, where the undo imports one again")
    .option("--lab-notice <file>", "the notice of a lab, where the run was in one")
    .action(run(undo));
}

async function undo(desk: Desk, given: string, options: Options): Promise<ExitCode> {
  const { world } = desk;
  const { plan, file } = await readPlan(world.directory, given);
  const from = await openRunFolder(path.dirname(file));
  const { entries: journal } = await openJournal(from);
  if (journal.length === 0 || !isJournalOf(plan, journal)) throw nothingToUndo(from);
  const { now } = await surroundingsOf(world, options.labNotice);
  const made = makeUndoPlan({ plan, journal, author: options.author, at: now() });
  const out = path.resolve(world.directory, options.out ?? `${from.path}-undo`);
  const folder = await openRunFolder(out);
  if (await folder.has("plan")) throw taken(folder);
  for (const kept of ["inventory", "evidence", "assessment"] as const) {
    await copyFile(from.fileOf(kept), path.join(folder.path, RUN_FILES[kept]));
  }
  await keepBundle(made, folder, desk, options.bundle);
  const written = await folder.writeJson("plan", made);
  if (desk.json) desk.out.json({ file: written, ...made });
  else {
    showPlan(made, desk.out);
    desk.out.line("");
    desk.out.line(`plan  ${written}`);
    if (made.waves.length > 0) desk.out.line(`next  reroot approve ${written} --by "YOUR NAME"`);
  }
  return made.heldBack.length > 0 ? EXIT.toActOn : EXIT.fine;
}

async function keepBundle(
  { bundle }: Plan,
  folder: RunFolder,
  { world }: Desk,
  given?: string,
): Promise<void> {
  if (!bundle) return;
  const bytes = given === undefined ? undefined : await readBytes(world.directory, given);
  if (bytes && sha256Of(bytes) === bundle.sha256) {
    await folder.writeBytes("bundle", bytes);
    return;
  }
  throw new Refusal({
    sentence: `The undo imports the earlier bundle again: ${bundle.name} version ${bundle.version}, SHA-256 ${bundle.sha256}.`,
    ...(given !== undefined && { place: given }),
    advice: "Give that file: --bundle FILE",
  });
}

function nothingToUndo({ path: place }: RunFolder): Refusal {
  return new Refusal({
    sentence: "Nothing of this plan has been carried out: there is nothing to take back.",
    place,
    advice: "Give the folder of a run that was applied.",
  });
}

function taken({ path: place }: RunFolder): Refusal {
  return new Refusal({
    sentence: "This folder already holds a plan; it is not replaced.",
    place,
    advice: "Name another with --out.",
  });
}
