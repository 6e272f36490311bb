/**
 * Earlier evidence brought up to date with a later reading of some of its devices. Neither is changed, and
 * each device says for itself when it was read.
 */
import type { Evidence, PoolDigest, PoolLabel } from "./evidence.js";

/** Devices stand in the order of the earlier evidence; those that it does not hold come after them. */
export function mergeEvidence(earlier: Evidence, later: Evidence): Evidence {
  const reread = new Map(later.devices.map((one) => [one.device, one]));
  const before = new Set(earlier.devices.map(({ device }) => device));
  const devices = [
    ...earlier.devices.map((one) => reread.get(one.device) ?? one),
    ...later.devices.filter(({ device }) => !before.has(device)),
  ];
  const pools: Record<PoolDigest, readonly PoolLabel[]> = {};
  for (const { facts } of devices) {
    if (!facts.trustPool.known) continue;
    const digest = facts.trustPool.value;
    const labels = later.pools[digest] ?? earlier.pools[digest];
    if (labels) pools[digest] = labels;
  }
  const endpoints = [...earlier.endpoints, ...later.endpoints];
  return { formatVersion: later.formatVersion, gatheredAt: later.gatheredAt, devices, pools, endpoints };
}
