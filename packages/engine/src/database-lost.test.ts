/** The private server dies under somebody who is about to begin: that is a failure with a name, whoever meets it. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { openRecord, startEngine } from "./engine.js";
import { serverPlace } from "./postgres/place.js";
import { serverPid } from "./postgres/postmaster-pid.js";
import { type EngineRoom, engineRoom, leapingTime } from "./testing/engine-room.js";
import { approvedPlan, TestFleet } from "./testing/test-fleet.js";

let room: EngineRoom;
beforeAll(async () => {
  room = await engineRoom();
});
afterAll(() => room.leave());

it("a database that dies before a rollout is taken in, or before an engine has started, is said to be lost", async () => {
  const record = await openRecord(room.anchor);
  const place = await serverPlace(room.folder);
  process.kill((await serverPid(place.data)) as number, "SIGKILL");
  const approved = approvedPlan({ devices: [{ name: "r1", site: "a" }] });
  expect(await record.submit({ approved, context: {}, scope: "sites" })).toMatchObject({
    failure: { code: "database/lost" },
  });
  expect(await record.list()).toMatchObject({ failure: { code: "database/lost" } });
  const time = leapingTime();
  const hands = new TestFleet({ now: time.now });
  const engine = startEngine({
    database: room.anchor,
    serves: { sites: ["a"] },
    worldFor: () => ({ hands, recheckBundle: async () => undefined as never }),
    time,
    told: { trouble() {}, fatal() {}, databaseLost() {}, databaseBack() {}, tookOver() {} },
  });
  await expect(engine).rejects.toMatchObject({ failure: { code: "database/lost" } });
  await record.close();
});
