/** A rollout in a lab: on the engine, as in production; its record is thrown away with the lab, and the journal stays in the run's folder. */
import type { ApprovedPlan, AssessDevices, Hands, JournalEntry, RecheckBundle } from "@reroot/core";
import type { Lab } from "@reroot/rehearsal";
import { openJournal } from "../files/journal-file.js";
import type { RunFolder } from "../files/run-folder.js";
import { fetchFile } from "../flow/fetch-file.js";
import { recheckBundle } from "../flow/offer-bundle.js";
import { runOnEngine } from "../flow/on-the-engine.js";
import { withPassingDatabase } from "../flow/passing-database.js";

export interface LabRollout {
  readonly lab: Lab;
  readonly approved: ApprovedPlan;
  readonly folder: RunFolder;
  readonly hands: Hands;
  /** Needed where a gate of the plan asks for verdicts. */
  readonly assessDevices?: AssessDevices;
  journalled(entry: JournalEntry): void;
}

export async function rollOutInLab(rollout: LabRollout): Promise<readonly JournalEntry[]> {
  const { lab, approved, folder, hands, assessDevices } = rollout;
  const journal = await openJournal(folder);
  const recheck: RecheckBundle = (url) => recheckBundle(url, () => fetchFile(lab.bundle.loopbackUrl));
  const world = { hands, recheckBundle: recheck, ...(assessDevices && { assessDevices }) };
  await withPassingDatabase((database) =>
    runOnEngine({
      database,
      submission: { approved, context: {}, scope: "own", earlier: [] },
      hands: {
        worldFor: () => world,
        time: { kind: "leaping", now: () => lab.clock.now(), leapTo: (moment) => lab.advanceTo(moment) },
      },
      after: 0,
      stopped: new Promise(() => {}),
      told: {
        begun: () => {},
        journalled: async (entries) => {
          await journal.append(entries);
          for (const entry of entries) rollout.journalled(entry);
        },
        databaseLost: () => {},
        databaseBack: () => {},
      },
    }),
  );
  return journal.entries;
}
