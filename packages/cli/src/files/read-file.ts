/** Opens what the user named, bounded in size; what cannot be read ends the command with the reason. */
import { open, stat } from "node:fs/promises";
import path from "node:path";
import { Refusal } from "../refusal.js";

/** @throws {Refusal} when there is no such file, it cannot be read, or it is larger than `most` bytes. */
export async function readBytes(directory: string, file: string, most = MOST_BYTES): Promise<Uint8Array> {
  const full = path.resolve(directory, file);
  try {
    const handle = await open(full, "r");
    try {
      const { size } = await handle.stat();
      if (size > most) throw tooLarge(file, size, most);
      const bytes = new Uint8Array(await handle.readFile());
      if (bytes.length > most) throw tooLarge(file, bytes.length, most);
      return bytes;
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asRefusal(error, file);
  }
}

/** UTF-8; bytes that are not UTF-8 become U+FFFD, as they are in a terminal. */
export async function readText(directory: string, file: string, most = MOST_BYTES): Promise<string> {
  return new TextDecoder().decode(await readBytes(directory, file, most));
}

export async function isFolder(folder: string): Promise<boolean> {
  return stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Turns an error of the file system into a refusal; anything else is passed on as it is. */
export function asRefusal(error: unknown, file: string): unknown {
  if (error instanceof Refusal || !(error instanceof Error) || !("code" in error)) return error;
  return new Refusal({
    sentence: whatIsWrong(String(error.code)),
    place: file,
    advice:
      error.code === "ENOSPC"
        ? "Make room, then give the same command again: what was written so far is kept."
        : "Check the path and try again.",
  });
}

const MOST_BYTES = 64 * 1024 * 1024;

/** Of a file that this tool wrote for a large fleet; a string in this engine holds little more. */
export const MOST_OF_A_RUN = 500 * 1024 * 1024;

function tooLarge(file: string, size: number, most: number): Refusal {
  return new Refusal({ sentence: `The file has ${size} bytes; at most ${most} are read.`, place: file });
}

function whatIsWrong(code: string): string {
  switch (code) {
    case "ENOENT":
      return "There is no such file or folder.";
    case "EISDIR":
      return "This is a folder, and a file is needed.";
    case "ENOTDIR":
      return "This is a file, and a folder is needed.";
    case "EACCES":
    case "EPERM":
      return "You may not read or write this.";
    case "ENOSPC":
      return "The disk is full.";
    default:
      return `The file system answers ${code}.`;
  }
}
