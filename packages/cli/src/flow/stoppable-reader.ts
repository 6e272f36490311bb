/**
 * A reader that can be told to stop: from then on every device, also one that is being read, counts as not
 * read, and what was read before stays. Nothing more is asked of any device.
 */
import {
  type DeviceFacts,
  type DeviceReading,
  type FleetReader,
  type InventoryDevice,
  unknown,
} from "@reroot/core";

export interface StoppableReader {
  readonly reader: FleetReader;
  /** Devices that were not read, or not to the end, because of the stop; absent where nobody stopped it. */
  unread(): number | undefined;
}

export function stoppableReader(reader: FleetReader, untilStopped: Promise<void>): StoppableReader {
  let isStopped = false;
  let unread = 0;
  const stop = untilStopped.then(() => {
    isStopped = true;
  });
  const giveUp = (device: InventoryDevice): DeviceReading => {
    unread++;
    return { evidence: { device: device.name, readAt: reader.now().toISOString(), facts: NOTHING_READ } };
  };
  return {
    unread: () => (isStopped ? unread : undefined),
    reader: {
      concurrency: reader.concurrency,
      now: () => reader.now(),
      observeEndpoints: (notice) =>
        Promise.race([reader.observeEndpoints(notice), stop.then(() => [] as const)]),
      readDevice: async (device) => {
        const reading = isStopped ? undefined : await Promise.race([reader.readDevice(device), stop]);
        return reading ?? giveUp(device);
      },
    },
  };
}

/** Each fact with the command that would show it. */
const NOTHING_READ: DeviceFacts = {
  system: notRead("show version"),
  clock: notRead("show clock"),
  trustPool: notRead("show crypto ca trustpool"),
  trustPoolPolicy: notRead("show crypto ca trustpool policy"),
  licence: notRead("show license status"),
  callHome: notRead("show running-config call-home"),
  httpClient: notRead("show running-config http client"),
  nameResolution: notRead("show running-config domain"),
  log: notRead("show logging"),
};

function notRead(command: string) {
  return unknown({ code: "evidence/not-read", command });
}
