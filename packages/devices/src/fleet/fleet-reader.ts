/** Core's port for reading a fleet, over SSH. One device's trouble is its own: unknown facts with reasons. */
import type {
  DeviceReading,
  EndpointObservation,
  FieldNotice,
  FleetReader,
  InventoryDevice,
} from "@reroot/core";
import { auditDevice, type ReadingRoom } from "./read-device.js";

export interface FleetReaderOptions extends ReadingRoom {
  /** Devices at the same time; 64 if not said. */
  readonly concurrency?: number;
  /** How the notice's endpoints are looked at; none are if not said. */
  readonly observeEndpoints?: (notice: FieldNotice) => Promise<readonly EndpointObservation[]>;
}

const DEFAULT_CONCURRENCY = 64;

export function fleetReader(options: FleetReaderOptions): FleetReader {
  return {
    concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
    now: options.now,
    readDevice: (device) => readOne(device, options),
    observeEndpoints: async (notice) => (await options.observeEndpoints?.(notice)) ?? [],
  };
}

async function readOne(device: InventoryDevice, room: ReadingRoom): Promise<DeviceReading> {
  const { facts, pool, readAt } = await auditDevice(device, room);
  return { evidence: { device: device.name, readAt, facts }, ...(pool && { pool }) };
}
