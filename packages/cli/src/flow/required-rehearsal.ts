/** The rehearsal that a rollout has to go by: where it was asked for, where the plan's policy wants it, or once it was begun so. */
import { type ApprovedPlan, checkRehearsal, type JournalEntry, type Rehearsal } from "@reroot/core";
import { rehearsalIn } from "../files/rehearsal-file.js";
import type { RunFolder } from "../files/run-folder.js";
import { Refusal } from "../refusal.js";
import { rehearsalFailureInWords } from "../words/rehearsal.js";
import { asSentence } from "../words/words.js";

export interface RehearsalAsked {
  readonly requireRehearsal?: true;
}

/** Undefined where none is required. @throws {Refusal} where there is none to go by: nothing was sent. */
export async function requiredRehearsal(
  { plan, approval }: ApprovedPlan,
  { requireRehearsal }: RehearsalAsked,
  folder: RunFolder,
  journal: readonly JournalEntry[],
  now: Date,
): Promise<Rehearsal | undefined> {
  const begunWith = journal.findLast((entry) => entry.event === "rehearsal-required")?.rehearsal;
  const isRequired = requireRehearsal || plan.rehearsal?.need === "required" || begunWith !== undefined;
  if (!isRequired) return undefined;
  const place = folder.fileOf("rehearsal");
  const rehearsal = await rehearsalIn(folder);
  if (!rehearsal) {
    throw new Refusal({
      sentence: "A rehearsal of this plan is required, and there is none.",
      place,
      advice: "Nothing was sent. Make one: reroot rehearse --plan PLAN",
    });
  }
  const failure = checkRehearsal(rehearsal, plan, approval.also ?? [], now);
  // Devices that were begun by it are brought to their end; the others are held once it is too old.
  if (!failure || (failure.code === "rehearsal/too-old" && rehearsal.digest === begunWith)) return rehearsal;
  const { sentence, advice } = rehearsalFailureInWords(failure);
  throw new Refusal({ sentence: asSentence(sentence), place, ...(advice && { advice }) });
}
