/**
 * Reads a whole fleet through one port. How a device is reached and understood is the port's
 * business; here stands only that one sick device never stops the others, that the order of the
 * inventory is kept, and that equal trust pools are stored once.
 */

import type { Inventory, InventoryDevice } from "../inventory/inventory.js";
import type { FieldNotice } from "../notice/notice.js";
import {
  type DeviceEvidence,
  type EndpointObservation,
  EVIDENCE_FORMAT,
  type Evidence,
  type PoolDigest,
  type PoolLabel,
} from "./evidence.js";

/** What `gather` needs of the world. */
export interface FleetReader {
  /** Never rejects for what a device did: that is unknown facts with a reason. */
  readDevice(device: InventoryDevice): Promise<DeviceReading>;
  observeEndpoints(notice: FieldNotice): Promise<readonly EndpointObservation[]>;
  /** How many devices may be read at the same time. */
  readonly concurrency: number;
  now(): Date;
}

export interface DeviceReading {
  readonly evidence: DeviceEvidence;
  /** The pool that `evidence.facts.trustPool` names; absent where it is unknown. */
  readonly pool?: { readonly digest: PoolDigest; readonly labels: readonly PoolLabel[] };
}

export async function gather(
  notice: FieldNotice,
  inventory: Inventory,
  reader: FleetReader,
): Promise<Evidence> {
  const endpoints = reader.observeEndpoints(notice);
  const readings = await readAll(inventory.devices, reader);
  const pools: Record<PoolDigest, readonly PoolLabel[]> = {};
  for (const { pool } of readings) if (pool) pools[pool.digest] ??= pool.labels;
  return {
    formatVersion: EVIDENCE_FORMAT,
    gatheredAt: reader.now().toISOString(),
    devices: readings.map((reading) => reading.evidence),
    pools,
    endpoints: await endpoints,
  };
}

async function readAll(
  devices: readonly InventoryDevice[],
  reader: FleetReader,
): Promise<readonly DeviceReading[]> {
  const readings = new Array<DeviceReading>(devices.length);
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < devices.length; index = next++) {
      readings[index] = await reader.readDevice(devices[index] as InventoryDevice);
    }
  };
  const workers = Math.max(1, Math.min(reader.concurrency, devices.length));
  await Promise.all(Array.from({ length: workers }, worker));
  return readings;
}
