/**
 * Which rollouts still need a mirror: those whose plan names one of its addresses, and whose journal has not come
 * to its end. A plan that was approved and not begun counts as well.
 */
import path from "node:path";
import { readText } from "../files/read-file.js";
import { RUN_FILES } from "../files/run-folder.js";
import type { World } from "../world.js";

/** The folders, as given, of the runs that need it. */
export async function runsThatNeed(
  urls: readonly string[],
  runs: readonly string[],
  { directory }: World,
): Promise<readonly string[]> {
  const needed: string[] = [];
  for (const run of runs) {
    const textOf = (file: string) => readText(directory, path.join(run, file)).catch(() => "");
    const plan = await textOf(RUN_FILES.plan);
    if (!urls.some((url) => plan.includes(JSON.stringify(url).slice(1, -1)))) continue;
    const isApproved = (await textOf(RUN_FILES.approval)) !== "";
    if (isApproved && !hasEnded(await textOf(RUN_FILES.journal))) needed.push(run);
  }
  return needed;
}

function hasEnded(journal: string): boolean {
  return /"event":"ended"/.test(journal.trimEnd().split("\n").at(-1) ?? "");
}
