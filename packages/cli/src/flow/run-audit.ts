/** One audit: evidence gathered, assessed, and both written to the folder of the run. */
import {
  type Assessment,
  assess,
  type Evidence,
  type FieldNotice,
  type FleetReader,
  gather,
  type Inventory,
} from "@reroot/core";
import type { RunFolder } from "../files/run-folder.js";
import type { TranscriptFile } from "../files/transcript-file.js";
import { keepFindings } from "./keep-findings.js";

export interface AuditRequest {
  readonly notice: FieldNotice;
  readonly inventory: Inventory;
  readonly reader: FleetReader;
  /** The moment that the verdicts are about; absent, the end of gathering. */
  readonly at?: Date;
  readonly folder: RunFolder;
  readonly transcripts: TranscriptFile;
}

export interface Audit {
  readonly evidence: Evidence;
  readonly assessment: Assessment;
}

export async function runAudit({
  notice,
  inventory,
  reader,
  at,
  folder,
  transcripts,
}: AuditRequest): Promise<Audit> {
  const evidence = await gather(notice, inventory, reader);
  await transcripts.settled();
  const assessment = assess(notice, evidence, at ?? new Date(evidence.gatheredAt));
  await keepFindings(folder, "before", evidence, assessment);
  return { evidence, assessment };
}
