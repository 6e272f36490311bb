/** How careful the team wants to be. Every setting has a default that a stranger's network survives. */
import {
  type Approvers,
  type Gate,
  type Pace,
  REMEDIES,
  type RehearsalRule,
  type RemedyChosen,
} from "./plan.js";
import type { MaintenanceWindow } from "./window.js";

export interface Policy {
  readonly author: string;
  /** In the order in which they are tried; what is not named is not used. */
  readonly remedies: readonly RemedyChosen[];
  readonly mirror?: MirrorPolicy;
  readonly waves: WavesPolicy;
  readonly pace: Pace;
  /** Devices may be touched at any time where there is none. */
  readonly windows: readonly MaintenanceWindow[];
  readonly gate: Gate;
  readonly approvers: Approvers;
  readonly rehearsal: RehearsalRule;
  readonly renewal: RenewalPolicy;
  /** Whether a plan contains, for a yes of its own, the registration of agents that are not registered. */
  readonly registration: Offer;
  /** The same for making the check of revocation lists optional, where lists are what cannot be reached. */
  readonly crlOptional: Offer;
  /** Whether Smart Call Home sends a message of its own, where it is in use: what proves it. */
  readonly callHomeTest: Offer;
}

export type Offer = "offer" | "never";

export interface MirrorPolicy {
  /** What the devices import: an address that they reach, and the path of the bundle there. */
  readonly url: string;
  /** Whether the trust pool policy is to name it from then on. */
  readonly configure: "leave-policy-alone" | "configure-cabundle";
}

export interface WavesPolicy {
  /** Devices in the first wave. */
  readonly canary: number;
  /** Sizes of the waves after it; the last one is that of all further ones. */
  readonly sizes: readonly WaveSize[];
  /** A wave holds devices of one site, or of one group, only. */
  readonly by?: "site" | "group";
}

/** A number of devices, or a share of all that the plan changes: `25%`. */
export type WaveSize = number | `${number}%`;

export interface RenewalPolicy {
  /** How long a renewed contact may take, on the device's clock. */
  readonly deadlineSeconds: number;
  /** Renewals of a wave are spread over this time. Waves of up to ten devices renew at once. */
  readonly jitterSeconds: number;
}

/** A week: a fleet changes, and what was rehearsed is of yesterday's fleet. */
export const DEFAULT_REHEARSAL_AGE_SECONDS = 7 * 24 * 3600;

export const DEFAULT_POLICY: Omit<Policy, "author"> = {
  remedies: REMEDIES,
  waves: { canary: 1, sizes: [50] },
  pace: { concurrency: 10 },
  windows: [],
  gate: { failuresAllowed: 0, soakSeconds: 0 },
  approvers: { names: [], author: "may-approve" },
  rehearsal: { need: "on-request", maxAgeSeconds: DEFAULT_REHEARSAL_AGE_SECONDS },
  renewal: { deadlineSeconds: 600, jitterSeconds: 300 },
  registration: "offer",
  crlOptional: "never",
  callHomeTest: "offer",
};
