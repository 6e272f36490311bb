/** The journal of a rollout as a file in its run's folder: a copy of the record, which grows as the record does. */
import { JOURNAL_FORMAT, type JournalEntry } from "@reroot/core";
import { Refusal } from "../refusal.js";
import type { RunFolder } from "./run-folder.js";

export interface JournalFile {
  /** All that is in the file. */
  readonly entries: readonly JournalEntry[];
  /** Adds what follows; on the disk when this resolves. */
  append(entries: readonly JournalEntry[]): Promise<void>;
}

/** @throws {Refusal} for a file that is damaged, with the line. */
export async function openJournal(run: RunFolder): Promise<JournalFile> {
  const entries = await readJournal(run);
  return {
    entries,
    append: async (added) => {
      await run.appendLines("journal", added);
      entries.push(...added);
    },
  };
}

/** Empty where there is none yet. A last line that was cut by a crash is taken off: the record has it. */
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
