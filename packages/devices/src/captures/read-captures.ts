/**
 * Reads a folder of captures from disk, one device at a time, so that a fleet of any size fits in
 * memory. Files that cannot be read are reported and never stop the others. Links are not followed.
 */
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CaptureFile, CaptureReading, SetAside } from "./capture.js";
import { readCaptures } from "./captures.js";

const LARGEST_FILE = 64 * 1024 * 1024;
const DEEPEST_FOLDER = 8;

/** One reading for each entry of the folder, in the order of their names. Rejects only where the folder itself cannot be listed. */
export async function* readCaptureFolder(folder: string): AsyncGenerator<CaptureReading> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const setAside: SetAside[] = [];
    const files: CaptureFile[] = [];
    await collect(folder, entry.name, 0, files, setAside);
    const reading = readCaptures(files);
    yield { devices: reading.devices, setAside: [...setAside, ...reading.setAside] };
  }
}

async function collect(
  root: string,
  path: string,
  depth: number,
  files: CaptureFile[],
  setAside: SetAside[],
): Promise<void> {
  const full = join(root, path);
  try {
    const found = await lstat(full);
    if (found.isDirectory()) {
      if (path.split("/").at(-1)?.startsWith("."))
        setAside.push({ file: path, reason: { code: "capture/hidden" } });
      else if (depth >= DEEPEST_FOLDER)
        setAside.push({ file: path, reason: unreadable("folders nested too deep") });
      else {
        for (const name of (await readdir(full)).sort()) {
          await collect(root, `${path}/${name}`, depth + 1, files, setAside);
        }
      }
    } else if (!found.isFile()) setAside.push({ file: path, reason: unreadable("not a regular file") });
    else if (found.size > LARGEST_FILE) {
      const reason = { code: "capture/too-large", size: found.size, limit: LARGEST_FILE } as const;
      setAside.push({ file: path, reason });
    } else files.push({ path, text: textOf(await readFile(full)) });
  } catch (error) {
    setAside.push({ file: path, reason: unreadable((error as NodeJS.ErrnoException).code ?? String(error)) });
  }
}

/** UTF-8, unless the mark of UTF-16 stands in front, as Windows writes what a shell redirects. */
function textOf(bytes: Buffer): string {
  return bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? "utf16le" : "utf8");
}

function unreadable(detail: string): SetAside["reason"] {
  return { code: "capture/unreadable", detail };
}
