/** What the record needs to know of an entry. */
import type { FleetProgress, JournalEntry, JournalEvent } from "@reroot/core";
import type { Halt } from "./append.js";

/** Those that `advanceFleet` counts; the others, most by far, leave the fleet's progress as it is. */
const OF_DEVICES_ALONE: ReadonlySet<JournalEvent["event"]> = new Set([
  "intent",
  "observed",
  "outcome",
  "step-met",
  "step-skipped",
  "compared-with-rehearsal",
  "taken-over",
]);

export function concernsTheFleet({ event }: JournalEvent): boolean {
  return !OF_DEVICES_ALONE.has(event);
}

export function isEndOfDevice({ event }: JournalEntry): boolean {
  return (
    event === "device-done" ||
    event === "device-held" ||
    event === "device-failed" ||
    event === "device-skipped"
  );
}

/** Why nothing more may be begun. */
export function haltOf({ ended, cancelled, paused }: FleetProgress): Halt | undefined {
  if (ended) return "ended";
  if (cancelled) return "cancelled";
  return paused ? "paused" : undefined;
}
