/** Workers that die, drain, or lose the database, and those that go on in their place. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openRecord, type RolloutRecord } from "./engine.js";
import { examine } from "./keeping/doctor.js";
import { serverPlace } from "./postgres/place.js";
import { serverPid } from "./postgres/postmaster-pid.js";
import { type EngineRoom, engineRoom, untilEnded, untilEntry } from "./testing/engine-room.js";
import { approvedPlan, type FleetOptions, TestFleet } from "./testing/test-fleet.js";
import {
  type RoutersOverHttp,
  routersOverHttp,
  type WorkerProcess,
  workerProcess,
} from "./testing/worker-process.js";

const NAMES = ["a1", "a2", "a3", "b1", "b2", "b3", "b4", "b5"];
const devices = NAMES.map((name) => ({ name, site: name.charAt(0) }));

let room: EngineRoom;
let routers: RoutersOverHttp;
let record: RolloutRecord;
let fleet: TestFleet;
let workers: WorkerProcess[];

beforeEach(async () => {
  room = await engineRoom();
  workers = [];
});
afterEach(async () => {
  for (const worker of workers) await worker.end("SIGKILL");
  routers.close();
  await record.close();
  await room.leave();
});

async function set(options: Partial<FleetOptions> = {}) {
  fleet = new TestFleet({ now: () => new Date(), callMs: 20, ...options });
  routers = await routersOverHttp(fleet);
  record = await openRecord(room.anchor);
}

async function worker(sites = "a,b"): Promise<WorkerProcess> {
  const one = workerProcess(room.folder, routers.url, { sites });
  workers.push(one);
  await one.said("ready");
  return one;
}

async function submitted(): Promise<string> {
  const approved = approvedPlan({ devices, canary: 2, pace: { concurrency: 4 } });
  const submission = await record.submit({ approved, context: {}, scope: "sites" });
  if (!submission.ok) throw new Error(JSON.stringify(submission.failure));
  return submission.value;
}

async function expectWhole(rollout: string): Promise<void> {
  const entries = await untilEnded(record, rollout);
  expect(entries.at(-1)).toMatchObject({ event: "ended", completed: true });
  const commands = fleet.sent.map(({ device, command }) => `${device} ${command}`);
  expect(commands.toSorted()).toEqual([...new Set(commands)].toSorted());
  expect(commands).toHaveLength(2 * NAMES.length);
  const { complaints } = await examined();
  // How soon a worker is heard of again after a crash of the database is the machine's speed.
  expect(complaints.filter(({ code }) => code !== "record/worker-silent")).toEqual([]);
}

/** A connection that a crash of the database has cut fails once, when it is used next. */
async function examined() {
  const { pool } = room.anchor.connections;
  return examine(pool).catch(() => examine(pool));
}

// A wake-up that is lost while workers change is made up for after ten seconds or so.
describe("a worker", { timeout: 180_000 }, () => {
  it("that is killed while a command is under way is taken over, and nothing is sent twice", async () => {
    let victim: WorkerProcess | undefined;
    await set({
      around: async (when) => {
        if (when === "after" && fleet.sent.length === 5) await victim?.end("SIGKILL");
      },
    });
    victim = await worker();
    const rollout = await submitted();
    await untilEntry(record, rollout, ({ event }) => event === "intent");
    const heir = await worker();
    await expectWhole(rollout);
    await heir.said("took-over");
    const entries = await untilEnded(record, rollout);
    expect(entries.some(({ event }) => event === "taken-over")).toBe(true);
  });

  it("that is told to end finishes its commands and leaves the rest to others", async () => {
    await set({ callMs: 60 });
    const first = await worker();
    const rollout = await submitted();
    await untilEntry(record, rollout, ({ event }) => event === "intent");
    const second = await worker();
    expect(await first.end("SIGTERM")).toBe(0);
    await expectWhole(rollout);
    const intents = (await untilEnded(record, rollout)).filter(({ event }) => event === "intent");
    expect(intents).toHaveLength(2 * NAMES.length);
    await second.end("SIGTERM");
  });

  it("serves the devices of its own sites and no others", async () => {
    await set();
    await worker("a");
    const rollout = await submitted();
    await untilEntry(record, rollout, (entry) => entry.event === "device-done");
    await untilEntry(record, rollout, (entry) => entry.event === "wave-opened" && entry.wave !== "canary");
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(fleet.sent.every(({ device }) => device.startsWith("a"))).toBe(true);
    await worker("b");
    await expectWhole(rollout);
  });

  it("that loses the database to a crash starts it again and goes on", async () => {
    await set({ callMs: 60 });
    await worker();
    const rollout = await submitted();
    await untilEntry(record, rollout, ({ event }) => event === "intent");
    const place = await serverPlace(room.folder);
    process.kill((await serverPid(place.data)) as number, "SIGKILL");
    await expectWhole(rollout);
  });
});
