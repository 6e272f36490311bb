/** The engine at its work, over real PostgreSQL and DBOS, with routers that are not there. */
import type { JournalEntry } from "@reroot/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "./database.js";
import { type Engine, type EngineOptions, openRecord } from "./engine.js";
import { examine } from "./keeping/doctor.js";
import type { Order } from "./rollouts/control.js";
import { type EngineRoom, engineRoom, leapingTime, untilEnded, untilEntry } from "./testing/engine-room.js";
import { approvedPlan, type FleetOptions, type PlanShape, TestFleet } from "./testing/test-fleet.js";

let room: EngineRoom;
beforeAll(async () => {
  room = await engineRoom();
});
afterAll(() => room.leave());

let engine: Engine & { readonly database: Database };
let fleet: TestFleet;
let author = 0;

/** Each test has devices of its own, so that no claim of another is in its way. */
let six: readonly { readonly name: string; readonly site: string }[];
beforeEach(() => {
  author++;
  six = ["a1", "a2", "a3", "b1", "b2", "b3"].map((name) => ({
    name: `${name}-${author}`,
    site: name.charAt(0),
  }));
});
afterEach(() => engine.close());

async function start(more: Partial<FleetOptions> = {}, options: Partial<EngineOptions> = {}) {
  const time = leapingTime();
  fleet = new TestFleet({ now: time.now, ...more });
  engine = await room.engine(fleet, { time, ...options });
}

async function submitted(shape: Omit<PlanShape, "author">): Promise<string> {
  const submission = await engine.submit({ approved: approvedPlan(shape), context: {}, scope: "sites" });
  if (!submission.ok) throw new Error(JSON.stringify(submission.failure));
  return submission.value;
}

const order = (rollout: string, what: Order) =>
  engine.order(rollout, what, { by: "Ada", why: "because", at: "2022-02-23T07:00:00.000Z" });

describe("a rollout on the engine", () => {
  it("brings every device to its end, wave after wave, and the record is whole", async () => {
    await start();
    const entries = await untilEnded(engine, await submitted({ devices: six }));
    expect(entries.at(-1)).toMatchObject({ event: "ended", completed: true });
    expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index + 1));
    expect(ends(entries)).toEqual(Object.fromEntries(six.map(({ name }) => [name, "device-done"])));
    expect(fleet.sent).toHaveLength(12);
    expect(six.every(({ name }) => fleet.holdsRoot(name))).toBe(true);
    expect((await examine(engine.database.connections.pool)).complaints).toEqual([]);
  });

  it("works on as many devices at once as its pace allows, overall and for each site", async () => {
    let atSite = 0;
    let most = 0;
    await start({
      callMs: 5,
      around: (when, device) => {
        if (!device.startsWith("a")) return;
        atSite += when === "before" ? 1 : -1;
        most = Math.max(most, atSite);
      },
    });
    const pace = { concurrency: 3, perSite: 2 };
    await untilEnded(engine, await submitted({ devices: six, canary: 1, pace }));
    expect(fleet.busiest).toBeLessThanOrEqual(3);
    expect(most).toBeLessThanOrEqual(2);
  });

  it("begins no more devices in a minute of its own time than its pace allows", async () => {
    await start();
    const pace = { concurrency: 6, startsPerMinute: 2 };
    const entries = await untilEnded(engine, await submitted({ devices: six, pace }));
    const begun = firstEntryOfEach(entries);
    for (const at of begun) {
      const inTheMinute = begun.filter((other) => other >= at && other < at + 60_000);
      expect(inTheMinute.length).toBeLessThanOrEqual(2);
    }
  });

  it("stops at a gate that stays shut; a retry opens it again, and the rollout goes on to its end", async () => {
    const refuses = new Set([six[0]?.name ?? ""]);
    await start({ refuses });
    const rollout = await submitted({ devices: six });
    const first = await untilEnded(engine, rollout);
    expect(first.at(-1)).toMatchObject({ event: "ended", completed: false });
    expect(fleet.sent).toHaveLength(1);
    refuses.clear();
    expect(await order(rollout, { order: "retry", device: six[0]?.name ?? "" })).toMatchObject({ ok: true });
    const all = await untilEntry(engine, rollout, (entry) => entry.event === "ended" && entry.completed);
    expect(all.at(-1)).toMatchObject({ event: "ended", completed: true });
    expect(all).toContainEqual(
      expect.objectContaining({ event: "device-retried", by: "Ada", why: "because" }),
    );
    expect((await examine(engine.database.connections.pool)).complaints).toEqual([]);
  });
});

