/** An earlier audit as it lies in its folder: evidence and assessment that belong together. */
import path from "node:path";
import { ASSESSMENT_FORMAT, type Assessment, digestOf, EVIDENCE_FORMAT, type Evidence } from "@reroot/core";
import { Refusal } from "../refusal.js";
import { MOST_OF_A_RUN, readText } from "./read-file.js";
import { openRunFolder, RUN_FILES, type RunFolder } from "./run-folder.js";

export interface EarlierRun {
  readonly folder: RunFolder;
  readonly evidence: Evidence;
  readonly assessment: Assessment;
}

/** @throws {Refusal} when the folder is not an audit's, or its files do not belong together. */
export async function earlierRun(directory: string, given: string): Promise<EarlierRun> {
  const folder = await openRunFolder(path.resolve(directory, given));
  const evidence = await readPart<Evidence>(folder, "evidence", EVIDENCE_FORMAT, given);
  const assessment = await readPart<Assessment>(folder, "assessment", ASSESSMENT_FORMAT, given);
  if (digestOf(evidence) === assessment.evidenceDigest) return { folder, evidence, assessment };
  throw new Refusal({
    sentence: "Evidence and assessment do not belong together: one of the files was changed.",
    place: given,
    advice: "Audit again.",
  });
}

async function readPart<T extends { readonly formatVersion: number }>(
  folder: RunFolder,
  part: "evidence" | "assessment",
  formatVersion: number,
  given: string,
): Promise<T> {
  if (!(await folder.has(part))) throw notAnAudit(`The folder holds no ${RUN_FILES[part]}.`, given);
  const text = await readText("/", folder.fileOf(part), MOST_OF_A_RUN);
  const value = parsed(text);
  if (value?.formatVersion === formatVersion) return value as T;
  throw notAnAudit(`${RUN_FILES[part]} is not what this Reroot reads.`, given);
}

function parsed(text: string): { readonly formatVersion?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

export function notAnAudit(sentence: string, place: string): Refusal {
  return new Refusal({
    sentence,
    place,
    advice: "Give the folder of an audit; one for several notices has a folder for each.",
  });
}
