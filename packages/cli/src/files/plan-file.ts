/** Opens a plan and its approval as they lie in the folder of a run. */
import path from "node:path";
import { type Approval, PLAN_FORMAT, type Plan } from "@reroot/core";
import { Refusal } from "../refusal.js";
import { isFolder, MOST_OF_A_RUN, readText } from "./read-file.js";
import { RUN_FILES } from "./run-folder.js";

/** `given` is the plan's file, or the folder of its run. */
export async function readPlan(directory: string, given: string): Promise<{ plan: Plan; file: string }> {
  const full = path.resolve(directory, given);
  const file = (await isFolder(full)) ? path.join(full, RUN_FILES.plan) : full;
  const plan = await readJson<Plan>(file, "This file is not a plan.", "Make one with `reroot plan`.");
  if (plan.formatVersion === PLAN_FORMAT && Array.isArray(plan.waves)) return { plan, file };
  throw new Refusal({
    sentence: "This file is not a plan that this Reroot reads.",
    place: file,
    advice: "Make one with `reroot plan`.",
  });
}

export async function readApproval(folder: string): Promise<Approval> {
  const file = path.join(folder, RUN_FILES.approval);
  return readJson<Approval>(
    file,
    "This file is not an approval.",
    'Approve the plan: reroot approve PLAN --by "NAME"',
  );
}

/** @throws {Refusal} when the file cannot be read or is not a JSON object. */
export async function readJson<T extends object>(file: string, sentence: string, advice: string): Promise<T> {
  const text = await readText("/", file, MOST_OF_A_RUN).catch((error: unknown) => {
    if (error instanceof Refusal) throw new Refusal({ sentence: error.message, place: file, advice });
    throw error;
  });
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as T;
  } catch {
    // Falls through to the refusal: text that is no JSON and JSON that is no object are the same to the user.
  }
  throw new Refusal({ sentence, place: file, advice });
}
