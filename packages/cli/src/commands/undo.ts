/** `reroot undo RUN`: a plan that takes a rollout back, in a folder of its own. Sends nothing: it is approved and applied like any plan. */
import os from "node:os";
import path from "node:path";
import { isJournalOf, makeUndoPlan, type Plan } from "@reroot/core";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { openJournal } from "../files/journal-file.js";
import { readPlan } from "../files/plan-file.js";
import { readBytes } from "../files/read-file.js";
import { makeRunFolder, openRunFolder, type RunFolder } from "../files/run-folder.js";
import { copyRunFiles } from "../files/run-folder-copy.js";
import { sha256Of } from "../flow/offer-bundle.js";
import { surroundingsOf } from "../flow/surroundings.js";
import { Refusal } from "../refusal.js";
import { toned } from "../terminal/tone.js";
import { showPlan } from "../views/plan-view.js";
import type { World } from "../world.js";
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
  const bundle = await earlierBundle(made, world, options.bundle);
  const folder = await makeRunFolder(out);
  if (await folder.has("plan")) throw taken(folder);
  await copyRunFiles(from, folder, ["inventory", "evidence", "assessment"]);
  if (bundle) await folder.writeBytes("bundle", bundle);
  const written = await folder.writeJson("plan", made);
  if (desk.json) desk.out.json({ file: written, ...made });
  else {
    showPlan(made, desk.out);
    for (const device of poolsThatStay(plan, made)) {
      desk.out.line(
        toned("notable", "stays"),
        `  ${device}: its trust pool; certificates downloaded earlier cannot be restored`,
      );
    }
    desk.out.line("");
    desk.out.line(`plan  ${written}`);
    if (made.waves.length > 0) desk.out.line(`next  reroot approve ${written} --by "YOUR NAME"`);
  }
  return made.heldBack.length > 0 ? EXIT.toActOn : EXIT.fine;
}

/** Devices of which settings are taken back and the trust pool is not. */
function poolsThatStay(plan: Plan, { waves }: Plan): readonly string[] {
  const undone = new Set(waves.flatMap(({ devices }) => devices.map(({ device }) => device)));
  return plan.waves
    .flatMap(({ devices }) => devices)
    .filter(({ device, undo }) => undone.has(device) && "cannotRestore" in undo && undo.cannotRestore)
    .map(({ device }) => device);
}

/** The file that the undo imports again, where it does. @throws {Refusal} when it was not given. */
async function earlierBundle(
  { bundle }: Plan,
  { directory }: World,
  given?: string,
): Promise<Uint8Array | undefined> {
  if (!bundle) return undefined;
  const bytes = given === undefined ? undefined : await readBytes(directory, given);
  if (bytes && sha256Of(bytes) === bundle.sha256) return bytes;
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
