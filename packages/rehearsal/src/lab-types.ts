/** What a running lab offers to whoever started it. */
import type { LabClock } from "./clock.js";
import type { ChainFault } from "./cloud/chains.js";
import type { HistoryEntry } from "./cloud/history.js";
import type { FaultKind, FaultSpec } from "./faults.js";
import type { BundleScenario, Platform, StandInRole } from "./options.js";

/** One emulated router, as an SSH client needs it. */
export interface LabDevice {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly platform: Platform;
  readonly release: string;
}

/** A throw-away root of this lab, with the calendar dates that it prints. */
export interface StandInCertificate {
  readonly pem: string;
  readonly der: Uint8Array;
  /** Upper-case hexadecimal, no separators. */
  readonly sha1: string;
  readonly sha256: string;
  readonly serialNumber: string;
  /** Ends in ` (LAB xxxx)`. */
  readonly commonName: string;
}

/** Where clients outside the lab reach one cloud host: connect to `address:port`, with SNI and name check for `host`. */
export interface LabEndpoint {
  readonly host: string;
  readonly address: string;
  readonly port: number;
}

/** Lab time, to be read and sped up; it is moved by `advanceTo`, which lets nothing that is due be skipped. */
export type LabTime = Pick<LabClock, "now" | "rate" | "setRate">;

export interface LabCloud {
  readonly endpoints: readonly LabEndpoint[];
  /** Every handshake and request so far, oldest first. */
  readonly history: readonly HistoryEntry[];
  /** Moves a host's cut-over; takes effect for the next handshake. */
  setCutOver(host: string, at: Date): void;
  /** Makes a host serve a chain that is wrong in a given way, from the next handshake on; undefined mends it. */
  setChainFault(host: string, fault: ChainFault | undefined): void;
}

export interface LabBundle {
  /** The URL that routers use. */
  readonly url: string;
  /** The same file for clients outside the lab, on loopback. */
  readonly loopbackUrl: string;
  readonly scenario: BundleScenario;
  setScenario(scenario: BundleScenario): void;
  /** The file as it is served now; undefined where the scenario serves none. */
  bytes(): Uint8Array | undefined;
}

export interface Lab {
  /** Four hexadecimal digits, the `xxxx` of every stand-in's ` (LAB xxxx)`. */
  readonly id: string;
  readonly devices: readonly LabDevice[];
  readonly username: string;
  readonly password: string;
  /** The licence registration token that the lab's cloud accepts. */
  readonly idToken: string;
  /** OpenSSH known_hosts lines for all devices. */
  readonly knownHosts: string;
  readonly cloud: LabCloud;
  readonly bundle: LabBundle;
  readonly management: { readonly url: string };
  readonly standIns: Readonly<Record<StandInRole, StandInCertificate>>;
  readonly clock: LabTime;
  /** Moves lab time forward; every contact that falls due on the way is really made, in order, at its own time. */
  advanceTo(to: Date): Promise<void>;
  /** Rejects with a RangeError for a device that the lab does not have. */
  setFault(device: string, fault: FaultSpec): Promise<void>;
  clearFault(device: string, kind: FaultKind): Promise<void>;
  /** Ends every session, listener and timer of the lab. */
  stop(): Promise<void>;
}
