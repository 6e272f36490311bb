/**
 * From files to devices. These forms are read: a folder a device with a file a command, named after the
 * command; files that are named after a device and a command; one file a device that holds a terminal log
 * or a recording; and the backups of `backup-forms.ts`. Each form is a row in `FORMS`; the first that fits is taken. Pure: the files
 * were read before.
 */
import { findTimestamp, readTimestampLine } from "../parsers/session.js";
import { visibleLines } from "../parsers/terminal-line.js";
import { readBareCommands, readConfigurationBackup, readSupportOutput } from "./backup-forms.js";
import type {
  CapturedDevice,
  CapturedTranscript,
  CaptureFile,
  CaptureReading,
  SetAside,
  SetAsideReason,
} from "./capture.js";
import { commandNamed, deviceAndCommandNamed } from "./file-names.js";
import { withoutLineTimes } from "./line-prefix.js";
import { readRecording, terminalLogOf } from "./record.js";
import { type HostTranscript, splitTerminalLog } from "./terminal-log.js";

/** What a file turned out to hold: transcripts by device, or undefined where it has not this form. */
interface CaptureForm {
  readonly read: (file: CaptureFile) => ReadonlyMap<string, readonly CapturedTranscript[]> | undefined;
}

const FORMS: readonly CaptureForm[] = [
  { read: readRecorded },
  { read: readTerminalLog },
  { read: readCommandFile },
  { read: (file) => asOneDevice(file, readSupportOutput(file)) },
  { read: (file) => asOneDevice(file, readConfigurationBackup(file)) },
  { read: (file) => asOneDevice(file, readBareCommands(file)) },
];

// Enough to hold a login banner in front of the first prompt of a log.
const TEXT_SAMPLE = 4096;
const CUT_HOST = 31;

/**
 * Devices in the order of their first file; files that hold no capture are set aside with the reason. A
 * folder with nothing but an empty `show_version.txt` still stands for a device: one of which nothing is known.
 */
export function readCaptures(files: readonly CaptureFile[]): CaptureReading {
  const transcripts = new Map<string, CapturedTranscript[]>();
  const setAside: SetAside[] = [];
  for (const file of files) {
    const found = readFile(file);
    if ("code" in found) {
      setAside.push({ file: file.path, reason: found });
      const device = isCommandFile(file.path) ? folderOf(file.path) : undefined;
      if (device !== undefined) transcripts.set(device, transcripts.get(device) ?? []);
      continue;
    }
    for (const [device, more] of found.devices)
      transcripts.set(device, [...(transcripts.get(device) ?? []), ...more]);
  }
  const names = deviceNames([...transcripts.keys()]);
  const devices: CapturedDevice[] = [...transcripts].map(([path, list]) => ({
    name: names.get(path) ?? path,
    transcripts: list,
  }));
  return { devices, setAside };
}

function readFile(
  file: CaptureFile,
): SetAsideReason | { devices: ReadonlyMap<string, readonly CapturedTranscript[]> } {
  if (baseName(file.path).startsWith(".")) return { code: "capture/hidden" };
  if (file.text.trim() === "") return { code: "capture/empty" };
  if (file.text.slice(0, TEXT_SAMPLE).includes("\0")) return { code: "capture/not-text" };
  for (const form of FORMS) {
    const devices = form.read(file);
    if (devices) return { devices };
  }
  return { code: isCommandFile(file.path) ? "capture/no-device" : "capture/unknown-form" };
}

/** What `reroot capture` wrote is a terminal log once its characters are read back. */
function readRecorded(file: CaptureFile): ReadonlyMap<string, readonly CapturedTranscript[]> | undefined {
  const recording = readRecording(file.text);
  return recording && readTerminalLog({ path: file.path, text: terminalLogOf(recording) });
}

/**
 * A log is read as such wherever it lies, unless its name says that it is one output: then prompt and
 * echo belong to that output, and the name decides.
 */
