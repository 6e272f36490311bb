/**
 * One audit: evidence gathered once, brought together with what an earlier run knew, assessed for each
 * notice, and written to a folder a notice.
 */
import {
  type Assessment,
  assess,
  type Evidence,
  type FieldNotice,
  type FleetReader,
  gather,
  type Inventory,
  mergeEvidence,
} from "@reroot/core";
import type { RunFolder } from "../files/run-folder.js";
import { copyRunFiles } from "../files/run-folder-copy.js";
import type { TranscriptFile } from "../files/transcript-file.js";
import { keepFindings } from "./keep-findings.js";

export interface AuditRequest {
  readonly notices: readonly [FieldNotice, ...FieldNotice[]];
  /** One a notice, in the same order. */
  readonly folders: readonly [RunFolder, ...RunFolder[]];
  readonly inventory: Inventory;
  readonly reader: FleetReader;
  /** The moment that the verdicts are about; absent, the end of gathering. */
  readonly at?: Date;
  /** What an earlier run knew of these and other devices. */
  readonly earlier?: Evidence;
  /** Writes into the first folder. */
  readonly transcripts: TranscriptFile;
}

export interface Audit {
  readonly evidence: Evidence;
  /** One a notice, in the same order. */
  readonly assessments: readonly Assessment[];
}

export async function runAudit(request: AuditRequest): Promise<Audit> {
  const { notices, folders, inventory, reader, earlier, transcripts } = request;
  const gathered = await gather(withAllEndpoints(notices), inventory, reader);
  const evidence = earlier ? mergeEvidence(earlier, gathered) : gathered;
  await transcripts.settled();
  const at = request.at ?? new Date(evidence.gatheredAt);
  const assessments: Assessment[] = [];
  for (const [index, notice] of notices.entries()) {
    const folder = folders[index] ?? folders[0];
    if (folder !== folders[0]) await copyRunFiles(folders[0], folder, ["inventory", "transcripts"]);
    const assessment = assess(notice, evidence, at);
    await keepFindings(folder, "before", evidence, assessment);
    assessments.push(assessment);
  }
  return { evidence, assessments };
}

/** Where several notices name one endpoint it is looked at once, and recognised by any of their roots. */
function withAllEndpoints([first, ...others]: AuditRequest["notices"]): FieldNotice {
  if (others.length === 0) return first;
  const all = [first, ...others];
  const endpoints = new Map(
    all.flatMap((notice) => notice.endpoints.map((one) => [`${one.host}:${one.port}`, one])),
  );
  return {
    ...first,
    endpoints: [...endpoints.values()],
    retiredRoots: all.flatMap(({ retiredRoots }) => retiredRoots),
    requiredRoots: all.flatMap(({ requiredRoots }) => requiredRoots),
    otherRoots: all.flatMap(({ otherRoots }) => otherRoots),
  };
}
