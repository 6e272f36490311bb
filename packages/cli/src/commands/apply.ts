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
  gather,
  isJournalOf,
  type JournalEntry,
  prove,
  rollOut,
} from "@reroot/core";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { inventoryOfRun } from "../files/inventory-file.js";
import { openJournal } from "../files/journal-file.js";
import { holdingJournal } from "../files/journal-lock.js";
import { readApproval, readJson, readPlan } from "../files/plan-file.js";
import { openRunFolder, type RunFolder } from "../files/run-folder.js";
import { transcriptFile } from "../files/transcript-file.js";
import { type DevicePorts, devicePorts } from "../flow/device-ports.js";
import { fetchFile } from "../flow/fetch-file.js";
import { finishRun } from "../flow/finish-run.js";
import { keepFindings } from "../flow/keep-findings.js";
import { endpointObserver } from "../flow/observe-endpoints.js";
import { recheckBundle } from "../flow/offer-bundle.js";
import { noticeOfRun } from "../flow/run-notice.js";
import { type Surroundings, surroundingsOf } from "../flow/surroundings.js";
import { Refusal } from "../refusal.js";
import { deviceStories, isCarriedOut } from "../report/device-story.js";
import { journalEventInWords } from "../report/journal-words.js";
import { toned } from "../terminal/tone.js";
import { showStories } from "../views/stories-view.js";
import { approvalFailureInWords } from "../words/approval-failure.js";
import { asSentence } from "../words/words.js";
import type { Run } from "./command.js";
import { type LoginOptions, loginFrom, withLoginOptions } from "./login-options.js";

interface Options extends LoginOptions {
  readonly labNotice?: string;
}

export function applyCommand(run: Run): Command {
  const command = new Command("apply")
    .description("carry out an approved plan, verify it, and write the proof")
    .argument("<plan>", "an approved plan.json, or the folder of its run")
    .option("--lab-notice <file>", "the notice of a lab, where the audit was of one");
  return withLoginOptions(command).action(run(apply));
}

async function apply(desk: Desk, given: string, options: Options): Promise<ExitCode> {
  const { world } = desk;
  const { plan, file } = await readPlan(world.directory, given);
  const folder = await openRunFolder(path.dirname(file));
  const approved = await approvedPlan(folder, plan, file);
  const notice = await noticeOfRun(world, plan.notice, options.labNotice);
  const inventory = await inventoryOfRun(folder);
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
  const journal = await holdingJournal(folder, () => carryOut(approved, ports, folder, surroundings, desk));
  desk.progress.show("Reading the devices again ...");
  const evidenceAfter = await gather(notice, inventory, ports.reader);
  await transcripts.settled();
  const after = assess(notice, evidenceAfter, now());
  await keepFindings(folder, "after", evidenceAfter, after);
  const proof = prove(before, approved, journal, after);
  const files = await finishRun({ proof, notice, folder });
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

async function carryOut(
  approved: ApprovedPlan,
  ports: DevicePorts,
  folder: RunFolder,
  { now, urlFromHere }: Surroundings,
  desk: Desk,
) {
  const show = (entry: JournalEntry) => showEntry(entry, desk);
  const journal = await openJournal(folder, { planDigest: approved.plan.digest, now, watch: show });
  if (!isJournalOf(approved.plan, journal.earlier)) {
    throw new Refusal({
      sentence: "This journal is another plan's.",
      place: folder.fileOf("journal"),
      advice: "Nothing was sent. Put the plan's own journal back, or audit again and plan from there.",
    });
  }
  if (journal.earlier.length > 0 && !desk.json) {
    desk.out.line(toned("notable", "continuing"), `  from journal entry ${journal.earlier.length}`);
  }
  return rollOut(approved, {
    hands: ports.hands(approved),
    journal,
    time: { now, waitUntil: (moment) => waitUntil(moment, now()) },
    recheckBundle: (url) => recheckBundle(url, (from) => fetchFile(urlFromHere(from))),
  });
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

function waitUntil(moment: Date, now: Date): Promise<void> {
  const milliseconds = Math.min(Math.max(0, moment.getTime() - now.getTime()), LONGEST_TIMER);
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** `setTimeout` fires at once beyond this; the rollout asks again when it is woken early. */
const LONGEST_TIMER = 2 ** 31 - 1;
