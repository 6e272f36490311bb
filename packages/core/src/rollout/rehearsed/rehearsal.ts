/**
 * What a plan did to routers of a lab that resemble its own: for each device, what was seen of it before each step
 * and at the end, as facts that a real router can be compared by. It names the plan's digest and has one of its own;
 * the plan itself is not touched. Knows nothing of how a lab is made.
 */
import type { SeparateApproval } from "../../plan/step.js";
import type { StopReason } from "../stop-reason.js";
import type { ComparableFact, ComparableFacts, RehearsedOutcome } from "./difference.js";

export const REHEARSAL_FORMAT = 1;

export interface Rehearsal {
  readonly formatVersion: typeof REHEARSAL_FORMAT;
  /** SHA-256 over the canonical form of everything else in it: `sha256:<hex>`. */
  readonly digest: string;
  readonly planDigest: string;
  /** When it was made, on the controller's clock. */
  readonly at: string;
  readonly madeWith: { readonly version: string; readonly seed: number };
  readonly lab: RehearsalLab;
  /** Steps that need a yes of their own and were carried out, as if it had been given. */
  readonly also: readonly SeparateApproval[];
  /** How each gate would have been judged; in the lab all waves are opened. */
  readonly waves: readonly RehearsedWave[];
  /** Every device that the plan changes, in its order. */
  readonly devices: readonly RehearsedDevice[];
}

export interface RehearsalLab {
  /** As its notice calls itself: `LAB 12ab`. */
  readonly name: string;
  /** Of the lab's own notice, with stand-ins in the place of the roots. */
  readonly noticeDigest: string;
  /** Lab time at which the rollout began and ended. */
  readonly from: string;
  readonly to: string;
}

export interface RehearsedWave {
  readonly wave: string;
  /** Devices that were held, failed, or have another verdict than the gate asks for. */
  readonly failures: number;
  readonly gate: "opens" | "stays-shut";
}

export interface RehearsedDevice {
  readonly device: string;
  readonly outcome: RehearsedOutcome;
  /** Why it did not come to a good end in the lab. */
  readonly reason?: StopReason;
  /** What was seen before each step, in order, and last at the end; null where it did not come to that. */
  readonly looks: readonly (ComparableFacts | null)[];
  /** In what the lab's router differs from the device: nothing is concluded from these facts. */
  readonly unlike: readonly Unlikeness[];
}

export interface Unlikeness {
  /** A code of docs/evidence-and-proof.md. */
  readonly because: string;
  /** For a reader. */
  readonly detail: string;
  readonly facts: readonly ComparableFact[];
}

/** What a rehearsal means for one device of a rollout: absent where none is required. */
export interface DeviceRehearsal {
  readonly rehearsal: string;
  readonly at: string;
  readonly device: RehearsedDevice;
}

/** Names the rehearsal that a rollout requires. */
export interface RehearsalReference {
  readonly digest: string;
  readonly at: string;
}

export function referenceToRehearsal({ digest, at }: Rehearsal): RehearsalReference {
  return { digest, at };
}

/** By the name of a device of the plan; one that the rehearsal does not have was not imitated. */
export function rehearsalsOf({ digest, at, devices }: Rehearsal): (name: string) => DeviceRehearsal {
  const known = new Map(devices.map((one) => [one.device, one]));
  return (name) => ({
    rehearsal: digest,
    at,
    device: known.get(name) ?? { device: name, outcome: "not-imitated", looks: [], unlike: [] },
  });
}
