/**
 * Which devices have another active route processor than before. Each processor has a trust pool of its own and shows
 * it only while it is active: a switchover is when the pool of the former standby can be seen.
 */
import type { DeviceEvidence, Evidence } from "./evidence.js";
import { ifKnown } from "./known.js";

export interface Switchover {
  readonly device: string;
  /** As the device names them: `0/RP0/CPU0`. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export function switchovers(
  before: Pick<Evidence, "devices">,
  after: Pick<Evidence, "devices">,
): readonly Switchover[] {
  const earlier = new Map(before.devices.map((one) => [one.device, activeOn(one)]));
  return after.devices.flatMap((one) => {
    const [was = [], is] = [earlier.get(one.device), activeOn(one)];
    const isSame = was.length === is.length && was.every((processor) => is.includes(processor));
    return was.length === 0 || is.length === 0 || isSame
      ? []
      : [{ device: one.device, before: was, after: is }];
  });
}

/** Whether it has a standby, by the last reading: known to have, or known to have none. */
export function hasStandby({ standby, redundancy }: DeviceEvidence["facts"]): boolean {
  const state = standby && ifKnown(standby)?.state;
  if (state !== undefined) return state !== "none";
  return pairsOf(redundancy).some((pair) => pair.standby !== undefined);
}

function activeOn({ facts }: DeviceEvidence): readonly string[] {
  return pairsOf(facts.redundancy).map(({ active }) => active);
}

function pairsOf(redundancy: DeviceEvidence["facts"]["redundancy"]) {
  return (redundancy && ifKnown(redundancy)?.pairs) ?? [];
}
