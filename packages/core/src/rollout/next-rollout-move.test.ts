import { describe, expect, it } from "vitest";
import { approvedPlan } from "../testing/approved-plan.js";
import { BUNDLE, MemoryJournal, SimulatedFleet, served, type Temper } from "../testing/simulated-fleet.js";
import { fleetProgressOf } from "./fleet-progress.js";
import { nextDeviceMove } from "./next-device-move.js";
import { nextRolloutMove } from "./next-rollout-move.js";
import { deviceProgressOf } from "./progress.js";
import { type RolloutPorts, rollOut } from "./roll-out.js";
import { JOURNAL_FORMAT, type JournalEntry, type JournalEvent } from "./rollout.js";

const GOOD: Temper = {
  import: "works",
  renew: "works",
  unreachable: false,
  changedSincePlan: false,
  patience: 1,
};
const AT = "2022-02-23T06:00:00.000Z";

function run(tempers: readonly Temper[], changes = {}, ports: Partial<RolloutPorts> = {}) {
  const approved = approvedPlan(
    tempers.map((_, index) => `r${index}`),
    changes,
  );
  const fleet = new SimulatedFleet(new Map(tempers.map((temper, index) => [`r${index}`, temper])));
  const journal = new MemoryJournal(approved.plan.digest, () => fleet.now());
  const all = { hands: fleet, journal, time: fleet, recheckBundle: served, ...ports };
  return { approved, fleet, done: rollOut(approved, all) };
}

function journalOf(...events: readonly JournalEvent[]): readonly JournalEntry[] {
  return events.map((event, index) => {
    const head = { formatVersion: JOURNAL_FORMAT, sequence: index + 1, at: AT } as const;
    return { ...head, planDigest: "sha256:p", ...event };
  });
}

describe("a wave with a window", () => {
  const windows = [{ from: "01:00", to: "02:00", timeZone: "UTC" }];

  it("waits for it, says so once, and begins nothing outside", async () => {
    const { done } = run([GOOD, GOOD, GOOD], { windows });
    const journal = await done;
    expect(journal.at(-1)).toMatchObject({ event: "ended", completed: true });
    const waiting = journal.filter(({ event }) => event === "wave-waiting");
    expect(waiting).toMatchObject([{ wave: "canary", until: "2022-02-24T01:00:00.000Z" }]);
    for (const entry of journal) {
      if (entry.event === "intent") expect(entry.at.slice(11, 13)).toBe("01");
    }
  });

  it("ends where no window opens any more", async () => {
    const over = [{ ...windows[0]!, dates: ["2022-02-01"] }];
    const { done, fleet } = run([GOOD], { windows: over });
    expect((await done).at(-1)).toMatchObject({ completed: false, because: "window-over" });
    expect(fleet.history).toEqual([]);
  });
});

describe("the bundle, fetched again before a wave", () => {
  it("ends the rollout when it is another one", async () => {
    const replaced = { recheckBundle: async () => ({ sha256: "0".repeat(64) }) };
    const { done, fleet } = run([GOOD], {}, replaced);
    expect((await done).at(-1)).toMatchObject({ completed: false, because: "bundle-replaced" });
    expect(fleet.history).toEqual([]);
  });

  it("is asked for again while it cannot be had, and not for ever", async () => {
    let asked = 0;
    const late = async () => (++asked < 3 ? { unavailable: "no answer" } : { sha256: BUNDLE.sha256 });
    const { done } = run([GOOD], {}, { recheckBundle: late });
    expect((await done).at(-1)).toMatchObject({ completed: true });
    const never = run([GOOD], {}, { recheckBundle: async () => ({ unavailable: "no answer" }) });
    expect((await never.done).at(-1)).toMatchObject({ because: "bundle-unavailable" });
  });
});

describe("a gate that asks for verdicts", () => {
  const gate = { failuresAllowed: 0, soakSeconds: 0, requiredVerdicts: ["protected" as const] };

  it("opens when every changed device has one, and closes when one has not", async () => {
    const assess = (verdict: "protected" | "failing") => ({
      assessDevices: async (devices: readonly string[]) => devices.map((device) => ({ device, verdict })),
    });
    const good = run([GOOD, GOOD], { gate }, assess("protected"));
    expect((await good.done).at(-1)).toMatchObject({ completed: true });
    const bad = run([GOOD, GOOD], { gate }, assess("failing"));
    const journal = await bad.done;
    expect(journal.at(-1)).toMatchObject({ completed: false, because: "gate-closed" });
    expect(bad.fleet.history.map(({ device }) => device)).not.toContain("r1");
  });
});

