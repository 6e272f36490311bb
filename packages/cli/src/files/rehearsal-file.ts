/** The rehearsal of a plan as it lies in the folder of its run: `rehearsal.json`, read whole or refused. */
import { type Rehearsal, readRehearsal } from "@reroot/core";
import { Refusal } from "../refusal.js";
import { rehearsalFailureInWords } from "../words/rehearsal.js";
import { asSentence } from "../words/words.js";
import { readJson } from "./plan-file.js";
import type { RunFolder } from "./run-folder.js";

/** Undefined where the plan was never rehearsed. @throws {Refusal} for a file that is no rehearsal, or was changed. */
export async function rehearsalIn(folder: RunFolder): Promise<Rehearsal | undefined> {
  if (!(await folder.has("rehearsal"))) return undefined;
  const place = folder.fileOf("rehearsal");
  const read = readRehearsal(await readJson(place, "This file is not a rehearsal.", AGAIN));
  if (read.ok) return read.value;
  const { sentence, advice } = rehearsalFailureInWords(read.failure);
  throw new Refusal({ sentence: asSentence(sentence), place, ...(advice && { advice }) });
}

const AGAIN = "Rehearse the plan again: `reroot rehearse --plan PLAN`.";
