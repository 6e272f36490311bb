/** What a rollout needs of the world. */
import type { Action } from "../plan/step.js";
import type { Observation, ObservedFact } from "./observation.js";
import type { SendOutcome, VerdictFound } from "./rollout.js";

/** Touches one device. Neither call rejects for what a device did. */
export interface Hands {
  /** Reads what is wanted, and no more where that saves a session. */
  observe(device: string, wanted: readonly ObservedFact[]): Promise<Observation>;
  /** Rejects only for our own mistake: an action that is not that step of the approved plan. */
  carryOut(device: string, step: number, action: Action): Promise<SendOutcome>;
}

export interface RolloutTime {
  now(): Date;
  waitUntil(moment: Date): Promise<void>;
}

/** What a URL serves at this moment, as the controller itself fetches it. */
export type RecheckBundle = (
  url: string,
) => Promise<{ readonly sha256: string } | { readonly unavailable: string }>;

/** Reads these devices as an audit does and judges them now; for gates that ask for verdicts. */
export type AssessDevices = (devices: readonly string[]) => Promise<readonly VerdictFound[]>;
