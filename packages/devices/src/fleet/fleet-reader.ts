/** Core's port for reading a fleet, over SSH. One device's trouble is its own: unknown facts with reasons. */
import { setMaxListeners } from "node:events";
import type {
  DeviceEvidence,
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
  // Every session that is open listens to it: Node takes more than ten for a leak.
  if (options.signal) setMaxListeners(0, options.signal);
  return {
    concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
    now: options.now,
    readDevice: (device) => readOne(device, options),
    observeEndpoints: async (notice) => (await options.observeEndpoints?.(notice)) ?? [],
  };
}

async function readOne(device: InventoryDevice, room: ReadingRoom): Promise<DeviceReading> {
  const { facts, pool, readAt, session } = await auditDevice(device, room);
  const evidence = { device: device.name, readAt, facts, ...(session && { session }) };
  return { evidence: cutLoose(evidence), ...(pool && { pool }) };
}

/** What was cut out of an output keeps the whole output in memory: of ten thousand devices, all they ever printed. */
function cutLoose(evidence: DeviceEvidence): DeviceEvidence {
  return JSON.parse(JSON.stringify(evidence)) as DeviceEvidence;
}
