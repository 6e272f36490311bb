/**
 * A reader that keeps what the devices answered, so that the very same evidence can be put together a
 * second time, for the files of the run, without asking any device again.
 */
import { type Evidence, type FieldNotice, type FleetReader, gather, type Inventory } from "@reroot/core";

export interface KeepingReader extends FleetReader {
  /** The evidence that `gather` made from the readings so far. */
  evidence(notice: FieldNotice, inventory: Inventory): Promise<Evidence>;
}

export function keepingReader(reader: FleetReader): KeepingReader {
  const readings = new Map<string, ReturnType<FleetReader["readDevice"]>>();
  let endpoints: ReturnType<FleetReader["observeEndpoints"]> | undefined;
  let endedAt = new Date(0);
  const kept = async (name: string) => {
    const reading = readings.get(name);
    if (!reading) throw new Error(`${name} was not read`);
    return reading;
  };
  return {
    concurrency: reader.concurrency,
    readDevice: (device) => {
      const reading = reader.readDevice(device);
      readings.set(device.name, reading);
      return reading;
    },
    observeEndpoints: (notice) => {
      endpoints = reader.observeEndpoints(notice);
      return endpoints;
    },
    now: () => {
      endedAt = reader.now();
      return endedAt;
    },
    evidence: (notice, inventory) =>
      gather(notice, inventory, {
        concurrency: 1,
        readDevice: ({ name }) => kept(name),
        observeEndpoints: async () => (await endpoints) ?? [],
        now: () => endedAt,
      }),
  };
}
