/**
 * Where an audit gets its evidence: devices over SSH, captured outputs, or an earlier run of which a part is
 * read again. `audit` and `explain` share it; what is shown is theirs.
 */
import path from "node:path";
import {
  type Assessment,
  type Evidence,
  type FieldNotice,
  type FleetReader,
  type Inventory,
  VERDICTS,
} from "@reroot/core";
import { capturedFleetReader, type PingLine, pingLine, type SetAside } from "@reroot/devices";
import { type Command, Option } from "commander";
import type { Desk } from "../desk.js";
import { type EarlierRun, earlierRun } from "../files/earlier-run.js";
import { givenInventory, type InventoryOptions, inventoryOfRun, limited } from "../files/inventory-file.js";
import { labNoticeFrom, noticeById, noticeIds } from "../files/notices.js";
import { isFolder } from "../files/read-file.js";
import { newRunFolder, type RunFolder } from "../files/run-folder.js";
import { copyRunFiles } from "../files/run-folder-copy.js";
import { type TranscriptFile, transcriptFile } from "../files/transcript-file.js";
import { devicePorts } from "../flow/device-ports.js";
import { endpointObserver } from "../flow/observe-endpoints.js";
import { readingProgress } from "../flow/reading-progress.js";
import { runAudit } from "../flow/run-audit.js";
import { noticeOfRun } from "../flow/run-notice.js";
import { stoppableReader } from "../flow/stoppable-reader.js";
import { surroundingsOf } from "../flow/surroundings.js";
import { watchedReader } from "../flow/watched-reader.js";
import { Refusal } from "../refusal.js";
import { toned } from "../terminal/tone.js";
import { showInventoryWarnings } from "../views/inventory-view.js";
import { count } from "../words/count.js";
import { setAsideInWords } from "../words/set-aside.js";
import { DEFAULT_NOTICE, moment, wholeNumber } from "./command.js";
import { withInventoryOptions } from "./inventory-options.js";
import { type LoginOptions, loginFrom, withLoginOptions } from "./login-options.js";
import { type Chosen, chosenAgain, selectors } from "./selectors.js";

export interface SourceOptions extends LoginOptions, InventoryOptions {
  readonly notice?: string;
  readonly labNotice?: string;
  readonly captures?: string;
  readonly again?: string;
  readonly only?: readonly Chosen[];
  readonly ping?: string;
  readonly sessions?: number;
  readonly at?: Date;
  readonly out?: string;
}

export interface Audited {
  readonly notices: readonly FieldNotice[];
  readonly evidence: Evidence;
  /** One a notice, in the same order. */
  readonly assessments: readonly Assessment[];
  /** One a notice, in the same order. */
  readonly folders: readonly RunFolder[];
  /** What holds them: with one notice, its folder. */
  readonly path: string;
  /** Files in the captures that were not read. */
  readonly setAside?: readonly SetAside[];
  /** Devices not read because somebody stopped the audit; absent where nobody did. */
  readonly unread?: number;
}

export function withSourceOptions(command: Command): Command {
  return withLoginOptions(withInventoryOptions(command))
    .option("--captures <dir>", "outputs that you already have, instead of devices")
    .option("--notice <id>", `the notice; several with commas, or "all" (default: ${DEFAULT_NOTICE})`)
    .addOption(
      new Option("--at <date>", "the date that the verdicts are about (default: now)").argParser(moment),
    )
    .option("--out <dir>", "where the files of the run go")
    .addOption(
      new Option("--sessions <n>", "devices read at the same time (default: 64)").argParser(
        wholeNumber(1, 2000),
      ),
    )
    .option(
      "--ping <host>",
      "also ping this address or full name from each device, five times, a second each",
    )
    .option("--lab-notice <file>", "the notice of a lab, as `reroot lab up` wrote it");
}

/** For commands that can read a part of an earlier run's devices again. */
export function withAgainOptions(command: Command): Command {
  return command
    .option("--again <dir>", "an earlier run: read a part of its devices again, into a new folder")
    .addOption(
      new Option(
        "--only <kinds>",
        `with --again, which devices: failed (not-read among them), unreachable, not-read, or verdicts (${VERDICTS.join(", ")})`,
      ).argParser(selectors),
    );
}

/** @throws {Refusal} for what is missing, ambiguous or not there. */
export async function auditFrom(
  hosts: readonly string[],
  options: SourceOptions,
  desk: Desk,
): Promise<Audited> {
  checkSources(hosts, options);
  const earlier =
    options.again === undefined ? undefined : await earlierRun(desk.world.directory, options.again);
  const notices = await noticesFor(options, desk, earlier);
  const room = { notices, options, desk, ...(earlier && { earlier }) };
  return options.captures === undefined
    ? auditDevices(await inventoryFor(hosts, options, desk, earlier), room)
    : auditCaptures(options.captures, room);
}

