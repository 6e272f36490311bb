/** The journal of a rollout in a file: each entry is on the disk before the rollout goes on. */
import {
  advanceFleet,
  deviceOf,
  fleetProgressOf,
  JOURNAL_FORMAT,
  type JournalEntry,
  type JournalStore,
} from "@reroot/core";
import { Refusal } from "../refusal.js";
import type { RunFolder } from "./run-folder.js";

export interface JournalFileOptions {
  readonly planDigest: string;
  readonly now: () => Date;
  readonly watch: (entry: JournalEntry) => void;
}

/** A journal with what it held when it was opened: the entries of an interrupted rollout. */
export interface JournalFile extends JournalStore {
  readonly earlier: readonly JournalEntry[];
}

export async function openJournal(run: RunFolder, options: JournalFileOptions): Promise<JournalFile> {
  const entries = await readJournal(run);
  const earlier = [...entries];
  let fleet = fleetProgressOf(entries);
  return {
    earlier,
    append: async (event) => {
      const entry: JournalEntry = {
        formatVersion: JOURNAL_FORMAT,
        sequence: entries.length + 1,
        at: options.now().toISOString(),
        planDigest: options.planDigest,
        ...event,
      };
      await run.appendLines("journal", [entry]);
      entries.push(entry);
      fleet = advanceFleet(fleet, entry);
      options.watch(entry);
      return entry;
    },
    ofDevice: async (device) => entries.filter((entry) => deviceOf(entry) === device),
    fleet: async () => fleet,
    entries: async function* () {
      yield* entries;
    },
  };
}

/** Empty where there is none yet. A last line that was cut by a crash was never acted on, and is taken off. */
async function readJournal(run: RunFolder): Promise<JournalEntry[]> {
  if (!(await run.has("journal"))) return [];
  const text = await run.readText("journal");
  const end = text.lastIndexOf("\n") + 1;
  if (end < text.length) await run.cut("journal", Buffer.byteLength(text.slice(0, end)));
  return text
    .slice(0, end)
    .split("\n")
    .filter((line) => line !== "")
    .map((line, index) => entryFrom(line, index + 1, run));
}

function entryFrom(line: string, sequence: number, run: RunFolder): JournalEntry {
  const place = `${run.fileOf("journal")}, line ${sequence}`;
  const entry = parsed(line);
  if (entry?.formatVersion !== undefined && entry.formatVersion !== JOURNAL_FORMAT) {
    throw new Refusal({
      sentence: `This journal has format ${entry.formatVersion}; this Reroot reads ${JOURNAL_FORMAT}.`,
      place,
    });
  }
  if (entry?.sequence === sequence && typeof entry.event === "string") return entry;
  throw new Refusal({
    sentence: "The journal is damaged here: this line is not the entry that must follow.",
    place,
    advice: "Nothing was sent. Restore the file, or audit the devices and make a new plan.",
  });
}

function parsed(line: string): JournalEntry | undefined {
  try {
    return JSON.parse(line) as JournalEntry;
  } catch {
    return undefined;
  }
}
