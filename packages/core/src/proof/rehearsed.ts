/** What a journal shows of a rehearsal: which one the rollout went by at last, and how each device compared with it. */
import type { JournalEntry } from "../rollout/rollout.js";
import type { ComparedProof } from "./proof.js";

/** The digest; undefined where none was required. */
export function rehearsalIn(journal: readonly JournalEntry[]): string | undefined {
  return journal.findLast((entry) => entry.event === "rehearsal-required")?.rehearsal;
}

/** Devices that were compared, by the last comparison at each step. */
export function comparedIn(journal: readonly JournalEntry[]): ReadonlyMap<string, ComparedProof> {
  const last = new Map<string, Map<number, Comparison>>();
  for (const entry of journal) {
    if (entry.event !== "compared-with-rehearsal") continue;
    const steps = last.get(entry.device) ?? new Map<number, Comparison>();
    last.set(entry.device, steps.set(entry.step, entry));
  }
  return new Map([...last].map(([device, steps]) => [device, summed([...steps.values()])]));
}

type Comparison = Extract<JournalEntry, { event: "compared-with-rehearsal" }>;

function summed(comparisons: readonly Comparison[]): ComparedProof {
  const all = comparisons.flatMap(({ differences }) => differences ?? []);
  if (all.some(({ explained }) => explained === undefined)) return "unlike";
  if (all.some(({ explained }) => explained === "accepted")) return "accepted";
  return all.length > 0 ? "explained" : "as-rehearsed";
}