function checkSources(hosts: readonly string[], options: SourceOptions): void {
  const { inventory, captures, again, only, notice, labNotice, ping } = options;
  const named = [hosts.length > 0, inventory !== undefined, captures !== undefined].filter(Boolean).length;
  if (named === 0 && again === undefined) {
    throw new Refusal({
      sentence: "Nothing to audit was named.",
      advice: "Give hosts, or --inventory FILE, or --captures DIR.",
    });
  }
  if (named > 1) {
    throw new Refusal({
      sentence: "Hosts, --inventory and --captures exclude each other.",
      advice: "Give one of them.",
    });
  }
  if (again !== undefined && (hosts.length > 0 || inventory !== undefined)) {
    throw new Refusal({
      sentence: "--again takes the devices of the earlier run; hosts and --inventory name others.",
      advice: "Leave them out; --only and --limit choose among the earlier run's devices.",
    });
  }
  if (only !== undefined && again === undefined) {
    throw new Refusal({
      sentence: "--only chooses among the devices of an earlier run, and none was given.",
      advice: "Give its folder: --again DIR",
    });
  }
  if (ping !== undefined && captures !== undefined) {
    throw new Refusal({
      sentence: "--ping asks devices, and captures are none.",
      advice: "Leave one of them out.",
    });
  }
  if (notice !== undefined && labNotice !== undefined) {
    throw new Refusal({
      sentence: "--notice and --lab-notice exclude each other.",
      advice: "Give one of them.",
    });
  }
}

type Notices = readonly [FieldNotice, ...FieldNotice[]];

async function noticesFor(
  { notice, labNotice }: SourceOptions,
  { world }: Desk,
  earlier: EarlierRun | undefined,
): Promise<Notices> {
  const before = earlier?.assessment.notice;
  if (before?.lab) return [await noticeOfRun(world, before, labNotice)];
  if (labNotice !== undefined) return [await labNoticeFrom(world, labNotice)];
  const given = notice ?? before?.id ?? DEFAULT_NOTICE;
  const ids = given === "all" ? await noticeIds(world) : given.split(",").map((id) => id.trim());
  const [first, ...others] = [...new Set(ids)];
  if (first === undefined) {
    throw new Refusal({ sentence: "There is no notice.", advice: "reroot notice import FILE" });
  }
  const rest = await Promise.all(others.map((id) => noticeById(world, id)));
  return [await noticeById(world, first), ...rest];
}

async function inventoryFor(
  hosts: readonly string[],
  options: SourceOptions,
  { world, progress, err, json }: Desk,
  earlier: EarlierRun | undefined,
): Promise<Inventory> {
  if (earlier) {
    if (await earlier.folder.has("inventory")) return inventoryOfRun(earlier.folder);
    throw new Refusal({
      sentence: "The earlier run was made from captures: it has no addresses to connect to.",
      place: earlier.folder.path,
      advice: "Give the captures as they are now: --captures DIR",
    });
  }
  const given = await givenInventory(hosts, options, world, progress.show);
  progress.clear();
  if (!json) showInventoryWarnings(given, err);
  return given.inventory;
}

interface Room {
  readonly notices: Notices;
  readonly options: SourceOptions;
  readonly desk: Desk;
  readonly earlier?: EarlierRun;
}

async function auditDevices(inventory: Inventory, room: Room): Promise<Audited> {
  const { notices, options, desk, earlier } = room;
  const { world, progress } = desk;
  const ping = pingFrom(options.ping);
  const chosen = await chosenOf(inventory, room);
  const { now, elsewhere } = await surroundingsOf(world, options.labNotice);
  const login = await loginFrom(options, chosen.devices, world);
  const place = await placeFor(room);
  await place.folders[0].writeJson("inventory", inventory);
  const ports = devicePorts({
    ...login,
    inventory: chosen,
    now,
    deliver: place.transcripts.deliver,
    cloudHosts: hostsOf(notices),
    observeEndpoints: endpointObserver(now, elsewhere),
    ...(ping && { ping }),
    ...(options.sessions !== undefined && { sessions: options.sessions }),
  });
  const total = chosen.devices.length;
  const what = `${count(total, "device")}${earlier ? " again" : ""}`;
  progress.show(`Reading ${what} ...`);
  const told = readingProgress(what, total, () => performance.now());
  const reader = watchedReader(ports.reader, (reading) => {
    const text = told.read(reading);
    if (text !== undefined) progress.show(text);
  });
  return audited(chosen, reader, place, room);
}

