/**
 * `reroot audit`: who is affected, why and from when; from the devices themselves, read-only, or from
 * captured outputs. The verdicts are core's; this gathers, shows and writes down.
 */
import path from "node:path";
import type { Assessment, FieldNotice, Inventory } from "@reroot/core";
import { capturedFleetReader } from "@reroot/devices";
import { Command, Option } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { inventoryFromFile, inventoryFromHosts } from "../files/inventory-file.js";
import { labNoticeFrom, noticeById } from "../files/notices.js";
import { isFolder } from "../files/read-file.js";
import { newRunFolder, type RunFolder } from "../files/run-folder.js";
import { transcriptFile } from "../files/transcript-file.js";
import { devicePorts } from "../flow/device-ports.js";
import { endpointObserver } from "../flow/observe-endpoints.js";
import { runAudit } from "../flow/run-audit.js";
import { surroundingsOf } from "../flow/surroundings.js";
import { watchedReader } from "../flow/watched-reader.js";
import { Refusal } from "../refusal.js";
import { toned } from "../terminal/tone.js";
import { showAssessment, verdictCounts } from "../views/assessment-view.js";
import { count } from "../words/count.js";
import { setAsideInWords } from "../words/set-aside.js";
import { DEFAULT_NOTICE, moment, type Run } from "./command.js";
import { type LoginOptions, loginFrom, withLoginOptions } from "./login-options.js";

interface Options extends LoginOptions {
  readonly notice?: string;
  readonly labNotice?: string;
  readonly inventory?: string;
  readonly captures?: string;
  readonly at?: Date;
  readonly out?: string;
}

export function auditCommand(run: Run): Command {
  const command = new Command("audit")
    .description("who is affected, why and from when; read-only")
    .argument("[host...]", "devices by name or address, with :PORT where it is not 22")
    .option("--notice <id>", `the notice to audit for (default: ${DEFAULT_NOTICE})`)
    .option("--inventory <file>", "devices from a file")
    .option("--captures <dir>", "outputs that you already have, instead of devices")
    .addOption(
      new Option("--at <date>", "the date that the verdicts are about (default: now)").argParser(moment),
    )
    .option("--out <dir>", "where the files of the run go")
    .option("--lab-notice <file>", "the notice of a lab, as `reroot lab up` wrote it");
  return withLoginOptions(command).action(run(audit));
}

async function audit(desk: Desk, hosts: readonly string[], options: Options): Promise<ExitCode> {
  checkSources(hosts, options);
  const notice = await noticeFor(options, desk);
  const { assessment, folder } =
    options.captures === undefined
      ? await auditDevices(await inventoryFor(hosts, options, desk), notice, options, desk)
      : await auditCaptures(options.captures, notice, options, desk);
  const counts = verdictCounts(assessment.findings);
  if (desk.json) desk.out.json({ folder: folder.path, summary: counts, ...assessment });
  else showFindings(assessment, folder, desk);
  if (ACTED_ON.some((verdict) => counts[verdict] > 0)) return EXIT.toActOn;
  return counts.undetermined > 0 ? EXIT.undetermined : EXIT.fine;
}

const ACTED_ON = ["failing", "failing-otherwise", "masked", "exposed"] as const;

function checkSources(hosts: readonly string[], { inventory, captures, notice, labNotice }: Options): void {
  const sources = [hosts.length > 0, inventory !== undefined, captures !== undefined].filter(Boolean).length;
  if (sources === 0) {
    throw new Refusal({
      sentence: "Nothing to audit was named.",
      advice: "Give hosts, or --inventory FILE, or --captures DIR.",
    });
  }
  if (sources > 1) {
    throw new Refusal({
      sentence: "Hosts, --inventory and --captures exclude each other.",
      advice: "Give one of them.",
    });
  }
  if (notice !== undefined && labNotice !== undefined) {
    throw new Refusal({
      sentence: "--notice and --lab-notice exclude each other.",
      advice: "Give one of them.",
    });
  }
}

function noticeFor({ notice, labNotice }: Options, { world }: Desk): Promise<FieldNotice> {
  return labNotice === undefined
    ? noticeById(world, notice ?? DEFAULT_NOTICE)
    : labNoticeFrom(world, labNotice);
}

function inventoryFor(hosts: readonly string[], { inventory }: Options, { world }: Desk): Promise<Inventory> {
  if (inventory !== undefined) return inventoryFromFile(world.directory, inventory);
  return Promise.resolve(inventoryFromHosts(hosts));
}

interface Audited {
  readonly assessment: Assessment;
  readonly folder: RunFolder;
}

async function auditDevices(
  inventory: Inventory,
  notice: FieldNotice,
  options: Options,
  desk: Desk,
): Promise<Audited> {
  const { world, progress } = desk;
  const { now, elsewhere } = await surroundingsOf(world, options.labNotice);
  const login = await loginFrom(options, inventory.devices, world);
  const folder = await newRunFolder(world.directory, notice.id, world.now(), options.out);
  const transcripts = transcriptFile(folder);
  const ports = devicePorts({
    ...login,
    inventory,
    now,
    deliver: transcripts.deliver,
    cloudHosts: notice.endpoints.map(({ host }) => host),
    observeEndpoints: endpointObserver(now, elsewhere),
  });
  const total = inventory.devices.length;
  progress.show(`Reading ${count(total, "device")} ...`);
  const reader = watchedReader(ports.reader, (done) =>
    progress.show(`Reading ${count(total, "device")}: ${done} done`),
  );
  await folder.writeJson("inventory", inventory);
  const { assessment } = await runAudit({ notice, inventory, reader, folder, transcripts, ...atOf(options) });
  progress.clear();
  return { assessment, folder };
}

/** Nothing is connected to, and no inventory is written: a plan from captures has no addresses to send to. */
async function auditCaptures(
  captures: string,
  notice: FieldNotice,
  options: Options,
  desk: Desk,
): Promise<Audited> {
  const { world, err, json } = desk;
  const source = path.resolve(world.directory, captures);
  if (!(await isFolder(source))) {
    throw new Refusal({
      sentence: "There is no such folder.",
      place: captures,
      advice: "Give a folder with one folder or one file a device; docs/operating.md says what is in it.",
    });
  }
  const folder = await newRunFolder(world.directory, notice.id, world.now(), options.out);
  const transcripts = transcriptFile(folder);
  const { reader, inventory, setAside } = await capturedFleetReader({
    folder: source,
    deliver: transcripts.deliver,
    now: () => world.now(),
    cloudHosts: notice.endpoints.map(({ host }) => host),
  });
  if (!json) {
    for (const { file, reason } of setAside) {
      err.line(toned("warning", "not read"), `  ${file}: ${setAsideInWords(reason).sentence}`);
    }
  }
  if (inventory.devices.length === 0) {
    throw new Refusal({
      sentence: "The folder holds no captures.",
      place: captures,
      advice:
        "It needs one folder a device with files such as show_license_status.txt, or one terminal log a device.",
    });
  }
  const { assessment } = await runAudit({ notice, inventory, reader, folder, transcripts, ...atOf(options) });
  return { assessment, folder };
}

function atOf({ at }: Options): { readonly at?: Date } {
  return at ? { at } : {};
}

function showFindings(assessment: Assessment, folder: RunFolder, { out }: Desk): void {
  showAssessment(assessment, out);
  out.line("");
  out.line(`files  ${folder.path}`);
  const needsRemedy = assessment.findings.some(
    ({ verdict }) => verdict !== "protected" && verdict !== "not-applicable",
  );
  if (needsRemedy) out.line(`next   reroot plan ${folder.path}`);
}
