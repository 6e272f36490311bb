/** Reads devices as an audit does and judges them now, for gates that ask for verdicts. */
import {
  type AssessDevices,
  assess,
  type FieldNotice,
  type FleetReader,
  gather,
  type Inventory,
} from "@reroot/core";

export interface Judge {
  readonly notice: FieldNotice;
  readonly inventory: Inventory;
  readonly reader: FleetReader;
}

export function judgeDevices({ notice, inventory, reader }: Judge): AssessDevices {
  return async (names) => {
    const wanted = new Set(names);
    const devices = inventory.devices.filter(({ name }) => wanted.has(name));
    const evidence = await gather(notice, { devices }, reader);
    return assess(notice, evidence, reader.now()).findings.map(({ device, verdict }) => ({
      device,
      verdict,
    }));
  };
}
