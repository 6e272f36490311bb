/** The names by which DBOS finds workflows, queues and messages again, and how it is told of the database. */
import type { DLogger } from "@dbos-inc/dbos-sdk";
import type { Address } from "../connections.js";

/** Names the shape of the workflows; recovery never hands one version's work to another. */
export const WORKFLOW_VERSION = "reroot-rollout-1";
export const APPLICATION = "reroot";
export const ROLLOUT_WORKFLOW = "rollout";
export const DEVICE_WORKFLOW = "device";
export const WAKE = "wake";

/**
 * Who carries a rollout out: whoever serves its devices' sites, or the one process that was given it, with the
 * credentials that it was given for it.
 */
export type Scope = "sites" | "own";

export function rolloutQueue(rollout: string, scope: Scope): string {
  return scope === "own" ? `own:${rollout}` : ROLLOUTS_OF_SITES;
}

export function deviceQueue(rollout: string, scope: Scope, site: string): string {
  return scope === "own" ? `own:${rollout}` : siteQueue(site);
}

/** What a process takes work from. */
export type Serves = { readonly rollout: string } | { readonly sites: readonly string[] };

export function queuesServed(serves: Serves): readonly string[] {
  if ("rollout" in serves) return [rolloutQueue(serves.rollout, "own")];
  return [ROLLOUTS_OF_SITES, ...serves.sites.map(siteQueue)];
}

const ROLLOUTS_OF_SITES = "rollouts";
const siteQueue = (site: string) => `site:${site}`;

/** Only ever shown by DBOS, masked; connections come from our pool. A socket has no URL that it would take. */
export function systemUrl(address: Address): string {
  return "url" in address ? address.url : `postgresql://reroot@socket.invalid/${address.database}`;
}

const silent = () => {};
/** What DBOS has to say about itself is not for whoever runs a rollout; errors come back as errors. */
export const QUIET: DLogger = { info: silent, debug: silent, warn: silent, error: silent };
