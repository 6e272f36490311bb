/** Field notices from the repository's `notices/`, and a lab's notice from a file; certificates attached. */
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import {
  attachCertificates,
  type FieldNotice,
  type NoticeFailure,
  overlayNotice,
  parseNotice,
  parseOverlay,
} from "@reroot/core";
import { Refusal } from "../refusal.js";
import { joined } from "../words/count.js";
import { attachFailureInWords, noticeFailureInWords } from "../words/notice-failure.js";
import { FROM_LAB_UP, overlayFailureInWords } from "../words/overlay-failure.js";
import { asSentence, type Words } from "../words/words.js";
import type { World } from "../world.js";
import { readText } from "./read-file.js";

/** Ids of all notices that Reroot knows, in order. */
export async function noticeIds({ noticesFolder }: World): Promise<readonly string[]> {
  const entries = await readdir(noticesFolder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** @throws {Refusal} when there is no such notice, or its data is wrong. */
export async function noticeById(world: World, given: string): Promise<FieldNotice> {
  const id = given.toLowerCase();
  const known = await noticeIds(world);
  if (known.includes(id)) return noticeIn(path.join(world.noticesFolder, id));
  throw new Refusal({
    sentence: `There is no notice "${given}".`,
    place: "--notice",
    advice: `Known are: ${joined(known)}. To read another: reroot notice import FILE`,
  });
}

/**
 * The notice of a lab: the real one with the lab's stand-ins in place of its roots. Nothing else than
 * `--lab-notice` comes here, so nothing else accepts a lab's roots.
 *
 * @throws {Refusal} when the file is not such a notice.
 */
export async function labNoticeFrom(world: World, file: string): Promise<FieldNotice> {
  const overlay = parseOverlay(await readText(world.directory, file), file);
  if (!overlay.ok) throw refusalOf(notALabNotice(overlay.failure), file);
  const notice = overlayNotice(await noticeById(world, overlay.value.baseNotice), overlay.value);
  if (!notice.ok) throw refusalOf(overlayFailureInWords(notice.failure), file);
  return notice.value;
}

async function noticeIn(folder: string): Promise<FieldNotice> {
  const file = path.join(folder, "notice.yaml");
  const parsed = parseNotice(await readText(folder, file), file);
  if (!parsed.ok) throw refusalOf(noticeFailureInWords(parsed.failure), file);
  const attached = attachCertificates(parsed.value, (name) => textIfThere(path.join(folder, name)));
  if (!attached.ok) throw refusalOf(attachFailureInWords(attached.failure), file);
  return attached.value;
}

function notALabNotice(failure: NoticeFailure): Words {
  const { sentence } = noticeFailureInWords(failure);
  return { sentence: `it is not the notice of a lab: ${sentence}`, advice: FROM_LAB_UP };
}

function textIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function refusalOf({ sentence, advice }: Words, place: string): Refusal {
  return new Refusal({ sentence: asSentence(sentence), place, ...(advice && { advice }) });
}
