import {
  type DeviceReading,
  type FleetReader,
  gather,
  type InventoryDevice,
  readOutcome,
  unknown,
} from "@reroot/core";
import { expect, it } from "vitest";
import { noticeById } from "../files/notices.js";
import { realWorld } from "../world.js";
import { stoppableReader } from "./stoppable-reader.js";

const devices = ["r1", "r2", "r3", "r4"].map((name) => ({ name, host: name, port: 22, groups: [] }));
const now = () => new Date("2022-03-01T00:00:00Z");

/** Answers at once for r1, never for r2. */
function reader(asked: string[]): FleetReader {
  return {
    concurrency: 1,
    now,
    observeEndpoints: () => new Promise(() => {}),
    readDevice: async (device: InventoryDevice) => {
      asked.push(device.name);
      return device.name === "r1" ? refused(device) : new Promise<DeviceReading>(() => {});
    },
  };
}

function refused({ name }: InventoryDevice): DeviceReading {
  const because = unknown({ code: "evidence/login-refused", detail: "no" });
  const names = ["system", "clock", "trustPool", "trustPoolPolicy", "licence", "callHome"];
  const all = [...names, "httpClient", "nameResolution", "log"].map((fact) => [fact, because]);
  return { evidence: { device: name, readAt: now().toISOString(), facts: Object.fromEntries(all) } };
}

it("keeps what was read, gives up what is being read, and asks nobody any more", async () => {
  const notice = await noticeById(realWorld(), "fn72290");
  const asked: string[] = [];
  let stop = () => {};
  const stoppable = stoppableReader(
    reader(asked),
    new Promise<void>((resolve) => {
      stop = resolve;
    }),
  );
  const gathering = gather(notice, { devices }, stoppable.reader);
  await new Promise((resolve) => setImmediate(resolve));
  expect(stoppable.unread()).toBeUndefined();
  stop();
  const evidence = await gathering;
  expect(evidence.devices.map((one) => [one.device, readOutcome(one)])).toEqual([
    ["r1", "failed"],
    ["r2", "not-read"],
    ["r3", "not-read"],
    ["r4", "not-read"],
  ]);
  expect(evidence.endpoints).toEqual([]);
  expect(asked).toEqual(["r1", "r2"]);
  expect(stoppable.unread()).toBe(3);
});
