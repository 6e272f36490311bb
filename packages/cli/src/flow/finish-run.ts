/** The end of a run: the proof and the report, written beside what they were made from. */
import type { FieldNotice, Proof } from "@reroot/core";
import { RUN_FILES, type RunFolder } from "../files/run-folder.js";
import { proofPage } from "../report/proof-page.js";

export interface RunEnd {
  readonly proof: Proof;
  readonly notice: FieldNotice;
  readonly folder: RunFolder;
}

export interface RunFiles {
  readonly proof: string;
  readonly report: string;
}

export async function finishRun({ proof, notice, folder }: RunEnd): Promise<RunFiles> {
  return {
    proof: await folder.writeJson("proof", proof),
    report: await folder.writeText("report", proofPage({ proof, notice, proofFile: RUN_FILES.proof })),
  };
}
