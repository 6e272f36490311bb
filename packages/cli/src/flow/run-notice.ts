/** The notice that a run was made with: the very same data, or none. */
import { type FieldNotice, type NoticeReference, referenceTo } from "@reroot/core";
import { labNoticeFrom, noticeById } from "../files/notices.js";
import { Refusal } from "../refusal.js";
import type { World } from "../world.js";

/** @throws {Refusal} when the notice has changed since, or is a lab's and was not given as one. */
export async function noticeOfRun(
  world: World,
  reference: NoticeReference,
  labNotice?: string,
): Promise<FieldNotice> {
  if (reference.lab && labNotice === undefined) {
    throw new Refusal({
      sentence: "This run was made with the notice of a lab, which no production command accepts.",
      advice: "If you mean the lab, give its notice: --lab-notice FILE",
    });
  }
  const notice =
    labNotice === undefined ? await noticeById(world, reference.id) : await labNoticeFrom(world, labNotice);
  if (referenceTo(notice).digest === reference.digest) return notice;
  throw new Refusal({
    sentence: `The notice ${reference.id} is not the one that this run was made with.`,
    advice: "Audit again: verdicts rest on the notice.",
  });
}