/** Five packets: enough to tell a lossy path from none, and over in five seconds. @throws {Refusal} */
function pingFrom(host: string | undefined): PingLine | undefined {
  if (host === undefined) return undefined;
  const line = pingLine({ host, count: 5, timeoutSeconds: 1 });
  if (line) return line;
  throw new Refusal({
    sentence: `"${host}" cannot be pinged: it is neither an address nor a full name.`,
    place: "--ping",
    advice: "Give an address such as 192.0.2.1, or a name with its domain such as tools.cisco.com.",
  });
}

/** Nothing is connected to, and no inventory is written: a plan from captures has no addresses to send to. */
async function auditCaptures(captures: string, room: Room): Promise<Audited> {
  const { world, err, json } = room.desk;
  const source = path.resolve(world.directory, captures);
  if (!(await isFolder(source))) {
    throw new Refusal({
      sentence: "There is no such folder.",
      place: captures,
      advice: "Give a folder with one folder or one file a device; docs/operating.md says what is in it.",
    });
  }
  const place = await placeFor(room);
  const { reader, inventory, setAside } = await capturedFleetReader({
    folder: source,
    deliver: place.transcripts.deliver,
    now: () => world.now(),
    cloudHosts: hostsOf(room.notices),
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
  return { ...(await audited(await chosenOf(inventory, room), reader, place, room)), setAside };
}

function hostsOf(notices: Notices): readonly string[] {
  return [...new Set(notices.flatMap(({ endpoints }) => endpoints.map(({ host }) => host)))];
}

/** What `--limit` and, of an earlier run, `--only` leave. */
async function chosenOf(inventory: Inventory, { options, desk, earlier }: Room): Promise<Inventory> {
  const { world, err, json } = desk;
  // Where an inventory was given, it came limited: a position such as core[1:] must not count twice.
  const isLimited = earlier === undefined && options.captures === undefined;
  const left = await limited(inventory, isLimited ? undefined : options.limit, world);
  if (!json) showInventoryWarnings({ ignored: [], leftOut: [], unmatched: left.unmatched }, err);
  if (!earlier) return left.inventory;
  return { ...left.inventory, devices: chosenAgain(left.inventory.devices, earlier, options.only) };
}

/** Where an audit is written: one folder a notice, and the transcripts in the first. */
interface AuditPlace {
  readonly folders: readonly [RunFolder, ...RunFolder[]];
  /** What holds them: with one notice, its folder. */
  readonly path: string;
  readonly transcripts: TranscriptFile;
}

async function placeFor(room: Room): Promise<AuditPlace> {
  const { folders, path: whole } = await foldersFor(room);
  if (room.earlier) await copyRunFiles(room.earlier.folder, folders[0], ["inventory", "transcripts"]);
  return { folders, path: whole, transcripts: transcriptFile(folders[0]) };
}

/** With several notices each has a folder of its own within the run's, so that each can be planned from. */
async function foldersFor({ notices, options, desk }: Room): Promise<Omit<AuditPlace, "transcripts">> {
  const [first, ...others] = notices;
  const { directory, now } = desk.world;
  if (others.length === 0) {
    const folder = await newRunFolder(directory, first.id, now(), options.out);
    return { folders: [folder], path: folder.path };
  }
  const whole = await newRunFolder(directory, "all", now(), options.out);
  const within = ({ id }: FieldNotice) => newRunFolder(whole.path, id, now(), id);
  const own = await within(first);
  const rest: RunFolder[] = [];
  for (const notice of others) rest.push(await within(notice));
  return { folders: [own, ...rest], path: whole.path };
}

async function audited(
  inventory: Inventory,
  reader: FleetReader,
  { folders, path: whole, transcripts }: AuditPlace,
  { notices, options, desk, earlier }: Room,
): Promise<Audited> {
  const stoppable = stoppableReader(reader, desk.world.untilStopped());
  const { evidence, assessments } = await runAudit({
    notices,
    folders,
    inventory,
    reader: stoppable.reader,
    transcripts,
    ...(options.at && { at: options.at }),
    ...(earlier && { earlier: earlier.evidence }),
  });
  desk.progress.clear();
  const unread = stoppable.unread();
  return { notices, evidence, assessments, folders, path: whole, ...(unread !== undefined && { unread }) };
}
