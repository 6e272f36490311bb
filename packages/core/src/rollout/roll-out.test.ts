import { describe, expect, it } from "vitest";
import { approvedPlan } from "../testing/approved-plan.js";
import {
  IMPORT,
  MemoryJournal,
  POOL_BEFORE,
  RENEW,
  SimulatedFleet,
  served,
  type Temper,
} from "../testing/simulated-fleet.js";
import { rollOut } from "./roll-out.js";
import type { JournalEntry } from "./rollout.js";

const GOOD: Temper = {
  import: "works",
  renew: "works",
  unreachable: false,
  changedSincePlan: false,
  patience: 1,
};

describe("rollOut", () => {
  it("imports, renews, and waits for a contact that came later", async () => {
    const { journal, fleet } = await run(["r1"], new Map([["r1", { ...GOOD, patience: 3 }]]));
    expect(fleet.history.map(({ command }) => command)).toEqual([IMPORT, RENEW]);
    expect(ends(journal)).toEqual({ r1: "device-done" });
    expect(journal.at(-1)).toMatchObject({ event: "ended", completed: true });
  });

  it("sends nothing to a device that is no longer as the plan found it", async () => {
    const { journal, fleet } = await run(["r1"], new Map([["r1", { ...GOOD, changedSincePlan: true }]]));
    expect(fleet.history).toEqual([]);
    expect(journal).toContainEqual(
      expect.objectContaining({
        event: "device-held",
        reason: { code: "rollout/device-changed", expected: POOL_BEFORE, found: "sha256:other" },
      }),
    );
  });

  it("looks before it sends again when the outcome is unknown", async () => {
    const lost = await run(["r1"], new Map([["r1", { ...GOOD, import: "lost-with-effect" }]]));
    expect(lost.fleet.history.filter(({ command }) => command === IMPORT)).toHaveLength(1);
    const gone = await run(["r1"], new Map([["r1", { ...GOOD, import: "lost-without-effect" }]]));
    expect(gone.fleet.history.filter(({ command }) => command === IMPORT)).toHaveLength(2);
    expect(ends(gone.journal)).toEqual({ r1: "device-failed" });
  });

  it("does not take an accepted import for an effective one", async () => {
    const { journal } = await run(["r1"], new Map([["r1", { ...GOOD, import: "no-effect" }]]));
    expect(journal).toContainEqual(
      expect.objectContaining({ reason: { code: "rollout/import-without-effect", command: IMPORT } }),
    );
  });

  it("keeps the next wave shut when the canary fails", async () => {
    const tempers = new Map([
      ["canary", { ...GOOD, import: "refused" as const }],
      ["other", GOOD],
    ]);
    const { journal, fleet } = await run(["canary", "other"], tempers);
    expect(fleet.history.map(({ device }) => device)).toEqual(["canary"]);
    expect(journal.at(-1)).toMatchObject({ event: "ended", completed: false });
  });

  it("does not take another plan's journal for its own", async () => {
    const approved = approvedPlan(["r1"]);
    const fleet = new SimulatedFleet(new Map([["r1", GOOD]]));
    const journal = new MemoryJournal(approved.plan.digest, () => fleet.now());
    await rollOut(approved, { hands: fleet, journal, time: fleet, recheckBundle: served });
    const other = approvedPlan(["r1", "r2"]);
    await expect(
      rollOut(other, { hands: fleet, journal, time: fleet, recheckBundle: served }),
    ).rejects.toThrow("another plan");
    expect(fleet.history).toHaveLength(2);
  });

  it("gives up on a contact that never comes, after the deadline on the device's clock", async () => {
    const { journal } = await run(["r1"], new Map([["r1", { ...GOOD, renew: "never-succeeds" }]]));
    expect(journal).toContainEqual(
      expect.objectContaining({ reason: expect.objectContaining({ code: "rollout/no-contact-since" }) }),
    );
  });
});

async function run(names: readonly string[], tempers: ReadonlyMap<string, Temper>) {
  const approved = approvedPlan(names);
  const fleet = new SimulatedFleet(tempers);
  const journal = new MemoryJournal(approved.plan.digest, () => fleet.now());
  await rollOut(approved, { hands: fleet, journal, time: fleet, recheckBundle: served });
  return { fleet, journal: journal.all };
}

function ends(journal: readonly JournalEntry[]): Record<string, string> {
  return Object.fromEntries(
    journal.flatMap((entry) =>
      entry.event === "device-done" || entry.event === "device-held" || entry.event === "device-failed"
        ? [[entry.device, entry.event]]
        : [],
    ),
  );
}
