/** A reader that says how far it has got; for progress on a terminal. */
import type { FleetReader, InventoryDevice } from "@reroot/core";

export function watchedReader(
  reader: FleetReader,
  onRead: (done: number, device: InventoryDevice) => void,
): FleetReader {
  let done = 0;
  return {
    concurrency: reader.concurrency,
    now: () => reader.now(),
    observeEndpoints: (notice) => reader.observeEndpoints(notice),
    readDevice: async (device) => {
      const reading = await reader.readDevice(device);
      onRead(++done, device);
      return reading;
    },
  };
}
