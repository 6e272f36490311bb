/** What was found, before or after, into the files of the run. */
import type { Assessment, Evidence, World } from "@reroot/core";
import type { RunFile, RunFolder } from "../files/run-folder.js";

type When = Parameters<World["keep"]>[0];

const FILES: Record<When, readonly [evidence: RunFile, assessment: RunFile]> = {
  before: ["evidence", "assessment"],
  after: ["evidenceAfter", "assessmentAfter"],
};

export async function keepFindings(
  folder: RunFolder,
  when: When,
  evidence: Evidence,
  assessment: Assessment,
): Promise<void> {
  const [evidenceFile, assessmentFile] = FILES[when];
  await folder.writeJson(evidenceFile, evidence);
  await folder.writeJson(assessmentFile, assessment);
}
