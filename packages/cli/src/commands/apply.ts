/**
 * `reroot apply PLAN`: carries an approved plan out, wave by wave, then reads and judges the devices
 * again and writes the proof. Given again after an interruption, it goes on from the journal.
 */
import path from "node:path";
import {
  type ApprovedPlan,
  type Assessment,
  assess,
  checkApproval,
  digestOf,
  type FieldNotice,
  gather,
  type Inventory,
  isJournalOf,
  type JournalEntry,
  prove,
  signProof,
} from "@reroot/core";
import type { Submission } from "@reroot/engine";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { inventoryOfRun } from "../files/inventory-file.js";
import { openJournal } from "../files/journal-file.js";
import { holdingJournal } from "../files/journal-lock.js";
import { readApproval, readJson, readPlan } from "../files/plan-file.js";
import { openRunFolder, type RunFolder } from "../files/run-folder.js";
import { transcriptFile } from "../files/transcript-file.js";
import { type DevicePorts, devicePorts, type Means } from "../flow/device-ports.js";
import { fetchFile } from "../flow/fetch-file.js";
import { finishRun } from "../flow/finish-run.js";
import { judgeDevices } from "../flow/judge-devices.js";
import { keepFindings } from "../flow/keep-findings.js";
import { keptBundle } from "../flow/kept-bundle.js";
import { endpointObserver } from "../flow/observe-endpoints.js";
import { recheckBundle } from "../flow/offer-bundle.js";
import { type EngineRun, runOnEngine } from "../flow/on-the-engine.js";
import { refuseMovedDevices } from "../flow/refuse-moved-devices.js";
import { registrationToken } from "../flow/registration-token.js";
import { type RehearsalAsked, requiredRehearsal } from "../flow/required-rehearsal.js";
import { noticeOfRun } from "../flow/run-notice.js";
import { installationKey } from "../flow/signing-key.js";
import { type Surroundings, surroundingsOf } from "../flow/surroundings.js";
import { openTheDatabase, type StateOptions, withStateOption } from "../flow/the-database.js";
import { Refusal } from "../refusal.js";
import { deviceStories, isCarriedOut } from "../report/device-story.js";
import { journalEventInWords } from "../report/journal-words.js";
import { toned } from "../terminal/tone.js";
import { showStories } from "../views/stories-view.js";
import { approvalFailureInWords } from "../words/approval-failure.js";
import { asSentence } from "../words/words.js";
import type { Run } from "./command.js";
import { type LoginOptions, loginFrom, registrationTokenOption, withLoginOptions } from "./login-options.js";
import type { WorkerContext } from "./worker.js";

interface Options extends LoginOptions, StateOptions, RehearsalAsked {
  readonly labNotice?: string;
  readonly registrationTokenFd?: number;
  readonly workers?: true;
}

export function applyCommand(run: Run): Command {
  const command = new Command("apply")
    .description("carry out an approved plan, verify it, and write the proof")
    .argument("<plan>", "an approved plan.json, or the folder of its run")
    .option("--lab-notice <file>", "the notice of a lab, where the audit was of one")
    .addOption(registrationTokenOption())
    .option(
      "--require-rehearsal",
      "hold each device that answers otherwise than its like did when the plan was rehearsed",
    )
    .option("--workers", "leave the devices to the workers of their sites (`reroot worker`), and watch");
  return withLoginOptions(withStateOption(command)).action(run(apply));
}

async function apply(desk: Desk, given: string, options: Options): Promise<ExitCode> {
  const { world } = desk;
  const { plan, file } = await readPlan(world.directory, given);
  const folder = await openRunFolder(path.dirname(file));
  const approved = await approvedPlan(folder, plan, file);
  const notice = await noticeOfRun(world, plan.notice, options.labNotice);
  const inventory = await inventoryOfRun(folder);
  refuseMovedDevices(plan, inventory, folder);
  const before = await assessmentOf(folder, approved);
  const login = await loginFrom(options, inventory.devices, world);
  const transcripts = transcriptFile(folder);
  const surroundings = await surroundingsOf(world, options.labNotice);
  const { now, elsewhere } = surroundings;
  const ports = devicePorts({
    ...login,
    inventory,
    now,
    deliver: transcripts.deliver,
    cloudHosts: notice.endpoints.map(({ host }) => host),
    observeEndpoints: endpointObserver(now, elsewhere),
  });
  const bundle = await keptBundle(approved.plan, folder);
  // Workers have secrets of their own: none goes into the record.
  const token = options.workers
    ? undefined
    : await registrationToken(approved, world, options.registrationTokenFd);
  const means = { ...(bundle && { bundle }), ...(token !== undefined && { registrationToken: token }) };
  const carrying = { approved, notice, ports, folder, inventory, surroundings, options, means };
  const journal = await holdingJournal(folder, () => carryOut(desk, carrying));
  await transcripts.settled();
  if (journal === "stopped") return tellStopped(desk, given, options);
  desk.progress.show("Reading the devices again ...");
  const evidenceAfter = await gather(notice, inventory, ports.reader);
  await transcripts.settled();
  const after = assess(notice, evidenceAfter, now());
  await keepFindings(folder, "after", evidenceAfter, after);
  const sign = await installationKey(world, options);
  const proof = signProof(prove(before, approved, journal, after), sign);
  const files = await finishRun({ proof, notice, folder, sign });
  desk.progress.clear();
  const stories = deviceStories(proof);
  if (desk.json) desk.out.json({ ...files, devices: proof.devices });
  else {
    desk.out.line("");
    showStories(stories, desk.out);
    desk.out.line("");
    desk.out.line(`proof   ${files.proof}`);
    desk.out.line(`report  ${files.report}`);
  }
  return isCarriedOut(proof) ? EXIT.fine : EXIT.toActOn;
}

