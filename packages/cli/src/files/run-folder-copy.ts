/** Copies files from one run's folder to another's, so that each run stands by itself and none is changed. */
import { constants, copyFile } from "node:fs/promises";
import { asRefusal } from "./read-file.js";
import type { RunFile, RunFolder } from "./run-folder.js";

/** What `from` does not hold is not copied. File systems that can, share the bytes until one side changes. */
export async function copyRunFiles(from: RunFolder, to: RunFolder, files: readonly RunFile[]): Promise<void> {
  for (const file of files) {
    if (!(await from.has(file))) continue;
    try {
      await copyFile(from.fileOf(file), to.fileOf(file), constants.COPYFILE_FICLONE);
    } catch (error) {
      throw asRefusal(error, to.fileOf(file));
    }
  }
}
