/** How far each device has got, read off the journal alone. */
import type { Plan, Wave } from "../plan/plan.js";
import type { JournalEntry, ObservationSummary, SendOutcome } from "./rollout.js";

export interface DeviceProgress {
  readonly stepsMet: ReadonlySet<number>;
  /** Every command sent, or perhaps sent, in order. */
  readonly sends: readonly Send[];
  /** Observations after the last send, or all of them before the first. */
  readonly seenSince: readonly ObservationSummary[];
  readonly state: "open" | "done" | "held" | "failed";
  readonly endedAt?: string;
}

export interface Send {
  readonly step: number;
  readonly attempt: number;
  readonly deviceTime?: string;
  /** Absent when the outcome was never written: the controller stopped in between. */
  readonly outcome?: SendOutcome;
  /** What was last seen before it was sent. */
  readonly before?: ObservationSummary;
}

export type Progress = (device: string) => DeviceProgress;

const UNTOUCHED: DeviceProgress = { stepsMet: new Set(), sends: [], seenSince: [], state: "open" };

export function progressOf(journal: readonly JournalEntry[]): Progress {
  const devices = new Map<string, DeviceProgress>();
  for (const entry of journal) {
    const device = deviceOf(entry);
    if (device !== undefined) devices.set(device, advance(devices.get(device) ?? UNTOUCHED, entry));
  }
  return (device) => devices.get(device) ?? UNTOUCHED;
}

export type GateState = "shut" | "open" | "passed" | "closed";

export function gateOf(wave: Wave, journal: readonly JournalEntry[]): GateState {
  const about = journal.filter((entry) => "wave" in entry && entry.wave === wave.name);
  if (about.some(({ event }) => event === "gate-passed")) return "passed";
  if (about.some(({ event }) => event === "gate-closed")) return "closed";
  return about.length > 0 ? "open" : "shut";
}

export function devicesOf(plan: Plan): readonly string[] {
  return plan.waves.flatMap((wave) => wave.devices.map(({ device }) => device));
}

function deviceOf(entry: JournalEntry): string | undefined {
  if (entry.event === "intent") return entry.intent.device;
  if (entry.event === "observed") return entry.observation.device;
  return "device" in entry ? entry.device : undefined;
}

function advance(progress: DeviceProgress, entry: JournalEntry): DeviceProgress {
  switch (entry.event) {
    case "observed":
      return { ...progress, seenSince: [...progress.seenSince, entry.observation] };
    case "intent":
      return entry.intent.kind === "send" ? withSend(progress, entry.intent, entry.deviceTime) : progress;
    case "outcome":
      return { ...progress, sends: withOutcome(progress.sends, entry.outcome) };
    case "step-met":
      return { ...progress, stepsMet: new Set([...progress.stepsMet, entry.step]) };
    case "device-done":
      return { ...progress, state: "done", endedAt: entry.at };
    case "device-held":
      return { ...progress, state: "held", endedAt: entry.at };
    case "device-failed":
      return { ...progress, state: "failed", endedAt: entry.at };
    default:
      return progress;
  }
}

function withSend(
  progress: DeviceProgress,
  { step, attempt }: { readonly step: number; readonly attempt: number },
  deviceTime: string | undefined,
): DeviceProgress {
  const before = progress.seenSince.at(-1);
  const send = { step, attempt, ...(deviceTime !== undefined && { deviceTime }), ...(before && { before }) };
  return { ...progress, sends: [...progress.sends, send], seenSince: [] };
}

function withOutcome(sends: readonly Send[], outcome: SendOutcome): readonly Send[] {
  const last = sends.at(-1);
  return last ? [...sends.slice(0, -1), { ...last, outcome }] : sends;
}
