/**
 * Reads what an audit was given, devices over SSH or captured outputs, into the folders of a new run, and judges it.
 * What was given, and whether it fits together, is `audit-source`'s.
 */
import { rmdir, stat } from "node:fs/promises";
import path from "node:path";
import {
  type Assessment,
  type Evidence,
  type FieldNotice,
  type FleetReader,
  type Inventory,
  type Switchover,
  switchovers,
} from "@reroot/core";
import { capturedFleetReader, type PingLine, pingLine, type SetAside } from "@reroot/devices";
import type { Desk } from "../desk.js";
import type { EarlierRun } from "../files/earlier-run.js";
import { limited } from "../files/inventory-file.js";
import { newRunFolder, type RunFolder } from "../files/run-folder.js";
import { copyRunFiles } from "../files/run-folder-copy.js";
import { type TranscriptFile, transcriptFile } from "../files/transcript-file.js";
import { devicePorts } from "../flow/device-ports.js";
import { endpointObserver } from "../flow/observe-endpoints.js";
import { readingProgress } from "../flow/reading-progress.js";
import { runAudit } from "../flow/run-audit.js";
import { stoppableReader } from "../flow/stoppable-reader.js";
import { surroundingsOf } from "../flow/surroundings.js";
import { watchedReader } from "../flow/watched-reader.js";
import { Refusal } from "../refusal.js";
import { toned } from "../terminal/tone.js";
import { showInventoryWarnings } from "../views/inventory-view.js";
import { count } from "../words/count.js";
import { setAsideInWords } from "../words/set-aside.js";
import type { SourceOptions } from "./audit-options.js";
import { loginFrom } from "./login-options.js";
import { chosenAgain } from "./selectors.js";

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
  /** Where an earlier run was read again: devices whose other route processor is active now. */
  readonly switchovers?: readonly Switchover[];
  /** Devices not read because somebody stopped the audit; absent where nobody did. */
  readonly unread?: number;
}

export type Notices = readonly [FieldNotice, ...FieldNotice[]];

export interface Room {
  readonly notices: Notices;
  readonly options: SourceOptions;
  readonly desk: Desk;
  readonly earlier?: EarlierRun;
}

/** Each device is read over SSH. */
export async function auditDevices(inventory: Inventory, room: Room): Promise<Audited> {
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
export async function auditCaptures(captures: string, room: Room): Promise<Audited> {
  const { world, err, json } = room.desk;
  const source = path.resolve(world.directory, captures);
  const found = await stat(source).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new Refusal({
      sentence: found ? "This is a file, and a folder is needed." : "There is no such folder.",
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
    if (room.options.out === undefined) await leaveNothing(place);
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

/** Nothing was read: the folders that were made for it go again, up to `.reroot`, as far as they are empty. */
async function leaveNothing({ folders, path: whole }: AuditPlace): Promise<void> {
  for (const folder of [...folders.map((one) => one.path), whole, path.dirname(whole)]) {
    await rmdir(folder).catch(() => {});
  }
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
  return {
    notices,
    evidence,
    assessments,
    folders,
    path: whole,
    ...(earlier && { switchovers: switchovers(earlier.evidence, evidence) }),
    ...(unread !== undefined && { unread }),
  };
}
