/** Whether one more device may be worked on now, for drivers that work in one process. */
import type { DevicePlan, Pace } from "../plan/plan.js";

export interface Starts {
  /** The site of each device that is being worked on; empty for none. */
  readonly sites: Map<string, string>;
  /** When each device was begun. */
  readonly begun: Map<string, string>;
}

export type Start = "now" | "when-another-ends" | { readonly notBefore: string };

const MINUTE_MS = 60_000;

/** A device that was begun before may go on: the rate counts only its first time. */
export function startOf({ device, site }: DevicePlan, pace: Pace, starts: Starts, at: string): Start {
  if (starts.sites.size >= pace.concurrency) return "when-another-ends";
  const atSite = [...starts.sites.values()].filter((one) => one === site).length;
  if (pace.perSite !== undefined && site !== undefined && atSite >= pace.perSite) return "when-another-ends";
  const { begun } = starts;
  if (pace.startsPerMinute === undefined || begun.has(device)) return "now";
  const inLastMinute = [...begun.values()].filter((one) => minuteAfter(one) > at).sort();
  const blocking = inLastMinute.at(-pace.startsPerMinute);
  return blocking === undefined ? "now" : { notBefore: minuteAfter(blocking) };
}

const minuteAfter = (at: string) => new Date(Date.parse(at) + MINUTE_MS).toISOString();
