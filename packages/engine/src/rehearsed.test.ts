/** Rollouts that go by a rehearsal: what it expects stands in the record, beside each device, for whoever serves it. */
import type { ComparableFacts, JournalEntry } from "@reroot/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "./database.js";
import type { Engine } from "./engine.js";
import { examine } from "./keeping/doctor.js";
import type { Order } from "./rollouts/control.js";
import type { Submission } from "./rollouts/submit.js";
import { type EngineRoom, engineRoom, leapingTime, untilEntry } from "./testing/engine-room.js";
import { rehearsalOfPlan } from "./testing/rehearsal.js";
import { approvedPlan, TestFleet } from "./testing/test-fleet.js";

let room: EngineRoom;
let engine: Engine & { readonly database: Database };
let fleet: TestFleet;
let refuses: Set<string>;
let number = 0;

beforeAll(async () => {
  room = await engineRoom();
});
afterAll(() => room.leave());
beforeEach(async () => {
  number++;
  const time = leapingTime();
  refuses = new Set();
  fleet = new TestFleet({ now: time.now, refuses });
  engine = await room.engine(fleet, { time });
});
afterEach(() => engine.close());

const device = () => `r-${number}`;
const planned = () => approvedPlan({ devices: [{ name: device(), site: "a" }], author: `author ${number}` });
const OTHERWISE: ComparableFacts = { "crl-check": "optional" };

async function submitted(submission: Pick<Submission, "approved" | "rehearsal">): Promise<string> {
  const taken = await engine.submit({ ...submission, context: {}, scope: "sites" });
  if (!taken.ok) throw new Error(JSON.stringify(taken.failure));
  return taken.value;
}

const order = (rollout: string, what: Order, by = "Ada") =>
  engine.order(rollout, what, { by, why: "seen", at: "2022-02-23T07:00:00.000Z" });

/** The journal up to the end that comes `nth`; it is counted from the beginning each time. */
function untilEnd(rollout: string, nth: number): Promise<readonly JournalEntry[]> {
  let ends = 0;
  return untilEntry(engine, rollout, ({ event }) => {
    if (event === "started") ends = 0;
    return event === "ended" && ++ends >= nth;
  });
}

const endOf = (entries: readonly JournalEntry[]) =>
  entries.findLast(({ event }) => /^device-(done|held|failed)$/.test(event));

describe("a rollout that goes by a rehearsal", () => {
  it("is carried out where every device answers as its like did", async () => {
    const approved = planned();
    const rehearsal = rehearsalOfPlan(approved);
    const entries = await untilEnd(await submitted({ approved, rehearsal }), 1);
    expect(endOf(entries)?.event).toBe("device-done");
    expect(entries[1]).toMatchObject({ event: "rehearsal-required", rehearsal: rehearsal.digest });
    expect(entries.filter(({ event }) => event === "compared-with-rehearsal")).toHaveLength(3);
    expect((await examine(engine.database.connections.pool)).complaints).toEqual([]);
  });

  it("holds a device that answers otherwise, until somebody accepts it by name", async () => {
    const approved = planned();
    const rollout = await submitted({ approved, rehearsal: rehearsalOfPlan(approved, OTHERWISE) });
    const held = endOf(await untilEnd(rollout, 1));
    const differences = [{ fact: "crl-check", rehearsed: "optional", found: "required" }];
    expect(held).toMatchObject({ event: "device-held", reason: { differences } });
    expect(fleet.sent).toEqual([]);
    expect(await order(rollout, { order: "retry", device: device(), accept: "differences" })).toMatchObject({
      ok: true,
    });
    const entries = await untilEntry(engine, rollout, ({ event }) => event === "device-done");
    expect(entries).toContainEqual(
      expect.objectContaining({ event: "device-retried", by: "Ada", why: "seen", accepts: "differences" }),
    );
    expect(fleet.sent).toHaveLength(2);
  });

  it("goes by a newer rehearsal once it has one, and is not freed of it by leaving it out", async () => {
    const approved = planned();
    const rollout = await submitted({ approved, rehearsal: rehearsalOfPlan(approved, OTHERWISE) });
    await untilEnd(rollout, 1);
    await submitted({ approved });
    await order(rollout, { order: "retry", device: device() });
    expect(endOf(await untilEnd(rollout, 2))?.event).toBe("device-held");
    const newer = rehearsalOfPlan(approved);
    await submitted({ approved, rehearsal: newer });
    await order(rollout, { order: "retry", device: device() });
    const entries = await untilEntry(engine, rollout, ({ event }) => event === "device-done");
    expect(entries).toContainEqual(
      expect.objectContaining({ event: "rehearsal-required", rehearsal: newer.digest }),
    );
  });

  it("lets nobody accept where nothing differs", async () => {
    refuses.add(device());
    const approved = planned();
    const rollout = await submitted({ approved, rehearsal: rehearsalOfPlan(approved) });
    expect(endOf(await untilEnd(rollout, 1))?.event).toBe("device-failed");
    expect(await order(rollout, { order: "retry", device: device(), accept: "differences" })).toMatchObject({
      failure: { code: "engine/nothing-to-accept" },
    });
  });
});
