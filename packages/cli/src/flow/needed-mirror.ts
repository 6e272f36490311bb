/**
 * Which devices still need a mirror, by the record of all rollouts: those that are to import from it, and those whose
 * trust pool policy was last seen to name it.
 */
import { importUrlOf } from "@reroot/core";
import type { PlannedDevice, RolloutRecord } from "@reroot/engine";
import { orRefuse } from "./with-record.js";

export interface MirrorNeeds {
  /** Rollouts that have not ended, with how many of their devices are still to import from it. */
  readonly rollouts: readonly { readonly rollout: string; readonly devices: number }[];
  /** Devices that look there for their bundle from now on. */
  readonly pointing: readonly string[];
}

export const NO_NEEDS: MirrorNeeds = { rollouts: [], pointing: [] };

/** @throws {Refusal} while the record cannot be read. */
export async function mirrorNeeds(urls: readonly string[], record: RolloutRecord): Promise<MirrorNeeds> {
  const planned = orRefuse(await record.devicesWhosePlanHolds([...urls, CONFIGURES]));
  const toImport = planned.filter(({ state, plan }) => state === "open" && importsFrom(plan, urls));
  const rollouts = namesOf(toImport).map((rollout) => ({
    rollout,
    devices: toImport.filter((one) => one.rollout === rollout).length,
  }));
  const configured = planned.filter(({ plan }) => plan.steps.some(({ kind }) => kind === "set-bundle-url"));
  return { rollouts, pointing: await devicesPointing(urls, namesOf(configured), record) };
}

/** As it stands in the text of a device's plan. */
const CONFIGURES = '"set-bundle-url"';

function importsFrom({ steps }: PlannedDevice["plan"], urls: readonly string[]): boolean {
  return steps.some((step) => urls.includes(importUrlOf(step) ?? ""));
}

function namesOf(planned: readonly PlannedDevice[]): readonly string[] {
  return [...new Set(planned.map(({ rollout }) => rollout))];
}

/** What was seen last counts: an undo, or a later rollout, may have pointed a device elsewhere. */
async function devicesPointing(
  urls: readonly string[],
  rollouts: readonly string[],
  record: RolloutRecord,
): Promise<readonly string[]> {
  const seen = new Map<string, string | null>();
  for (const rollout of rollouts) {
    for await (const entry of record.entries(rollout)) {
      if (entry.event !== "observed" || entry.observation.bundleUrl === undefined) continue;
      seen.set(entry.observation.device, entry.observation.bundleUrl);
    }
  }
  return [...seen].filter(([, url]) => url !== null && urls.includes(url)).map(([device]) => device);
}
