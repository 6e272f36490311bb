/**
 * Reads one device over one session: which commands, in which order, and what is unknown when one of
 * them fails. "Before", "after" and every observation in between are read here.
 */
import {
  type DeviceFacts,
  type FileFacts,
  type InventoryDevice,
  type Known,
  type SessionFacts,
  type Transcript,
  type UnknownReason,
  unknown,
} from "@reroot/core";
import type { Result } from "@reroot/pki";
import { type Md5OfFile, showMd5FileXr } from "../parsers/show-md5-file-iosxr.js";
import { commandsFor, type ReadFact } from "../read/commands-of.js";
import { type FactsRead, factsFrom } from "../read/facts-from.js";
import { derive, Reading } from "../read/reading.js";
import { systemFacts } from "../read/system.js";
import { makeTranscript } from "../read/transcript.js";
import { cancellableTerminal } from "../session/cancellable-terminal.js";
import { type FileDigestLine, fileDigestLine, isFileDigestLine } from "../session/file-digest.js";
import { isPingLine, type PingLine } from "../session/ping.js";
import type { ReadCommand } from "../session/read-grammar.js";
import { ReadSession } from "../session/read-session.js";
import { type CommandFailure, type SessionFailure, unknownBecause } from "../session/session-failure.js";
import type { DeviceAccess } from "./access.js";

export interface ReadingRoom {
  readonly access: DeviceAccess;
  /** Takes each transcript as soon as it is complete; secrets are already out. */
  readonly deliver: (transcript: Transcript) => void;
  readonly now: () => Date;
  readonly cloudHosts?: readonly string[];
  /** Typed last, only where an operator asked for it. */
  readonly ping?: PingLine;
  /** Ends what is being read; what was read until then is kept, the rest is unknown and says so. */
  readonly signal?: AbortSignal;
}

export interface DeviceRead extends FactsRead {
  readonly readAt: string;
  readonly session?: SessionFacts;
}

/** What an audit reads of IOS XR; the version comes first and tells whether the rest makes sense. */
export const AUDIT: readonly ReadCommand[] = [
  "show version",
  "show clock",
  "show crypto ca trustpool",
  "show crypto ca trustpool policy",
  "show license status",
  "show running-config call-home",
  "show running-config http client",
  "show running-config domain",
  "show logging",
  // No rule decides by the rest: should a device hang here, the verdict stands.
  "show ntp status",
  "show license udi",
  "show license usage",
  "show running-config license",
  "show running-config crypto",
  "show install active summary",
  "dir harddisk:",
  "show crypto ca certificates",
  "show call-home statistics",
  "show redundancy summary",
  "show install request",
  "show sdr detail",
  "show user all",
  "show filesystem",
  "show configuration commit list 1",
  "show configuration sessions",
];

/** A part of what there is to know, for whoever needs no more. */
export interface Wanted {
  readonly facts: readonly ReadFact[];
  /** Files of a rollout's own, `harddisk:/reroot-1a2b3c4d.p7b`; any other path stays unread. */
  readonly files?: readonly string[];
}

export interface WantedRead extends DeviceRead {
  /** By path, for each that was asked for. */
  readonly files: ReadonlyMap<string, Known<FileFacts>>;
}

type Line = ReadCommand | PingLine | FileDigestLine;

/** What a session was to read, and what came of it. */
interface SessionRead {
  readonly transcripts: readonly Transcript[];
  readonly unread: ReadonlyMap<string, UnknownReason>;
  readonly read: DeviceRead;
}

export async function auditDevice(device: InventoryDevice, room: ReadingRoom): Promise<DeviceRead> {
  const lines = room.ping === undefined ? AUDIT : [...AUDIT, room.ping];
  return (await readDevice(device, lines, room, commandsAfter)).read;
}

export async function readWanted(
  device: InventoryDevice,
  { facts, files = [] }: Wanted,
  room: ReadingRoom,
): Promise<WantedRead> {
  const digests = new Map(files.map((path) => [path, fileDigestLine(path)]));
  const lines = [...commandsFor(facts), ...[...digests.values()].flatMap((line) => line ?? [])];
  const { transcripts, unread, read } = await readDevice(device, lines, room);
  const reading = new Reading(transcripts, unread);
  const found = [...digests].map(([path, line]) => {
    const command = line ?? `show md5 file /${path}`;
    return [path, derive(reading.parseAs(showMd5FileXr, command), fileFacts)] as const;
  });
  return { ...read, files: new Map(found) };
}

/** What is read only where the configuration gives cause: which VRFs exist, when some client is put into one. */
function commandsAfter({
  trustPoolPolicy,
  httpClient,
  callHome,
  licenceConfiguration,
}: DeviceFacts): readonly Line[] {
  const named = [trustPoolPolicy, httpClient, callHome, licenceConfiguration].some(
    (fact) => fact?.known && fact.value.vrf !== undefined,
  );
  return named ? ["show running-config vrf"] : [];
}

