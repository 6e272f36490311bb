/** Planned devices cut into waves: the canary, then the sizes of the policy, sites, groups and windows kept apart. */
import { sha256OfText } from "@reroot/pki";
import { canonicalJson } from "../canonical.js";
import type { DevicePlan, Wave } from "./plan.js";
import type { Policy, WaveSize } from "./policy.js";
import type { PlannedStep } from "./step.js";
import type { MaintenanceWindow } from "./window.js";

/** A device's plan with what decides in which wave it may stand. */
export interface Placed {
  readonly plan: DevicePlan;
  readonly windows: readonly MaintenanceWindow[];
  /** Site or group that a wave must not mix. */
  readonly lane: string;
}

export function wavesOf(placed: readonly Placed[], policy: Policy): readonly Wave[] {
  const sizes = waveSizes(policy, placed.length);
  const waves: Wave[] = [];
  for (const devices of lanesOf(placed)) {
    for (let from = 0; from < devices.length; ) {
      const size = sizes(waves.length);
      waves.push(waveOf(devices.slice(from, from + size), waves.length, policy));
      from += size;
    }
  }
  return waves;
}

/** In the order in which each lane first appears. */
function lanesOf(placed: readonly Placed[]): readonly (readonly Placed[])[] {
  const lanes = new Map<string, Placed[]>();
  for (const one of placed) {
    const key = canonicalJson([one.lane, one.windows]);
    lanes.set(key, [...(lanes.get(key) ?? []), one]);
  }
  return [...lanes.values()];
}

/** The last size is that of all further waves. */
function waveSizes({ waves }: Policy, total: number): (wave: number) => number {
  const later = waves.sizes.length > 0 ? waves.sizes : [total];
  return (wave) => {
    if (wave === 0) return waves.canary;
    const size = later[Math.min(wave - 1, later.length - 1)] as WaveSize;
    return typeof size === "number"
      ? size
      : Math.max(1, Math.ceil((total * Number.parseInt(size, 10)) / 100));
  };
}

function waveOf(devices: readonly Placed[], index: number, { gate, renewal }: Policy): Wave {
  const windows = devices[0]?.windows ?? [];
  const isSpread = devices.length > SMALL_WAVE && renewal.jitterSeconds > 0;
  return {
    name: index === 0 ? "canary" : `wave ${index}`,
    devices: devices.map(({ plan }) => (isSpread ? spread(plan, renewal.jitterSeconds) : plan)),
    ...(windows.length > 0 && { windows }),
    gate,
  };
}

/** So few renewals at once are nothing to a server. */
const SMALL_WAVE = 10;

/** By the device's name, so that the same plan comes out of the same inputs. */
function spread(plan: DevicePlan, jitterSeconds: number): DevicePlan {
  const share = Number.parseInt(sha256OfText(plan.device).slice(0, 8), 16) / 0x1_0000_0000;
  const delaySeconds = Math.floor(share * jitterSeconds);
  const steps = plan.steps.map(
    (step): PlannedStep => (step.kind === "renew-authorization" ? { ...step, delaySeconds } : step),
  );
  return { ...plan, steps };
}
