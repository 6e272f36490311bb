/** How things stand after the first entries of a journal, read without the machine's own reading of it. */
import { deviceOf } from "../../rollout/progress.js";
import type { JournalEntry } from "../../rollout/rollout.js";
import { secondOf } from "./router.js";

export interface Affairs {
  readonly isPaused: boolean;
  readonly isCancelled: boolean;
  readonly hasEnded: boolean;
  readonly devices: ReadonlyMap<string, DeviceAffairs>;
  readonly gates: ReadonlyMap<string, "passed" | "closed">;
}

export interface DeviceAffairs {
  readonly state: "open" | "done" | "held" | "failed" | "skipped";
  readonly endedAt?: number;
  readonly ends: number;
  readonly retries: number;
  /** Something that was sent may have reached it. */
  readonly isBegun: boolean;
  readonly reason?: string;
}

const NEW: DeviceAffairs = { state: "open", ends: 0, retries: 0, isBegun: false };

export function affairsAfter(journal: readonly JournalEntry[]): Affairs {
  let [isPaused, isCancelled, hasEnded] = [false, false, false];
  const devices = new Map<string, DeviceAffairs>();
  const gates = new Map<string, "passed" | "closed">();
  for (const [index, entry] of journal.entries()) {
    if (entry.event === "paused") isPaused = true;
    if (entry.event === "resumed" || entry.event === "cancelled") isPaused = false;
    if (entry.event === "cancelled") isCancelled = true;
    if (entry.event === "ended") hasEnded = true;
    if (entry.event === "device-retried") hasEnded = false;
    if (entry.event === "device-retried") gates.delete(entry.wave);
    if (entry.event === "gate-passed") gates.set(entry.wave, "passed");
    if (entry.event === "gate-closed") gates.set(entry.wave, "closed");
    const device = deviceOf(entry);
    if (device === undefined) continue;
    devices.set(device, afterEntry(devices.get(device) ?? NEW, entry, journal.slice(index + 1)));
  }
  return { isPaused, isCancelled, hasEnded, devices, gates };
}

function afterEntry(
  before: DeviceAffairs,
  entry: JournalEntry,
  rest: readonly JournalEntry[],
): DeviceAffairs {
  const endedAt = secondOf(entry.at);
  const ended = { endedAt, ends: before.ends + 1 };
  switch (entry.event) {
    case "device-done":
      return { ...before, ...ended, state: "done" };
    case "device-held":
      return { ...before, ...ended, state: "held", reason: entry.reason.code };
    case "device-failed":
      return { ...before, ...ended, state: "failed", reason: entry.reason.code };
    case "device-skipped":
      return { ...before, ...ended, state: "skipped" };
    case "device-retried":
      return { ...before, state: "open", retries: before.retries + 1 };
    case "intent": {
      const next = rest.find((one) => deviceOf(one) === entry.intent.device);
      const result = next?.event === "outcome" ? next.outcome.result : "unknown";
      return { ...before, isBegun: before.isBegun || (result !== "not-sent" && result !== "held") };
    }
    default:
      return before;
  }
}
