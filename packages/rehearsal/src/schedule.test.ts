import { describe, expect, it } from "vitest";
import { RunningClock } from "./clock.js";
import { Schedule } from "./schedule.js";

const start = new Date("2022-01-01T00:00:00Z");
const after = (seconds: number) => new Date(start.getTime() + seconds * 1_000);

/** A clock on a steady time that the test moves. */
function setUp(rate = 0) {
  const steady = { now: 0 };
  const clock = new RunningClock(start, rate, () => steady.now);
  return { steady, clock, schedule: new Schedule(clock) };
}

describe("lab time", () => {
  it("runs at its rate, stands still while held, and never goes back", () => {
    const { steady, clock } = setUp(60);
    steady.now = 1_000;
    expect(clock.now()).toEqual(after(60));
    const release = clock.hold();
    steady.now = 5_000;
    expect(clock.now()).toEqual(after(60));
    release();
    release();
    steady.now = 6_000;
    expect(clock.now()).toEqual(after(120));
    clock.setRate(0);
    steady.now = 9_000;
    expect(clock.now()).toEqual(after(120));
    expect(() => clock.set(after(119))).toThrow(/cannot go back/);
    expect(() => clock.setRate(-1)).toThrow(/-1/);
  });
});

describe("a schedule", () => {
  it("runs what is due in order, each at its own time, and stops where it was told", async () => {
    const { clock, schedule } = setUp();
    const seen: string[] = [];
    const note = (name: string) => async () => {
      seen.push(`${name} ${clock.now().toISOString().slice(11, 19)}`);
    };
    schedule.set({}, after(30), note("b"));
    schedule.set({}, after(10), note("a"));
    schedule.set({}, after(30), note("c"));
    schedule.set({}, after(61), note("never"));
    await schedule.advanceTo(after(60));
    expect(seen).toEqual(["a 00:00:10", "b 00:00:30", "c 00:00:30"]);
    expect(clock.now()).toEqual(after(60));
    await expect(async () => schedule.advanceTo(after(59))).rejects.toThrow(/cannot go back/);
  });

  it("lets an event ask for the next one, and forgets what an owner asked before", async () => {
    const { schedule } = setUp();
    const owner = {};
    let ticks = 0;
    const tick = async () => {
      ticks += 1;
      schedule.set(owner, after(10 * (ticks + 1)), tick);
    };
    schedule.set(owner, after(5), async () => {
      throw new Error("was replaced");
    });
    schedule.set(owner, after(10), tick);
    await schedule.advanceTo(after(100));
    expect(ticks).toBe(10);
    schedule.set(owner, undefined, tick);
    await schedule.advanceTo(after(200));
    expect(ticks).toBe(10);
  });

  it("keeps a thousand shuffled events in order", async () => {
    const { clock, schedule } = setUp();
    const times: number[] = [];
    for (let index = 0; index < 1_000; index += 1) {
      schedule.set({}, after(((index * 7_919) % 1_000) + 1), async () => {
        times.push(clock.now().getTime());
      });
    }
    await schedule.advanceTo(after(2_000));
    expect(times).toHaveLength(1_000);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it("runs by itself when the clock does", async () => {
    const clock = new RunningClock(start, 100_000);
    const schedule = new Schedule(clock);
    await new Promise<void>((resolve) => {
      schedule.set({}, after(1_000), async () => resolve());
    });
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(after(1_000).getTime());
    await schedule.stop();
  });
});

describe("lanes", () => {
  it("let events of different lanes overlap, never those of one, and keep an event without a lane alone", async () => {
    const { schedule } = setUp();
    const [left, right] = [{}, {}];
    const open = new Set<string>();
    const met: Record<string, string[]> = {};
    const work = (name: string) => async () => {
      met[name] = [...open];
      open.add(name);
      await new Promise((done) => setImmediate(done));
      open.delete(name);
    };
    schedule.set({}, after(1), work("left1"), left);
    schedule.set({}, after(2), work("right1"), right);
    schedule.set({}, after(3), work("left2"), left);
    schedule.set({}, after(4), work("alone"));
    schedule.set({}, after(5), work("right2"), right);
    await schedule.advanceTo(after(10));
    expect(Object.keys(met)).toEqual(["left1", "right1", "left2", "alone", "right2"]);
    expect(met.right1).toEqual(["left1"]);
    expect(met.left2).not.toContain("left1");
    expect(met.alone).toEqual([]);
    expect(met.right2).toEqual([]);
  });

  it("tell each event its own moment, and run in order what an earlier one still asks for", async () => {
    const { schedule, clock } = setUp();
    const seen: string[] = [];
    const lane = {};
    schedule.set(
      {},
      after(10),
      async (at) => {
        await new Promise((done) => setImmediate(done));
        seen.push(`first ${at.toISOString().slice(17, 19)}`);
        schedule.set(
          {},
          after(20),
          async (again) => void seen.push(`again ${again.toISOString().slice(17, 19)}`),
          lane,
        );
      },
      lane,
    );
    schedule.set({}, after(30), async () => void seen.push("other"), {});
    await schedule.advanceTo(after(40));
    expect(seen).toEqual(["other", "first 10", "again 20"]);
    expect(clock.now()).toEqual(after(40));
  });

  it("pass on what goes wrong, once everything under way has ended", async () => {
    const { schedule } = setUp();
    let ended = false;
    schedule.set({}, after(1), () => Promise.reject(new Error("broken")), {});
    schedule.set(
      {},
      after(2),
      async () => {
        await new Promise((done) => setImmediate(done));
        ended = true;
      },
      {},
    );
    await expect(schedule.advanceTo(after(5))).rejects.toThrow("broken");
    expect(ended).toBe(true);
  });
});
