/** What a running lab offers to whoever started it. */

import type { LabAuthority, StandInRole } from "./certificates/roles.js";
import type { LabClock } from "./clock.js";
import type { SmartAccounts } from "./cloud/accounts.js";
import type { BundleLocation, BundleScenario, BundleSignerChoice } from "./cloud/bundle-choices.js";
import type { BundleServerFault } from "./cloud/bundle-server.js";
import type { HistoryEntry } from "./cloud/history.js";
import type { CallHomeEntry, Misbehaviour } from "./cloud/licensing-service.js";
import type { Published } from "./cloud/publications.js";
import type { NameServer } from "./dns/name-server.js";
import type { FaultKind, FaultSpec } from "./faults.js";
import type { LabState } from "./lab-state.js";
import type { ChainFault, ChainStep, Platform } from "./options.js";

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
  /** The endpoints that the options name. */
  readonly endpoints: readonly LabEndpoint[];
  /** Every host that the cloud answers for: the endpoints, the on-prem server, the bundle's host over https. */
  readonly hosts: readonly LabEndpoint[];
  /** Where routers reach the on-prem server, by transport. */
  readonly onPrem: { readonly callHome: string; readonly smart: string };
  /** Every handshake, request and question to the name server so far, oldest first. */
  readonly history: readonly HistoryEntry[];
  readonly accounts: LabAccounts;
  /** Every Call Home message so far, oldest first. */
  readonly callHome: readonly CallHomeEntry[];
  /** What a host serves in the course of lab time; RangeError for a host that the cloud does not have, here and below. */
  chainsOf(host: string): readonly ChainStep[];
  /** Takes effect for the next handshake. */
  setChains(host: string, steps: readonly ChainStep[]): void;
  /** The same with two steps: the retired root until then, the required one from then on. */
  setCutOver(host: string, at: Date): void;
  chainFaultOf(host: string): ChainFault | undefined;
  /** Makes a host serve a chain that is wrong in a given way, from the next handshake on; undefined mends it. */
  setChainFault(host: string, fault: ChainFault | undefined): void;
  misbehaviourOf(host: string): Misbehaviour | undefined;
  /** How a licensing host answers everybody's messages; undefined: as it should. */
  setMisbehaviour(host: string, misbehaviour: Misbehaviour | undefined): void;
}

/** The books of licensing, as a test may read and change them. */
export type LabAccounts = Pick<
  SmartAccounts,
  | "tokens"
  | "createToken"
  | "revokeToken"
  | "virtualAccounts"
  | "openAccount"
  | "balances"
  | "setPurchased"
  | "devices"
  | "remove"
>;

export type LabNameServer = Pick<NameServer, "address" | "condition" | "setAnswerFor" | "answersFor">;

/** One file or feed of the bundle server. */
export type PublishedFile = Published & {
  /** The URL that routers use. */
  readonly url: string;
  /** The same for clients outside the lab, on loopback. */
  readonly loopbackUrl: string;
};

export interface LabBundle {
  /** The URL that routers use. */
  readonly url: string;
  /** The same file for clients outside the lab, on loopback. */
  readonly loopbackUrl: string;
  readonly published: readonly PublishedFile[];
  readonly scenario: BundleScenario;
  setScenario(scenario: BundleScenario): void;
  readonly signers: Readonly<Record<BundleLocation, BundleSignerChoice>>;
  setSigner(location: BundleLocation, choice: BundleSignerChoice): void;
  readonly fault: BundleServerFault | undefined;
  /** What is wrong with the server, for everybody; undefined mends it. */
  setFault(fault: BundleServerFault | undefined): void;
  /** The file at `url` as it is served now; undefined where the scenario serves none. */
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
  readonly nameServer: LabNameServer;
  readonly management: { readonly url: string };
  readonly standIns: Readonly<Record<StandInRole, StandInCertificate>>;
  /** A root of the lab that is no stand-in. */
  authority(which: LabAuthority): StandInCertificate;
  readonly clock: LabTime;
  /** Moves lab time forward; every contact that falls due on the way is really made, in order, at its own time. */
  advanceTo(to: Date): Promise<void>;
  /** Rejects with a RangeError for a device that the lab does not have. */
  setFault(device: string, fault: FaultSpec): Promise<void>;
  clearFault(device: string, kind: FaultKind): Promise<void>;
  /** What outlives this lab, for another one to go on from; waits for what is under way. */
  state(): Promise<LabState>;
  /** Ends every session, listener and timer of the lab. */
  stop(): Promise<void>;
}

/** A running lab without what makes and ends it: as its management port sees it. */
export type ManagedLab = Omit<Lab, "management" | "stop">;
