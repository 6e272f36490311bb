/** The end of a run: the proof and the report, written beside what they were made from. */
import { type FieldNotice, type Proof, sealPage } from "@reroot/core";
import type { SignStatement } from "@reroot/pki";
import { RUN_FILES, type RunFolder } from "../files/run-folder.js";
import { proofPage } from "../report/proof-page.js";

export interface RunEnd {
  readonly proof: Proof;
  readonly notice: FieldNotice;
  readonly folder: RunFolder;
  /** The key that signed the proof. */
  readonly sign: SignStatement;
}

export interface RunFiles {
  readonly proof: string;
  readonly report: string;
}

export async function finishRun({ proof, notice, folder, sign }: RunEnd): Promise<RunFiles> {
  const page = proofPage({ proof, notice, proofFile: RUN_FILES.proof });
  return {
    proof: await folder.writeJson("proof", proof),
    report: await folder.writeText("report", sealPage(page, proof, sign)),
  };
}
