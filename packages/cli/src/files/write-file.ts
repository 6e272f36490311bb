/** Writes a file that the user named: a reader sees the old content or the new one, never half of it. */
import { rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { asRefusal } from "./read-file.js";

/** @throws {Refusal} when the file cannot be written. */
export async function writeNamedFile(directory: string, file: string, text: string): Promise<void> {
  const full = path.resolve(directory, file);
  const draft = `${full}.new`;
  try {
    await writeFile(draft, text);
    await rename(draft, full);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw asRefusal(error, file);
  }
}
