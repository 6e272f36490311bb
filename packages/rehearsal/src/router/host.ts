/**
 * A router as its own agents see it: who they are, what is configured, what the time is, and where to log. Agents and
 * connections are written against this, so that they know nothing of terminals, files or commits.
 */
import type { Fault, FaultKind } from "../faults.js";
import type { Configuration } from "./configuration.js";
import type { LogMessage } from "./log.js";
import type { PlatformProfile } from "./platform.js";
import type { Surroundings } from "./surroundings.js";
import type { TrustPool } from "./trust-pool.js";

export interface RouterHost {
  readonly name: string;
  /** For example `7.5.2`. */
  readonly release: string;
  readonly profile: PlatformProfile;
  readonly serialNumber: string;
  /** `PID:...,SN:...`: how licensing names a device. */
  readonly udi: string;
  /** The loopback address that its own connections come from. */
  readonly sourceAddress: string;
  readonly pool: TrustPool;
  readonly surroundings: Surroundings;
  /** The router's own clock. */
  now(): Date;
  /** The running configuration. */
  running(): Configuration;
  /** The active fault of a kind, or undefined. Faults are scheduled on lab time, whatever the router's clock says. */
  fault<K extends FaultKind>(kind: K): Extract<Fault, { kind: K }> | undefined;
  logMessage(message: LogMessage): void;
  /** Asks to be called when the router's clock reads `at`. */
  scheduleAt(owner: object, at: Date | undefined, due: () => Promise<void>): void;
  /** Lets something run on after the command that started it. */
  inBackground(work: Promise<unknown>): void;
}
