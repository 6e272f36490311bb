import { describe, expect, it } from "vitest";
import type { Inventory } from "../inventory/inventory.js";
import { movedDevices } from "./moved-devices.js";
import type { Plan } from "./plan.js";

const device = (name: string, host: string, port = 22) => ({ name, host, port, groups: [] });
const inventory = (...devices: ReturnType<typeof device>[]): Inventory => ({ devices });
const planOf = (...addresses: readonly (string | undefined)[]) =>
  ({
    waves: [
      {
        devices: addresses.map((address, index) => ({
          device: `r${index + 1}`,
          basedOn: address === undefined ? {} : { address },
        })),
      },
    ],
  }) as unknown as Plan;

describe("movedDevices", () => {
  it("finds none where every device is where it was audited", () => {
    const same = inventory(
      device("r1", "192.0.2.1"),
      device("r2", "2001:db8::2", 2022),
      device("r3", "r3.example"),
    );
    expect(movedDevices(planOf("192.0.2.1", "[2001:db8::2]:2022", "r3.example"), same)).toEqual([]);
  });

  it("names another host, another port, and a device that is listed no more", () => {
    const changed = inventory(device("r1", "192.0.2.9"), device("r2", "192.0.2.2", 2022));
    expect(movedDevices(planOf("192.0.2.1", "192.0.2.2", "192.0.2.3"), changed)).toEqual([
      { device: "r1", planned: "192.0.2.1", now: "192.0.2.9" },
      { device: "r2", planned: "192.0.2.2", now: "192.0.2.2:2022" },
      { device: "r3", planned: "192.0.2.3" },
    ]);
  });

  it("asks nothing of a plan that was made from files", () => {
    expect(movedDevices(planOf(undefined), inventory(device("r1", "192.0.2.1")))).toEqual([]);
  });
});
