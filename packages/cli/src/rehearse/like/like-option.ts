/** `--like`: the folder of an audit, or an inventory, and the lab that resembles it. */

import { access } from "node:fs/promises";
import path from "node:path";
import { Option } from "commander";
import { earlierRun } from "../../files/earlier-run.js";
import { givenInventory } from "../../files/inventory-file.js";
import { noticeById } from "../../files/notices.js";
import { RUN_FILES } from "../../files/run-folder.js";
import { poolCatalogue } from "../../flow/pool-catalogue.js";
import { Refusal } from "../../refusal.js";
import type { World } from "../../world.js";
import { type LikeLab, labLikeEvidence } from "./lab-like-evidence.js";
import { labLikeInventory } from "./lab-like-inventory.js";

const MOST_ROUTERS = 10_000;

export function likeOption(): Option {
  return new Option(
    "--like <dir>",
    "routers that resemble audited ones: the folder of an audit, or an inventory for the names",
  ).conflicts(["devices", "mix"]);
}

/** @throws {Refusal} for what is neither, or makes no lab. */
export async function labLike(given: string, notice: string, seed: number, world: World): Promise<LikeLab> {
  const like = (await isRun(given, world))
    ? await likeRun(given, seed, world)
    : await likeInventory(given, notice, seed, world);
  const { length } = like.options.routers;
  if (length > 0 && length <= MOST_ROUTERS) return like;
  throw new Refusal({
    sentence:
      length === 0
        ? "No router of it can be imitated: the lab has IOS XR only."
        : `A lab has at most ${MOST_ROUTERS} routers, and these are ${length}.`,
    place: given,
    advice: "Give the audit of fewer routers, or an inventory of those that you mean.",
  });
}

async function isRun(given: string, { directory }: World): Promise<boolean> {
  const file = path.resolve(directory, given, RUN_FILES.evidence);
  return access(file).then(
    () => true,
    () => false,
  );
}

async function likeRun(given: string, seed: number, world: World): Promise<LikeLab> {
  const { evidence, assessment } = await earlierRun(world.directory, given);
  const notice = await noticeById(world, assessment.notice.id);
  const catalogue = await poolCatalogue(world, []);
  return labLikeEvidence({ evidence, assessment, notice, catalogue, seed });
}

async function likeInventory(given: string, notice: string, seed: number, world: World): Promise<LikeLab> {
  const { inventory } = await givenInventory([], { inventory: given }, world);
  try {
    return labLikeInventory(inventory, await noticeById(world, notice), seed);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Refusal({ sentence: `No lab can be like this: ${error.message}.`, place: given });
  }
}
