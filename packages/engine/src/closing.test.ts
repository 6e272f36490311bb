/** An engine that closes while workflows wait: DBOS wakes them after it is gone, and what they hear then is nobody's. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startEngine } from "./engine.js";
import { type EngineRoom, engineRoom, untilEnded, untilEntry } from "./testing/engine-room.js";
import { approvedPlan, BUNDLE_SHA256, TestFleet } from "./testing/test-fleet.js";
import { Drain } from "./workflows/room.js";

let room: EngineRoom;
beforeAll(async () => {
  room = await engineRoom();
});
afterAll(() => room.leave());

const devices = ["a1", "a2", "b1"].map((name) => ({ name, site: name.charAt(0) }));
const SOAK_SECONDS = 2;

it("leaves a rollout that waits for its gate to whoever goes on, and does not end it", async () => {
  const fleet = new TestFleet({ now: () => new Date() });
  const first = await engineOn(fleet);
  const approved = approvedPlan({ devices, canary: 1, soakSeconds: SOAK_SECONDS });
  const submission = await first.engine.submit({ approved, context: {}, scope: "sites" });
  if (!submission.ok) throw new Error(JSON.stringify(submission.failure));
  const rollout = submission.value;
  await untilEntry(first.engine, rollout, ({ event }) => event === "device-done");
  await first.engine.close();
  // The wait for the soak ends while the connections are still there: whatever it hears could be recorded.
  await sleep(SOAK_SECONDS * 1000 + 500);
  const { rows } = await room.anchor.connections.pool.query(
    "select workflow_uuid, error from dbos.workflow_status where status = 'ERROR'",
  );
  expect(rows).toEqual([]);
  await first.database.close();
  const second = await engineOn(fleet);
  expect((await untilEnded(second.engine, rollout)).at(-1)).toMatchObject({ completed: true });
  await second.engine.close();
  await second.database.close();
});

it("waits for a step that is under way, and for no wait; what comes back then comes back to nobody", async () => {
  const drain = new Drain();
  const heard: string[] = [];
  const step = ending();
  const good = ending();
  const bad = ending();
  void drain.step(() => step.promise).then(() => heard.push("step"));
  void drain.wait(() => good.promise).then(() => heard.push("wait"));
  drain.wait(() => bad.promise).catch(() => heard.push("failure"));
  let isClosed = false;
  const closed = drain.close(600_000).then(() => {
    isClosed = true;
  });
  await turnOfEvents();
  expect(isClosed).toBe(false);
  step.resolve();
  await closed;
  good.resolve();
  bad.reject(new Error("DBOS is gone"));
  void drain.step(async () => heard.push("asked after closing"));
  await turnOfEvents();
  expect(heard).toEqual([]);
});

it("waits for devices as long as it takes, and for a database that is away no longer than it is told", async () => {
  const drain = new Drain();
  const work = ending();
  void drain.step(() => drain.while(() => work.promise).then(() => new Promise(() => {})));
  let isClosed = false;
  const closed = drain.close(1).then(() => {
    isClosed = true;
  });
  await sleep(20);
  expect(isClosed).toBe(false);
  work.resolve();
  await closed;
});

const turnOfEvents = () => sleep(0);

function ending() {
  let resolve = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<void>((good, bad) => {
    resolve = good;
    reject = bad;
  });
  return { promise, resolve: () => resolve(), reject: (error: Error) => reject(error) };
}

/** As a process of its own would have it: its connections outlive the engine by a moment. */
async function engineOn(fleet: TestFleet) {
  const database = await room.open();
  const engine = await startEngine({
    database,
    serves: { sites: ["a", "b"] },
    worldFor: () => ({ hands: fleet, recheckBundle: async () => ({ sha256: BUNDLE_SHA256 }) }),
    time: { kind: "real", now: () => new Date(), msUntil: (moment) => moment.getTime() - Date.now() },
    told: {
      trouble: (_, error) => console.error(error),
      fatal: (failure) => console.error(failure),
      databaseLost() {},
      databaseBack() {},
      tookOver() {},
    },
  });
  return { engine, database };
}
