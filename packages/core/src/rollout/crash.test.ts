/** The controller dies at every single place of a rollout, not only at some that a generator draws. */
import { describe, expect, it } from "vitest";
import type { Plan } from "../plan/plan.js";
import { approvedPlan } from "../testing/approved-plan.js";
import { mortal } from "../testing/rollout-model/controller.js";
import { Crash, MemoryJournal, SimulatedFleet, served, type Temper } from "../testing/simulated-fleet.js";
import { rollOut } from "./roll-out.js";
import type { JournalEntry } from "./rollout.js";

const GOOD: Temper = {
  import: "works",
  renew: "works",
  unreachable: false,
  changedSincePlan: false,
  patience: 2,
};

const FLEETS: Readonly<Record<string, readonly Temper[]>> = {
  "all goes well": [GOOD, GOOD, GOOD, GOOD],
  "outcomes are lost": [
    GOOD,
    { ...GOOD, import: "lost-with-effect", renew: "lost-with-effect" },
    { ...GOOD, import: "lost-without-effect" },
  ],
  "a device in each kind of trouble": [
    GOOD,
    { ...GOOD, import: "refused" },
    { ...GOOD, import: "no-effect" },
    { ...GOOD, renew: "refused" },
    { ...GOOD, renew: "never-succeeds" },
    { ...GOOD, unreachable: true },
    { ...GOOD, changedSincePlan: true },
  ],
  "the canary fails": [{ ...GOOD, import: "refused" }, GOOD],
};

describe("a controller that dies before or after any call to the world", () => {
  it.each(Object.entries(FLEETS))("once, while %s", async (_, tempers) => {
    let places = 0;
    for (let at = 0; ; at++, places++) {
      if (!(await survives(tempers, [at]))) break;
    }
    expect(places).toBeGreaterThan(20);
  });

  it("and once more at any place of the run that goes on", async () => {
    let places = 0;
    for (let first = 0; await survives([GOOD], [first]); first++) {
      for (let second = 0; await survives([GOOD], [first, second]); second++) places++;
    }
    expect(places).toBeGreaterThan(400);
  });
});

/** False once the last of the crashes lies behind the end of the rollout. */
async function survives(tempers: readonly Temper[], crashes: readonly number[]): Promise<boolean> {
  const names = tempers.map((_, index) => `r${index}`);
  const approved = approvedPlan(names);
  const fleet = new SimulatedFleet(new Map(tempers.map((temper, index) => [`r${index}`, temper])));
  const journal = new MemoryJournal(approved.plan.digest, () => fleet.now());
  let died = 0;
  for (const crashAt of [...crashes, Number.POSITIVE_INFINITY]) {
    try {
      await rollOut(
        approved,
        mortal({ hands: fleet, journal, time: fleet, recheckBundle: served }, { diesAt: crashAt }),
      );
      break;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      died++;
    }
  }
  expectKept(names, fleet, journal.all, approved.plan);
  return died === crashes.length;
}

function expectKept(
  names: readonly string[],
  fleet: SimulatedFleet,
  journal: readonly JournalEntry[],
  plan: Plan,
): void {
  expect(journal.at(-1)?.event).toBe("ended");
  expect(journal.map(({ sequence }) => sequence)).toEqual(journal.map((_, index) => index + 1));
  expect(journal.filter(({ event }) => event === "ended" || event === "started")).toHaveLength(2);
  for (const name of names) {
    const sent = fleet.history.filter(({ device }) => device === name);
    const effective = sent.filter(({ hadEffect }) => hadEffect).map(({ command }) => command);
    expect(new Set(effective).size).toBe(effective.length);
    const intended = journal.filter((entry) => entry.event === "intent" && entry.intent.device === name);
    expect(intended.length).toBeGreaterThanOrEqual(sent.length);
    const ends = journal.filter(
      (entry) =>
        (entry.event === "device-done" || entry.event === "device-held" || entry.event === "device-failed") &&
        entry.device === name,
    );
    expect(ends.length).toBeLessThanOrEqual(1);
    if (ends[0]?.event === "device-done") expect(fleet.holdsRoot(name)).toBe(true);
    if (ends[0]?.event === "device-held") expect(sent).toEqual([]);
  }
  expectGateKept(journal, plan);
}

function expectGateKept(journal: readonly JournalEntry[], plan: Plan): void {
  const later = new Set(plan.waves[1]?.devices.map(({ device }) => device));
  const first = journal.findIndex((entry) => entry.event === "intent" && later.has(entry.intent.device));
  const passed = journal.findIndex(({ event }) => event === "gate-passed");
  if (first >= 0) expect(passed >= 0 && passed < first).toBe(true);
}