async function approvedPlan(
  folder: RunFolder,
  plan: ApprovedPlan["plan"],
  file: string,
): Promise<ApprovedPlan> {
  const checked = checkApproval({ plan, approval: await readApproval(folder.path) });
  if (checked.ok) return checked.value;
  const { sentence, advice } = approvalFailureInWords(checked.failure);
  throw new Refusal({ sentence: asSentence(sentence), place: file, ...(advice && { advice }) });
}

async function assessmentOf(folder: RunFolder, { plan }: ApprovedPlan): Promise<Assessment> {
  const before = await readJson<Assessment>(
    folder.fileOf("assessment"),
    "This file is not an assessment.",
    "Audit again.",
  );
  if (digestOf(before) === plan.assessmentDigest) return before;
  throw new Refusal({
    sentence: "The plan rests on another assessment than the one in its folder.",
    place: folder.fileOf("assessment"),
    advice: "Plan again from this audit.",
  });
}

interface Carrying {
  readonly approved: ApprovedPlan;
  readonly notice: FieldNotice;
  readonly ports: DevicePorts;
  readonly folder: RunFolder;
  readonly inventory: Inventory;
  readonly surroundings: Surroundings;
  readonly options: Options;
  readonly means: Means;
}

/** The journal in the run's folder is a copy of the record, written as it grows; what it knows more is taken in. */
async function carryOut(desk: Desk, carrying: Carrying): Promise<readonly JournalEntry[] | "stopped"> {
  const { approved, folder, options } = carrying;
  const journal = await openJournal(folder);
  refuseForeign(approved, journal.entries, folder);
  if (journal.entries.length > 0 && !desk.json) {
    desk.out.line(toned("notable", "continuing"), `  from journal entry ${journal.entries.length}`);
  }
  const now = carrying.surroundings.now();
  const rehearsal = await requiredRehearsal(approved, options, folder, journal.entries, now);
  const database = await openTheDatabase(desk.world, options);
  try {
    const end = await runOnEngine({
      database,
      submission: { ...submissionOf(carrying, journal.entries), ...(rehearsal && { rehearsal }) },
      ...(!options.workers && { hands: handsOf(carrying) }),
      after: journal.entries.length,
      stopped: desk.world.untilStopped(),
      told: {
        begun: (rollout) => tellBegun(rollout, desk, options),
        journalled: async (entries) => {
          await journal.append(entries);
          for (const entry of entries) showEntry(entry, desk);
        },
        databaseLost: () =>
          desk.err.line("The database does not answer; nothing more is sent until it does."),
        databaseBack: () => desk.err.line("The database answers again."),
      },
    });
    return end === "ended" ? journal.entries : end;
  } finally {
    await database.close();
  }
}

function submissionOf(
  { approved, inventory, options, means }: Carrying,
  earlier: readonly JournalEntry[],
): Submission {
  const bundle = means.bundle && Buffer.from(means.bundle).toString("base64");
  const context: WorkerContext = { inventory, ...(bundle && { bundle }) };
  return { approved, context, scope: options.workers ? "sites" : "own", earlier };
}

function handsOf({
  ports,
  surroundings,
  means,
  notice,
  inventory,
}: Carrying): NonNullable<EngineRun["hands"]> {
  const { time, urlFromHere } = surroundings;
  return {
    time,
    worldFor: (approved) => ({
      hands: ports.hands(approved, means),
      recheckBundle: (url) => recheckBundle(url, (from) => fetchFile(urlFromHere(from))),
      assessDevices: judgeDevices({ notice, inventory, reader: ports.reader }),
    }),
  };
}

function refuseForeign({ plan }: ApprovedPlan, entries: readonly JournalEntry[], folder: RunFolder): void {
  if (isJournalOf(plan, entries)) return;
  throw new Refusal({
    sentence: "This journal is another plan's.",
    place: folder.fileOf("journal"),
    advice: "Nothing was sent. Put the plan's own journal back, or audit again and plan from there.",
  });
}

function tellBegun(rollout: string, { out, json }: Desk, { workers }: Options): void {
  if (json) return;
  const by = workers ? "left to the workers of its sites" : "carried out from here";
  out.line(toned("strong", "rollout"), `  ${rollout}, ${by}`);
}

/** Ctrl-C: what touched a device was finished, and all of it is in the record. */
function tellStopped({ err, json, out }: Desk, given: string, { workers }: Options): ExitCode {
  if (json) out.json({ stopped: true });
  err.line(
    workers
      ? "Watching ended; the workers go on. The same command shows how it goes on; `reroot pause` holds it."
      : "Stopped; no command is under way. The same command goes on from here:",
  );
  if (!workers) err.line(`  reroot apply ${given}`);
  return EXIT.interrupted;
}

/** Every entry that changes something is worth a line; readings are only progress. */
function showEntry(entry: JournalEntry, { out, progress, json }: Desk): void {
  if (json) return;
  const { device, text } = journalEventInWords(entry);
  const line = `${device ? `${device}: ` : ""}${text}`;
  if (entry.event === "observed") {
    progress.show(line);
    return;
  }
  progress.clear();
  out.line(toned("faint", entry.at.slice(11, 19)), `  ${line}`);
}
