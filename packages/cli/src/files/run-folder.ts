/**
 * The folder of one run: everything that one audit, its plan, its rollout and its proof leave behind.
 * `docs/evidence-and-proof.md` says what each file holds. It knows names and how to write them
 * whole or not at all; it does not know what they mean.
 */
import { mkdir, open, rename, stat, truncate } from "node:fs/promises";
import path from "node:path";
import { Refusal } from "../refusal.js";
import { jsonPieces } from "./json-pieces.js";
import { asRefusal, MOST_OF_A_RUN, readText } from "./read-file.js";

export const RUN_FILES = {
  inventory: "inventory.json",
  evidence: "evidence.json",
  transcripts: "transcripts.jsonl",
  assessment: "assessment.json",
  plan: "plan.json",
  rehearsal: "rehearsal.json",
  bundle: "bundle.p7b",
  approval: "approval.json",
  journal: "journal.jsonl",
  evidenceAfter: "after-evidence.json",
  assessmentAfter: "after-assessment.json",
  proof: "proof.json",
  report: "report.html",
} as const;

export type RunFile = keyof typeof RUN_FILES;

export interface RunFolder {
  readonly path: string;
  fileOf(file: RunFile): string;
  writeJson(file: RunFile, value: unknown): Promise<string>;
  writeText(file: RunFile, text: string): Promise<string>;
  writeBytes(file: RunFile, bytes: Uint8Array): Promise<string>;
  /** One JSON value a line, flushed to the disk before the promise resolves. */
  appendLines(file: RunFile, values: readonly unknown[]): Promise<void>;
  readText(file: RunFile): Promise<string>;
  has(file: RunFile): Promise<boolean>;
  /** Shortens a file to its first `bytes`. */
  cut(file: RunFile, bytes: number): Promise<void>;
}

/** Opens the folder of a run that is there. @throws {Refusal} where it is not; nothing is made. */
export async function openRunFolder(folder: string): Promise<RunFolder> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? noRun("There is no such folder.", folder) : asRefusal(error, folder);
  });
  if (!found.isDirectory()) throw noRun("This is a file, and the folder of a run is needed.", folder);
  return filesIn(folder);
}

function noRun(sentence: string, place: string): Refusal {
  const advice = "Give the folder that its audit named at the end: by --out, or .reroot/<notice>-<time>.";
  return new Refusal({ sentence, place, advice });
}

/** Opens a folder, making it first where it is not there; readable by its owner alone. */
export async function makeRunFolder(folder: string): Promise<RunFolder> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw asRefusal(error, folder);
  }
  return filesIn(folder);
}

function filesIn(folder: string): RunFolder {
  const fileOf = (file: RunFile) => path.join(folder, RUN_FILES[file]);
  const writeBytes = async (file: RunFile, content: string | Uint8Array) => {
    await writeWhole(fileOf(file), content);
    return fileOf(file);
  };
  const writeText: RunFolder["writeText"] = writeBytes;
  return {
    path: folder,
    fileOf,
    writeText,
    writeBytes,
    writeJson: async (file, value) => {
      await writeWhole(fileOf(file), jsonLines(value));
      return fileOf(file);
    },
    appendLines: (file, values) =>
      appendDurably(fileOf(file), values.map((value) => `${JSON.stringify(value)}\n`).join("")),
    readText: (file) => readText(folder, fileOf(file), MOST_OF_A_RUN),
    has: (file) => isThere(fileOf(file)),
    cut: (file, bytes) => truncate(fileOf(file), bytes),
  };
}

/**
 * A new folder for one run: `.reroot/<what>-<time>` in the caller's directory unless another is named. Two runs
 * that begin within one second have folders of their own: the second one's ends in `-2`.
 */
export async function newRunFolder(
  directory: string,
  what: string,
  now: Date,
  named?: string,
): Promise<RunFolder> {
  const stamp = now.toISOString().replace(/[-:]/g, "").replace(/\..*/, "Z");
  const folder =
    named === undefined
      ? await unusedFolder(path.resolve(directory, ".reroot", `${what}-${stamp}`))
      : path.resolve(directory, named);
  const run = await makeRunFolder(folder);
  if (await run.has("evidence")) {
    throw new Refusal({
      sentence: "This folder already holds a run; nothing in it was touched.",
      place: folder,
      advice: "Name another with --out, or remove it.",
    });
  }
  return run;
}

function* jsonLines(value: unknown): Generator<string> {
  yield* jsonPieces(value);
  yield "\n";
}

/** Made here and now, so that no other process can take it in between. */
async function unusedFolder(wanted: string): Promise<string> {
  for (let number = 1; ; number++) {
    const folder = number === 1 ? wanted : `${wanted}-${number}`;
    try {
      await mkdir(path.dirname(folder), { recursive: true, mode: 0o700 });
      await mkdir(folder, { mode: 0o700 });
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw asRefusal(error, folder);
    }
  }
}

function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** A reader sees the old text or the new one, never half of it, even after a crash. */
export async function writeWhole(file: string, text: string | Uint8Array | Iterable<string>): Promise<void> {
  const draft = `${file}.new`;
  try {
    const handle = await open(draft, "w", 0o600);
    try {
      const pieces = typeof text === "string" || text instanceof Uint8Array ? [text] : text;
      for (const piece of pieces) await handle.writeFile(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    throw asRefusal(error, file);
  }
}

async function appendDurably(file: string, lines: string): Promise<void> {
  try {
    const handle = await open(file, "a", 0o600);
    try {
      await handle.appendFile(lines);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asRefusal(error, file);
  }
}