describe("orders", () => {
  it("pause: nothing more is sent until somebody resumes", async () => {
    let rollout = "";
    await start({
      around: async (when) => {
        if (when === "after" && fleet.sent.length === 1) await order(rollout, { order: "pause" });
      },
    });
    rollout = await submitted({ devices: six });
    await untilEntry(engine, rollout, ({ event }) => event === "outcome");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(fleet.sent).toHaveLength(1);
    expect(await order(rollout, { order: "pause" })).toMatchObject({
      failure: { code: "engine/already-paused" },
    });
    expect(await order(rollout, { order: "resume" })).toMatchObject({ ok: true });
    const entries = await untilEnded(engine, rollout);
    expect(Object.values(ends(entries))).toEqual(six.map(() => "device-done"));
    expect(await order(rollout, { order: "pause" })).toMatchObject({
      failure: { code: "engine/rollout-ended" },
    });
  });

  it("cancel: devices under way come to an end as they stand, and no other is begun", async () => {
    let rollout = "";
    await start({
      around: async (when) => {
        if (when === "after" && fleet.sent.length === 1) await order(rollout, { order: "cancel" });
      },
    });
    rollout = await submitted({ devices: six });
    const entries = await untilEnded(engine, rollout);
    expect(entries.at(-1)).toMatchObject({ event: "ended", completed: false });
    expect(fleet.sent).toHaveLength(1);
    expect(Object.keys(ends(entries))).toEqual([six[0]?.name]);
  });

  it("skip: the device is passed over, for good", async () => {
    await start();
    const rollout = await submitted({ devices: six, canary: 1, soakSeconds: 0, pace: { concurrency: 1 } });
    await order(rollout, { order: "skip", device: six[5]?.name ?? "" });
    const entries = await untilEnded(engine, rollout);
    expect(fleet.sent.some(({ device }) => device === six[5]?.name)).toBe(false);
    expect(entries).toContainEqual(expect.objectContaining({ event: "device-skipped", by: "Ada" }));
    expect(await order(rollout, { order: "skip", device: "nobody" })).toMatchObject({
      failure: { code: "engine/rollout-ended" },
    });
  });

  it("may be given by a process that carries nothing out", async () => {
    await start();
    const rollout = await submitted({ devices: six });
    await untilEnded(engine, rollout);
    const record = await openRecord(engine.database);
    expect(await record.find(rollout.slice(0, 6))).toEqual({ ok: true, value: rollout });
    expect(await record.find("ffff-none")).toMatchObject({ failure: { code: "engine/no-such-rollout" } });
    expect(await record.status(rollout)).toMatchObject({ value: { halted: "ended", underWay: [] } });
    await record.close();
  });
});

describe("two rollouts", () => {
  it("that want the same device: the second is refused, and nothing of it is kept", async () => {
    await start({ refuses: new Set() });
    const first = await submitted({ devices: six, soakSeconds: 0 });
    const approved = approvedPlan({ devices: six.slice(2), author: "somebody else" });
    const second = await engine.submit({ approved, context: {}, scope: "sites" });
    const entries = await untilEnded(engine, first);
    expect(second).toMatchObject({ ok: false, failure: { code: "engine/device-claimed", rollout: first } });
    expect(entries.at(-1)).toMatchObject({ completed: true });
    const later = await engine.submit({ approved, context: {}, scope: "sites" });
    expect(later).toMatchObject({ ok: true });
    if (later.ok) await untilEnded(engine, later.value);
  });
});

describe("a rollout that ended at a gate, whose devices another has taken", () => {
  it("is not retried while the other goes on, and loses nothing by it; afterwards it goes on to its end", async () => {
    const refuses = new Set([six[0]?.name ?? ""]);
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let other: string | undefined;
    await start({ refuses, around: async (when) => (other && when === "before" ? held : undefined) });
    const first = await submitted({ devices: six, canary: 1 });
    await untilEnded(engine, first);
    const before = fleet.sent.length;
    other = "under way";
    const approved = approvedPlan({ devices: six.slice(3), author: "somebody else" });
    const second = await engine.submit({ approved, context: {}, scope: "sites" });
    if (!second.ok) throw new Error(JSON.stringify(second.failure));
    refuses.clear();
    const retry = { order: "retry", device: six[0]?.name ?? "" } as const;
    expect(await order(first, retry)).toMatchObject({
      failure: {
        code: "engine/device-claimed",
        rollout: second.value,
        devices: six.slice(3).map(({ name }) => name),
      },
    });
    expect(await engine.status(first)).toMatchObject({ value: { halted: "ended" } });
    expect(fleet.sent).toHaveLength(before);
    letGo();
    expect((await untilEnded(engine, second.value)).at(-1)).toMatchObject({ completed: true });
    expect(await order(first, retry)).toMatchObject({ ok: true });
    const all = await untilEntry(engine, first, (entry) => entry.event === "ended" && entry.completed);
    expect(Object.values(ends(all))).toEqual(six.map(() => "device-done"));
    expect((await examine(engine.database.connections.pool)).complaints).toEqual([]);
  });
});

function ends(entries: readonly JournalEntry[]): Record<string, string> {
  return Object.fromEntries(
    entries.flatMap((entry) =>
      entry.event === "device-done" || entry.event === "device-held" || entry.event === "device-failed"
        ? [[entry.device, entry.event]]
        : [],
    ),
  );
}

function firstEntryOfEach(entries: readonly JournalEntry[]): readonly number[] {
  const first = new Map<string, number>();
  for (const entry of entries) {
    if (entry.event !== "observed" || first.has(entry.observation.device)) continue;
    first.set(entry.observation.device, Date.parse(entry.at));
  }
  return [...first.values()];
}
