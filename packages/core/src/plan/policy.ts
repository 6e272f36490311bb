/** How careful the team wants to be. Every number has a default that a stranger's network survives. */

export interface Policy {
  readonly author: string;
  /** How many devices may be worked on at the same time. */
  readonly concurrency: number;
  /** Devices in the first wave. */
  readonly canary: number;
  /** Devices in each later wave. */
  readonly waveSize: number;
  /** Devices that may fail or be held in one wave before the next one stays shut. */
  readonly failuresAllowed: number;
  /** Quiet time after a wave before its gate is judged. */
  readonly soakSeconds: number;
  /** How long a renewed contact may take, on the device's clock. */
  readonly renewalDeadlineSeconds: number;
}

export const DEFAULT_POLICY: Omit<Policy, "author"> = {
  concurrency: 10,
  canary: 1,
  waveSize: 50,
  failuresAllowed: 0,
  soakSeconds: 0,
  renewalDeadlineSeconds: 600,
};
