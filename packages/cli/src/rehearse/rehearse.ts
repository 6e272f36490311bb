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
  type RecheckBundle,
  remediate,
  signProof,
  type World,
} from "@reroot/core";
import type { Lab } from "@reroot/rehearsal";
import { openJournal } from "../files/journal-file.js";
import type { RunFolder } from "../files/run-folder.js";
import { type TranscriptFile, transcriptFile } from "../files/transcript-file.js";
import { type DevicePorts, devicePorts, routesByPassword } from "../flow/device-ports.js";
import { fetchFile } from "../flow/fetch-file.js";
import { finishRun, type RunFiles } from "../flow/finish-run.js";
import { keepFindings } from "../flow/keep-findings.js";
import { FetchedBundles, keptBundle } from "../flow/kept-bundle.js";
import { endpointObserver } from "../flow/observe-endpoints.js";
import { offerBundle, recheckBundle } from "../flow/offer-bundle.js";
import { runOnEngine } from "../flow/on-the-engine.js";
import { withPassingDatabase } from "../flow/passing-database.js";
import { passingKey } from "../flow/signing-key.js";
import { watchedReader } from "../flow/watched-reader.js";

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
  const proof = signProof(
    await remediate(notice, inventory, policy, worldInLab(request, ports)),
    passingKey(),
  );
  watch.proven(proof);
  await transcripts.settled();
  return { proof, files: await finishRun({ proof, notice, folder }) };
}

function portsInLab({ lab, notice, inventory }: RehearsalRequest, { deliver }: TranscriptFile): DevicePorts {
  const now = () => lab.clock.now();
  const cloudHosts = notice.endpoints.map(({ host }) => host);
  const observeEndpoints = endpointObserver(now, (host) => cloudAddress(lab, host));
  return devicePorts({
    inventory,
    routeTo: routesByPassword(lab),
    now,
    deliver,
    cloudHosts,
    observeEndpoints,
  });
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
    rollOut: (approved) => rollOutInLab(request, approved, ports),
  };
}

/** On the engine, as in production; its record is thrown away with the lab, and the journal stays in the run's folder. */
async function rollOutInLab(
  { lab, folder, watch }: RehearsalRequest,
  approved: ApprovedPlan,
  ports: DevicePorts,
): Promise<readonly JournalEntry[]> {
  const journal = await openJournal(folder);
  const bundle = await keptBundle(approved.plan, folder);
  const hands = ports.hands(approved, { ...(bundle && { bundle }) });
  const worldFor = () => ({ hands, recheckBundle: recheck });
  const recheck: RecheckBundle = (url) => recheckBundle(url, () => fetchFile(lab.bundle.loopbackUrl));
  await withPassingDatabase((database) =>
    runOnEngine({
      database,
      submission: { approved, context: {}, scope: "own", earlier: [] },
      hands: {
        worldFor,
        time: { kind: "leaping", now: () => lab.clock.now(), leapTo: (moment) => lab.advanceTo(moment) },
      },
      after: 0,
      stopped: new Promise(() => {}),
      told: {
        begun: () => {},
        journalled: async (entries) => {
          await journal.append(entries);
          for (const entry of entries) watch.journalled(entry);
        },
        databaseLost: () => {},
        databaseBack: () => {},
      },
    }),
  );
  return journal.entries;
}

function cloudAddress({ cloud }: Lab, host: string) {
  const endpoint = cloud.endpoints.find((one) => one.host === host);
  if (!endpoint) throw new Error(`the lab has no ${host}`);
  return { host: endpoint.address, port: endpoint.port };
}
