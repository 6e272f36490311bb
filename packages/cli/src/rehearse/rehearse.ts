/**
 * The whole flow in a fresh lab. The lab provides routers, cloud, bundle and time; everything else is
 * what production does: core's `remediate`, over SSH, with the same ports. Nothing here knows an outcome.
 */
import {
  type ApprovedPlan,
  approve,
  DEFAULT_POLICY,
  type FieldNotice,
  type Finding,
  type Inventory,
  type JournalEntry,
  type Plan,
  type Proof,
  remediate,
  signProof,
  type World,
} from "@reroot/core";
import type { Lab } from "@reroot/rehearsal";
import type { RunFolder } from "../files/run-folder.js";
import { transcriptFile } from "../files/transcript-file.js";
import type { DevicePorts } from "../flow/device-ports.js";
import { fetchFile } from "../flow/fetch-file.js";
import { finishRun, type RunFiles } from "../flow/finish-run.js";
import { keepFindings } from "../flow/keep-findings.js";
import { FetchedBundles, keptBundle } from "../flow/kept-bundle.js";
import { offerBundle } from "../flow/offer-bundle.js";
import { passingKey } from "../flow/signing-key.js";
import { watchedReader } from "../flow/watched-reader.js";
import { portsInLab } from "./lab-ports.js";
import { rollOutInLab } from "./roll-out-in-lab.js";

/** Told at each turn of the flow, for the account; it answers nothing and changes nothing. */
export interface RehearsalWatch {
  read(device: string): void;
  found(findings: readonly Finding[]): void;
  planned(plan: Plan): void;
  journalled(entry: JournalEntry): void;
  proven(proof: Proof): void;
}

export interface RehearsalRequest {
  readonly lab: Lab;
  /** The lab's own notice. */
  readonly notice: FieldNotice;
  readonly inventory: Inventory;
  readonly folder: RunFolder;
  readonly watch: RehearsalWatch;
}

export interface RehearsalResult {
  readonly proof: Proof;
  readonly files: RunFiles;
}

const APPROVER = "rehearsal";

export async function rehearse(request: RehearsalRequest): Promise<RehearsalResult> {
  const { notice, inventory, folder, watch } = request;
  const transcripts = transcriptFile(folder);
  const ports = portsInLab(request, transcripts);
  await folder.writeJson("inventory", inventory);
  const policy = { ...DEFAULT_POLICY, author: APPROVER };
  const sign = passingKey();
  const proof = signProof(await remediate(notice, inventory, policy, worldInLab(request, ports)), sign);
  watch.proven(proof);
  await transcripts.settled();
  return { proof, files: await finishRun({ proof, notice, folder, sign }) };
}

function worldInLab(request: RehearsalRequest, ports: DevicePorts): World {
  const { lab, notice, folder, watch } = request;
  const now = () => lab.clock.now();
  const bundles = new FetchedBundles();
  const fetchInLab = () => fetchFile(lab.bundle.loopbackUrl);
  return {
    reader: watchedReader(ports.reader, (_, { name }) => watch.read(name)),
    now,
    keep: async (when, evidence, assessment) => {
      await keepFindings(folder, when, evidence, assessment);
      if (when === "before") watch.found(assessment.findings);
    },
    offerBundles: async () => [await offerBundle(notice, bundles.remembering(fetchInLab))],
    approve: async (plan) => {
      await bundles.keep(plan, folder);
      await folder.writeJson("plan", plan);
      watch.planned(plan);
      const approved = approve(plan, APPROVER, now());
      if (!approved.ok) throw new Error(`a plan just made cannot be approved: ${approved.failure.code}`);
      await folder.writeJson("approval", approved.value.approval);
      return approved.value;
    },
    rollOut: (approved) => rollOut(request, approved, ports),
  };
}

async function rollOut(
  { lab, folder, watch }: RehearsalRequest,
  approved: ApprovedPlan,
  ports: DevicePorts,
): Promise<readonly JournalEntry[]> {
  const bundle = await keptBundle(approved.plan, folder);
  const hands = ports.hands(approved, { ...(bundle && { bundle }) });
  return rollOutInLab({ lab, approved, folder, hands, journalled: (entry) => watch.journalled(entry) });
}
