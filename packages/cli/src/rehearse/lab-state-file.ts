/**
 * Where a lab's state is kept between two runs: one file in a folder that the user names. What is in it is the lab's
 * own business.
 */
import { access, mkdir } from "node:fs/promises";
import path from "node:path";
import { type LabState, readLabState } from "@reroot/rehearsal";
import { asRefusal, isFolder, readText } from "../files/read-file.js";
import { writeNamedFile } from "../files/write-file.js";
import { Refusal } from "../refusal.js";

export interface LabStateFile {
  /** Undefined in the first run. @throws {Refusal} for a file that holds no kept lab. */
  read(): Promise<LabState | undefined>;
  write(state: LabState): Promise<void>;
}

const NAME = "lab-state.json";
const MOST_BYTES = 512 * 1024 * 1024;

/** Makes the folder where there is none. @throws {Refusal} when that is not possible. */
export async function labStateFile(directory: string, folder: string): Promise<LabStateFile> {
  const full = path.resolve(directory, folder);
  await mkdir(full, { recursive: true }).catch((error) => {
    throw asRefusal(error, folder);
  });
  if (!(await isFolder(full))) throw new Refusal({ sentence: "A folder is needed here.", place: folder });
  const file = path.join(full, NAME);
  return {
    read: () => readKept(file),
    write: (state) => writeNamedFile(full, NAME, `${JSON.stringify(state)}\n`),
  };
}

async function readKept(file: string): Promise<LabState | undefined> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (!exists) return undefined;
  const text = await readText(path.dirname(file), NAME, MOST_BYTES);
  try {
    return readLabState(JSON.parse(text));
  } catch (error) {
    throw new Refusal({
      sentence: `The lab cannot go on from this file: ${(error as Error).message}.`,
      place: file,
      advice: "Remove the file to start afresh, or name another folder.",
    });
  }
}