function readTerminalLog(file: CaptureFile): ReadonlyMap<string, readonly CapturedTranscript[]> | undefined {
  const folder = folderOf(file.path);
  if (isCommandFile(file.path) && folder !== undefined) return undefined;
  if (deviceAndCommandOf(file.path)) return undefined;
  const hosts = byHost(splitTerminalLog(file.path, withoutLineTimes(file.text)));
  if (hosts.size === 0) return undefined;
  const single = folder ?? (isCommandFile(file.path) ? undefined : withoutExtension(file.path));
  return hosts.size === 1 && single !== undefined ? new Map([[single, [...hosts.values()][0] ?? []]]) : hosts;
}

/** Backups hold one device a file, whatever folder it lies in. */
function asOneDevice(
  { path }: CaptureFile,
  transcripts: readonly CapturedTranscript[] | undefined,
): ReadonlyMap<string, readonly CapturedTranscript[]> | undefined {
  return transcripts && new Map([[withoutExtension(path), transcripts]]);
}

function readCommandFile(file: CaptureFile): ReadonlyMap<string, readonly CapturedTranscript[]> | undefined {
  const folder = folderOf(file.path);
  const flat = deviceAndCommandOf(file.path);
  const own = commandNamed(withoutExtension(baseName(file.path)));
  const device = flat ? inFolder(folder, flat.device) : folder;
  const command = flat?.command ?? own;
  if (device === undefined || command === undefined) return undefined;
  const head = visibleLines(file.text.slice(0, TEXT_SAMPLE)).slice(0, 3);
  const at = head
    .map(({ text }) => readTimestampLine(text)?.text ?? findTimestamp(text)?.time.text)
    .find(Boolean);
  const transcript: CapturedTranscript = {
    command,
    output: file.text,
    ...(at !== undefined && { at }),
    source: { file: file.path, line: 1 },
  };
  return new Map([[device, [transcript]]]);
}

/** Devices are kept apart by their whole path, and called by its last part where no other is called the same. */
function deviceNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const count = new Map<string, number>();
  for (const path of paths) count.set(baseName(path), (count.get(baseName(path)) ?? 0) + 1);
  return new Map(paths.map((path) => [path, count.get(baseName(path)) === 1 ? baseName(path) : path]));
}

/**
 * Transcripts by the host in their prompts. IOS XR cuts the host to 31 characters in configuration
 * prompts, so that many of them belong to a longer name.
 */
function byHost(transcripts: readonly HostTranscript[]): Map<string, CapturedTranscript[]> {
  const whole = new Map<string, string>();
  for (const { host } of transcripts) {
    if (host.length > CUT_HOST || !whole.has(host)) whole.set(host.slice(0, CUT_HOST), host);
  }
  const devices = new Map<string, CapturedTranscript[]>();
  for (const transcript of transcripts) {
    const host = transcript.host.length === CUT_HOST ? whole.get(transcript.host) : transcript.host;
    const device = devices.get(host ?? transcript.host) ?? [];
    device.push(withoutHost(transcript));
    devices.set(host ?? transcript.host, device);
  }
  return devices;
}

function withoutHost({ host: _, ...transcript }: HostTranscript): CapturedTranscript {
  return transcript;
}

function isCommandFile(path: string): boolean {
  return commandNamed(withoutExtension(baseName(path))) !== undefined;
}

/** `par-core-1_show_version.txt`: the device too stands in the name. */
function deviceAndCommandOf(path: string): ReturnType<typeof deviceAndCommandNamed> {
  return isCommandFile(path) ? undefined : deviceAndCommandNamed(withoutExtension(baseName(path)));
}

/** The device that a file is named after beside its command, with its folder; undefined for all other names. */
export function deviceInName(path: string): string | undefined {
  const named = deviceAndCommandOf(path);
  return named && inFolder(folderOf(path), named.device);
}

function inFolder(folder: string | undefined, name: string): string {
  return folder === undefined ? name : `${folder}/${name}`;
}

function folderOf(path: string): string | undefined {
  const slash = path.lastIndexOf("/");
  return slash > 0 ? path.slice(0, slash) : undefined;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function withoutExtension(path: string): string {
  return path.replace(/\.(?:txt|log|out|text|cap)$/i, "");
}
