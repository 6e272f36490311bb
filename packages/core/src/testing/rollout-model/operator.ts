/** Who gives orders while a rollout is under way, and is refused what makes no sense where it stands. */
import type { Plan } from "../../plan/plan.js";
import { fleetProgressOf } from "../../rollout/fleet-progress.js";
import { deviceProgressOf } from "../../rollout/progress.js";
import type { JournalEntry, JournalEvent } from "../../rollout/rollout.js";
import type { Order } from "./situation.js";

const BY = { by: "ann", why: "model" };

/** The entry that the order is; undefined where it is refused. */
export function eventOf(
  order: Order,
  plan: Plan,
  journal: readonly JournalEntry[],
): JournalEvent | undefined {
  const { paused, cancelled, ended } = fleetProgressOf(journal);
  if (cancelled) return undefined;
  if (!("device" in order)) {
    if (ended) return undefined;
    if (order.order === "cancel") return { event: "cancelled", ...BY };
    if (order.order === "pause") return paused ? undefined : { event: "paused", ...BY };
    return paused ? { event: "resumed", ...BY } : undefined;
  }
  const device = `r${order.device}`;
  const wave = plan.waves.find(({ devices }) => devices.some((one) => one.device === device))?.name;
  if (wave === undefined) return undefined;
  const { state } = deviceProgressOf(device, journal);
  if (order.order === "skip") {
    return state === "open" && !ended ? { event: "device-skipped", device, wave, ...BY } : undefined;
  }
  const isRetried = state === "held" || state === "failed";
  return isRetried ? { event: "device-retried", device, wave, after: state, ...BY } : undefined;
}
