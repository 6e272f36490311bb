/** A reader that says how far it has got; for progress on a terminal. */
import type { DeviceReading, FleetReader, InventoryDevice } from "@reroot/core";

export function watchedReader(
  reader: FleetReader,
  onRead: (reading: DeviceReading, device: InventoryDevice) => void,
): FleetReader {
  return {
    concurrency: reader.concurrency,
    now: () => reader.now(),
    observeEndpoints: (notice) => reader.observeEndpoints(notice),
    readDevice: async (device) => {
      const reading = await reader.readDevice(device);
      onRead(reading, device);
      return reading;
    },
  };
}