async function readDevice(
  device: InventoryDevice,
  lines: readonly Line[],
  room: ReadingRoom,
  after: (facts: DeviceFacts) => readonly Line[] = () => [],
): Promise<SessionRead> {
  const opened = await openSession(device, room);
  if ("failure" in opened) return nothingRead(opened.failure, lines, room);
  const { legacyAlgorithms } = opened;
  const transcripts: Transcript[] = [];
  const unread = new Map<string, UnknownReason>();
  const cloudHosts = room.cloudHosts ? { cloudHosts: room.cloudHosts } : {};
  const factsNow = () => factsFrom(transcripts, { timing: "live", unread, ...cloudHosts });
  const notes = { device, room, transcripts, unread };
  const { session, ending } = await readOverSessions(opened.session, lines, notes);
  let read = factsNow();
  const more = ending === "whole" ? after(read.facts) : [];
  if (more.length > 0) {
    await readLines(session, more, notes);
    read = factsNow();
  }
  session.close();
  const readAt = room.now().toISOString();
  return { transcripts, unread, read: { ...read, readAt, session: { legacyAlgorithms } } };
}

interface Notes {
  readonly device: InventoryDevice;
  readonly room: ReadingRoom;
  readonly transcripts: Transcript[];
  readonly unread: Map<string, UnknownReason>;
}

/** A device that ends every session costs no more than these. */
const MOST_SESSIONS = 3;

/**
 * Where the device ended the session, the lines after the one that was lost are read over another: that line
 * is not typed again. One that hangs or floods is left alone.
 */
async function readOverSessions(
  first: ReadSession,
  lines: readonly Line[],
  notes: Notes,
): Promise<{ readonly session: ReadSession; readonly ending: Ending }> {
  let [session, left] = [first, lines];
  for (let sessions = 1; ; sessions++) {
    const ending = await readLines(session, left, notes);
    if (typeof ending === "string") return { session, ending };
    left = left.slice(ending.lostAt + 1);
    const isLast = left.length === 0 || sessions === MOST_SESSIONS || notes.room.signal?.aborted === true;
    const opened = isLast ? undefined : await openSession(notes.device, notes.room);
    if (!opened || "failure" in opened) return { session, ending: "stopped" };
    for (const line of left) notes.unread.delete(line);
    session = opened.session;
  }
}

/** `stopped`: what is left would tell no more. `lostAt`: the device ended the session at that line. */
type Ending = "whole" | "stopped";

async function readLines(
  session: ReadSession,
  lines: readonly Line[],
  { device, room, transcripts, unread }: Notes,
): Promise<Ending | { readonly lostAt: number }> {
  for (const [index, line] of lines.entries()) {
    if (isOtherSystem(transcripts)) return "stopped";
    const answer = await typed(session, line);
    if (!answer.ok) {
      for (const lost of lines.slice(index)) {
        unread.set(lost, unknownBecause({ ...answer.failure, command: lost }));
      }
      return answer.failure.code === "session/lost" ? { lostAt: index } : "stopped";
    }
    const at = room.now().toISOString();
    const transcript = makeTranscript({ device: device.name, command: line, output: answer.value, at });
    transcripts.push(transcript);
    room.deliver(transcript);
  }
  return "whole";
}

function typed(session: ReadSession, line: Line): Promise<Result<string, CommandFailure>> {
  if (isPingLine(line)) return session.ping(line);
  return isFileDigestLine(line) ? session.digest(line) : session.read(line);
}

function fileFacts(file: Md5OfFile): FileFacts {
  return file.present ? { present: true, md5: file.md5 } : { present: false };
}

async function openSession(
  device: InventoryDevice,
  { access, signal }: ReadingRoom,
): Promise<{ session: ReadSession; legacyAlgorithms: readonly string[] } | { failure: SessionFailure }> {
  const opened = await access.openTerminal(device, signal);
  if (!opened.ok) return opened;
  const { terminal, legacyAlgorithms } = opened.value;
  const session = await ReadSession.open(cancellableTerminal(terminal, signal), access.limits);
  return session.ok ? { session: session.value, legacyAlgorithms } : session;
}

/** Commands of IOS XR tell nothing about another system, and need not be tried there. */
function isOtherSystem(transcripts: readonly Transcript[]): boolean {
  if (transcripts.length !== 1 || transcripts[0]?.command !== "show version") return false;
  const system = systemFacts(new Reading(transcripts, new Map()));
  return system.known && system.value.os !== "iosxr";
}

function nothingRead(failure: SessionFailure, lines: readonly Line[], room: ReadingRoom): SessionRead {
  const why = unknownBecause(failure);
  const nothing = unknown(why);
  const facts: DeviceFacts = {
    system: nothing,
    clock: nothing,
    trustPool: nothing,
    trustPoolPolicy: nothing,
    licence: nothing,
    callHome: nothing,
    httpClient: nothing,
    nameResolution: nothing,
    log: nothing,
  };
  const unread = new Map<string, UnknownReason>(lines.map((line) => [line, why]));
  return { transcripts: [], unread, read: { facts, readAt: room.now().toISOString() } };
}