describe("what people decide", () => {
  const approved = approvedPlan(["r0", "r1"]);
  const begun: readonly JournalEvent[] = [
    { event: "started", approvedBy: "test" },
    { event: "bundle-rechecked", wave: "canary", found: [{ url: BUNDLE.url, sha256: BUNDLE.sha256 }] },
    { event: "wave-opened", wave: "canary" },
  ];
  const move = (...events: readonly JournalEvent[]) =>
    nextRolloutMove(approved, fleetProgressOf(journalOf(...begun, ...events)), AT);

  it("pauses and resumes", () => {
    expect(move({ event: "paused", by: "ann", why: "storm" })).toMatchObject({
      controls: { mode: "paused" },
    });
    const both = move({ event: "paused", by: "ann" }, { event: "resumed", by: "ann" });
    expect(both).toMatchObject({ do: "work", controls: { mode: "go" } });
  });

  it("cancels: nothing more is sent, and each device comes to an end", () => {
    const events = [...begun, { event: "cancelled", by: "ann" } as const];
    const entries = journalOf(...events);
    const turn = nextRolloutMove(approved, fleetProgressOf(entries), AT);
    if (turn.do !== "work") throw new Error(turn.do);
    expect(turn.controls.mode).toBe("stop");
    const planned = { ...approved, devicePlan: turn.wave.devices[0]!, wave: "canary" };
    const progress = deviceProgressOf("r0", entries);
    expect(nextDeviceMove(planned, { progress, at: AT, controls: turn.controls })).toMatchObject({
      event: { event: "device-held", reason: { code: "rollout/cancelled" } },
    });
    const ended: JournalEvent = {
      event: "device-held",
      device: "r0",
      wave: "canary",
      reason: { code: "rollout/cancelled" },
    };
    expect(move(events[3]!, ended)).toMatchObject({ event: { event: "ended", because: "cancelled" } });
  });

  it("passes a device over without counting it against the gate, and takes a failed one up again", () => {
    const skipped: JournalEvent = { event: "device-skipped", device: "r0", wave: "canary", by: "ann" };
    const later = new Date(Date.parse(AT) + 60_000).toISOString();
    const after = fleetProgressOf(journalOf(...begun, skipped));
    expect(nextRolloutMove(approved, after, later)).toMatchObject({
      event: { event: "gate-passed", failures: 0 },
    });
    const failed: readonly JournalEvent[] = [
      { event: "device-failed", device: "r0", wave: "canary", reason: { code: "rollout/cancelled" } },
      { event: "gate-closed", wave: "canary", failures: 1 },
      { event: "ended", completed: false, because: "gate-closed" },
    ];
    expect(move(...failed)).toEqual({ do: "end" });
    const again: JournalEvent = {
      event: "device-retried",
      device: "r0",
      wave: "canary",
      after: "failed",
      by: "ann",
    };
    expect(move(...failed, again)).toMatchObject({ do: "work", controls: { mode: "go" } });
  });

  it("forgets nobody of a later wave when an earlier one was opened anew", () => {
    const failed = { event: "device-failed", wave: "canary", reason: { code: "rollout/cancelled" } } as const;
    const retried = { event: "device-retried", wave: "canary", after: "failed", by: "ann" } as const;
    const closed = { event: "gate-closed", wave: "canary", failures: 1 } as const;
    const before: readonly JournalEvent[] = [
      { ...failed, device: "r0" },
      { event: "gate-passed", wave: "canary", failures: 1 },
      { event: "wave-opened", wave: "wave 1" },
      { ...retried, device: "r0" },
      { ...failed, device: "r0" },
    ];
    const held: JournalEvent = { ...failed, event: "device-held", device: "r1", wave: "wave 1" };
    const cancelled: JournalEvent = { event: "cancelled", by: "ann" };
    for (const end of [cancelled, closed]) {
      const turn = move(...before, end);
      expect(turn).toMatchObject({ do: "work", wave: { name: "wave 1" } });
      expect(move(...before, end, held)).toMatchObject({ event: { event: "ended", completed: false } });
    }
  });
});
