import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digestOf } from "../canonical.js";
import type { ApprovedPlan, Plan, Wave } from "../plan/plan.js";
import { linesOf } from "../plan/step.js";
import {
  BUNDLE,
  Crash,
  IMPORT,
  MemoryJournal,
  POOL_BEFORE,
  RENEW,
  REQUIRED,
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
    const approved = approvedPlan(["r1"], 0);
    const fleet = new SimulatedFleet(new Map([["r1", GOOD]]));
    const journal = new MemoryJournal(approved.plan.digest, () => fleet.now());
    await rollOut(approved, { hands: fleet, journal, time: fleet, recheckBundle: served });
    const other = approvedPlan(["r1", "r2"], 0);
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

const temper: fc.Arbitrary<Temper> = fc.record({
  import: fc.constantFrom("works", "refused", "no-effect", "lost-with-effect", "lost-without-effect"),
  renew: fc.constantFrom("works", "lost-with-effect", "never-succeeds", "refused"),
  unreachable: fc.boolean(),
  changedSincePlan: fc.boolean(),
  patience: fc.nat(6),
});

describe("a rollout, whatever happens", () => {
  it("comes to an end, repeats nothing that had effect, and crosses no closed gate", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(temper, { minLength: 1, maxLength: 7 }),
        fc.nat(2),
        fc.array(fc.nat(30), { maxLength: 6 }),
        async (tempers, failuresAllowed, crashes) => {
          const names = tempers.map((_, index) => `r${index}`);
          const fleet = new Map(tempers.map((one, index) => [`r${index}`, one]));
          const { journal, ...ran } = await run(names, fleet, { failuresAllowed, crashes });

          expect(journal.at(-1)?.event).toBe("ended");
          expect(journal.map(({ sequence }) => sequence)).toEqual(journal.map((_, index) => index + 1));
          for (const name of names) {
            const sent = ran.fleet.history.filter(({ device }) => device === name);
            const effective = sent.filter(({ hadEffect }) => hadEffect).map(({ command }) => command);
            expect(new Set(effective).size).toBe(effective.length);
            for (const { command } of sent) expect(intended(journal, name)).toContain(command);
            if (ends(journal)[name] === "device-done") expect(ran.fleet.holdsRoot(name)).toBe(true);
          }
          expectGatesKept(ran.plan, journal);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Runs to the end, however often the controller dies on the way. */
async function run(
  names: readonly string[],
  tempers: ReadonlyMap<string, Temper>,
  { failuresAllowed = 0, crashes = [] as readonly number[] } = {},
) {
  const approved = approvedPlan(names, failuresAllowed);
  const fleet = new SimulatedFleet(tempers);
  const journal = new MemoryJournal(approved.plan.digest, () => fleet.now());
  for (const crashIn of [...crashes, -1]) {
    fleet.crashIn = crashIn;
    try {
      await rollOut(approved, { hands: fleet, journal, time: fleet, recheckBundle: served });
      break;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }
  return { plan: approved.plan, fleet, journal: journal.all };
}

function approvedPlan(names: readonly string[], failuresAllowed: number): ApprovedPlan {
  const devices: Wave["devices"] = names.map((device) => ({
    device,
    remedy: "import-from-default-url",
    because: [{ code: "remedy/first-choice" }],
    basedOn: { pool: POOL_BEFORE, verdict: "failing" },
    steps: [
      {
        kind: "import-bundle",
        action: { kind: "exec", command: IMPORT },
        requiredRoots: [REQUIRED],
      },
      { kind: "renew-authorization", action: { kind: "exec", command: RENEW }, deadlineSeconds: 300 },
    ],
    undo: { kind: "none", because: "earlier-downloaded-certificates" },
    cautions: [],
  }));
  const gate = { failuresAllowed, soakSeconds: 30 };
  const body: Omit<Plan, "digest"> = {
    formatVersion: 2,
    notice: { id: "n", revision: "1.0", digest: "sha256:n" },
    assessmentDigest: "sha256:a",
    author: "test",
    createdAt: "2022-02-23T06:00:00.000Z",
    pace: { concurrency: 3 },
    bundle: BUNDLE,
    pools: { [POOL_BEFORE]: [] },
    waves: [
      { name: "canary", devices: devices.slice(0, 1), gate },
      { name: "wave 1", devices: devices.slice(1), gate },
    ],
    heldBack: [],
    untouched: [],
  };
  const plan: Plan = { ...body, digest: digestOf(body) };
  return { plan, approval: { planDigest: plan.digest, by: "test", at: plan.createdAt } };
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

function intended(journal: readonly JournalEntry[], device: string): readonly string[] {
  return journal.flatMap((entry) =>
    entry.event === "intent" && entry.intent.device === device ? linesOf(entry.intent.action) : [],
  );
}

/** Nothing of a later wave is intended before the gate of the wave before it was passed. */
function expectGatesKept(plan: Plan, journal: readonly JournalEntry[]): void {
  const later = new Set(plan.waves[1]?.devices.map(({ device }) => device));
  const first = journal.findIndex((entry) => entry.event === "intent" && later.has(entry.intent.device));
  if (first < 0) return;
  const passed = journal.findIndex((entry) => entry.event === "gate-passed" && entry.wave === "canary");
  expect(passed).toBeGreaterThanOrEqual(0);
  expect(passed).toBeLessThan(first);
  const failures = Object.values(ends(journal.slice(0, passed))).filter(
    (end) => end !== "device-done",
  ).length;
  expect(failures).toBeLessThanOrEqual(plan.waves[0]?.gate.failuresAllowed ?? 0);
}
