/** A controller that dies: before or after any call to the world, and nothing of it reaches the world any more. */

import type { RolloutPorts } from "../../rollout/roll-out.js";
import { Crash, type MemoryJournal } from "../simulated-fleet.js";

export interface Life {
  /** Calls count twice, before and after; it dies at that one. */
  readonly diesAt: number;
  /** Asked after each entry of the journal: whether somebody gives an order here, for the next one to find. */
  readonly isInterrupted?: () => boolean;
  /** Told of each device at the beginning and at the end of a call. */
  readonly atWork?: (device: string, isAtWork: "begins" | "ends") => void;
}

export function mortal(ports: RolloutPorts & { readonly journal: MemoryJournal }, life: Life): RolloutPorts {
  const { hands, journal, time, recheckBundle, assessDevices } = ports;
  let count = 0;
  let isDead = false;
  const tick = () => {
    isDead ||= count++ >= life.diesAt;
    if (isDead) throw new Crash("the controller died");
  };
  const around = async <T>(call: () => Promise<T>): Promise<T> => {
    tick();
    const answer = await call();
    tick();
    return answer;
  };
  const working = <T>(device: string, call: () => Promise<T>): Promise<T> =>
    around(() => {
      life.atWork?.(device, "begins");
      return call().finally(() => life.atWork?.(device, "ends"));
    });
  return {
    hands: {
      observe: (device, wanted) => working(device, () => hands.observe(device, wanted)),
      carryOut: (device, step, action) => working(device, () => hands.carryOut(device, step, action)),
    },
    journal: {
      append: (event) =>
        around(async () => {
          const entry = await journal.append(event);
          isDead ||= life.isInterrupted?.() ?? false;
          return entry;
        }),
      ofDevice: (device) => journal.ofDevice(device),
      fleet: () => journal.fleet(),
      entries: () => journal.entries(),
    },
    time: { now: () => time.now(), waitUntil: (moment) => around(() => time.waitUntil(moment)) },
    recheckBundle: (url) => around(() => recheckBundle(url)),
    ...(assessDevices && { assessDevices: (devices) => around(() => assessDevices(devices)) }),
  };
}
