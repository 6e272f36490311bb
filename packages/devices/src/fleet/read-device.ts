/**
 * Reads one device over one session: which commands, in which order, and what is unknown when one of
 * them fails. "Before", "after" and every observation in between are read here.
 */
import {
  type DeviceFacts,
  type InventoryDevice,
  type SessionFacts,
  type Transcript,
  type UnknownReason,
  unknown,
} from "@reroot/core";
import { type FactsRead, factsFrom } from "../read/facts-from.js";
import { makeTranscript } from "../read/transcript.js";
import { cancellableTerminal } from "../session/cancellable-terminal.js";
import type { ReadCommand } from "../session/read-grammar.js";
import { ReadSession } from "../session/read-session.js";
import { type SessionFailure, unknownBecause } from "../session/session-failure.js";
import type { DeviceAccess } from "./access.js";

export interface ReadingRoom {
  readonly access: DeviceAccess;
  /** Takes each transcript as soon as it is complete; secrets are already out. */
  readonly deliver: (transcript: Transcript) => void;
  readonly now: () => Date;
  readonly cloudHosts?: readonly string[];
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
  "show redundancy summary",
  "show license udi",
  "show license usage",
  "show running-config license",
  "show running-config crypto",
  "show install active summary",
  "dir harddisk:",
];

/** What the steps of a rollout are judged by; call-home tells an on-premises licence server. */
const OBSERVATION: readonly ReadCommand[] = [
  "show clock",
  "show crypto ca trustpool",
  "show license status",
  "show running-config call-home",
];

export function auditDevice(device: InventoryDevice, room: ReadingRoom): Promise<DeviceRead> {
  return readDevice(device, AUDIT, room);
}

export function observeDevice(device: InventoryDevice, room: ReadingRoom): Promise<DeviceRead> {
  return readDevice(device, OBSERVATION, room);
}

async function readDevice(
  device: InventoryDevice,
  commands: readonly ReadCommand[],
  room: ReadingRoom,
): Promise<DeviceRead> {
  const opened = await openSession(device, room);
  if ("failure" in opened) return nothingRead(opened.failure, room);
  const { session, legacyAlgorithms } = opened;
  const transcripts: Transcript[] = [];
  const unread = new Map<string, UnknownReason>();
  for (const command of commands) {
    if (isOtherSystem(transcripts)) break;
    const answer = await session.read(command);
    if (!answer.ok) {
      for (const lost of commands.slice(commands.indexOf(command))) {
        unread.set(lost, unknownBecause({ ...answer.failure, command: lost }));
      }
      break;
    }
    const at = room.now().toISOString();
    const transcript = makeTranscript({ device: device.name, command, output: answer.value, at });
    transcripts.push(transcript);
    room.deliver(transcript);
  }
  session.close();
  const cloudHosts = room.cloudHosts ? { cloudHosts: room.cloudHosts } : {};
  const read = factsFrom(transcripts, { timing: "live", unread, ...cloudHosts });
  return { ...read, readAt: room.now().toISOString(), session: { legacyAlgorithms } };
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
  const { system } = factsFrom(transcripts, { timing: "live" }).facts;
  return system.known && system.value.os !== "iosxr";
}

function nothingRead(failure: SessionFailure, room: ReadingRoom): DeviceRead {
  const nothing = unknown(unknownBecause(failure));
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
  return { facts, readAt: room.now().toISOString() };
}
