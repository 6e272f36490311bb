/** A database for one rehearsal: private, in a folder of its own below the system's temporary one, and gone afterwards. */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Database, openDatabase } from "@reroot/engine";
import { refusalFrom } from "../refusal-from.js";
import { databaseFailureInWords } from "../words/database-failure.js";

export async function withPassingDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "reroot-"));
  try {
    // Root's server runs as somebody else, who has to get there; what lies below is that user's alone.
    await chmod(folder, 0o711);
    const opened = await openDatabase({ folder, durability: "thrown-away" });
    if (!opened.ok) throw refusalFrom(databaseFailureInWords(opened.failure));
    try {
      return await work(opened.value);
    } finally {
      await opened.value.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
