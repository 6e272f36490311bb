/** A database of its own for a test file, and engines on it. */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { JournalEntry } from "@reroot/core";
import { type Database, openDatabase } from "../database.js";
import { type Engine, type EngineOptions, startEngine } from "../engine.js";
import { Refused } from "../failure.js";
import type { LeapingTime } from "../time.js";
import { BUNDLE_SHA256, type TestFleet } from "./test-fleet.js";

export interface EngineRoom {
  readonly folder: string;
  /** Open as long as the room is, so that the server runs on between one engine and the next. */
  readonly anchor: Database;
  open(): Promise<Database>;
  /** On a database of its own: each engine is what one process would be. */
  engine(fleet: TestFleet, more?: Partial<EngineOptions>): Promise<Engine & { readonly database: Database }>;
  leave(): Promise<void>;
}

export async function engineRoom(): Promise<EngineRoom> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "reroot-engine-"));
  await chmod(folder, 0o711);
  const open = async () => {
    const opened = await openDatabase({ folder, durability: "thrown-away" });
    if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
    return opened.value;
  };
  const anchor = await open();
  return {
    folder,
    anchor,
    open,
    engine: async (fleet, more) => {
      const database = await open();
      const engine = await startEngine({
        database,
        serves: { sites: ["a", "b", "-"] },
        worldFor: () => ({ hands: fleet, recheckBundle: async () => ({ sha256: BUNDLE_SHA256 }) }),
        time: leapingTime(),
        told: {
          trouble: (_, error) => console.error(error),
          fatal: (failure) => console.error(failure),
          databaseLost() {},
          databaseBack() {},
          tookOver() {},
        },
        ...more,
      });
      return {
        ...engine,
        database,
        close: async () => {
          await engine.close();
          await database.close();
        },
      };
    },
    leave: async () => {
      await anchor.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function leapingTime(start = "2022-02-23T06:00:00Z"): LeapingTime {
  let now = Date.parse(start);
  return {
    kind: "leaping",
    now: () => new Date(now),
    leapTo: async (moment) => {
      now = Math.max(now, moment.getTime());
    },
  };
}

/** Waits for a rollout's end, however long that takes. */
export async function untilEnded(
  engine: Pick<Engine, "entries">,
  rollout: string,
): Promise<readonly JournalEntry[]> {
  return untilEntry(engine, rollout, ({ event }) => event === "ended");
}

export async function untilEntry(
  engine: Pick<Engine, "entries">,
  rollout: string,
  isIt: (entry: JournalEntry) => boolean,
): Promise<readonly JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for (;;) {
    try {
      for await (const entry of engine.entries(rollout, entries.length)) entries.push(entry);
    } catch (error) {
      // The database may be away for a moment: some tests see to that.
      if (!(error instanceof Refused)) throw error;
    }
    if (entries.some(isIt)) return entries;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
