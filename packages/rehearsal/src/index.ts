/**
 * The rehearsal room: emulated IOS XR routers behind real SSH servers, an emulated cloud behind real TLS servers, a
 * bundle server, throw-away certificate authorities, lab time and faults.
 *
 * It deliberately knows nothing of field notices, verdicts, plans or proofs, and shares no code with the packages that
 * it serves to test: whether a router has a problem is for others to find out by talking to it. All of it listens on
 * loopback only, with fresh keys in each run.
 *
 * Read next: options.ts (what a lab is made of), lab-types.ts (what a running lab offers), lab.ts (how it is put
 * together), router/ (one router), terminal/ (its command line), cloud/ (the other side).
 */
export type { ChainFault } from "./cloud/chains.js";
export type { HandshakeEntry, HistoryEntry, Peer, RequestEntry, ServedCertificate } from "./cloud/history.js";
export type { Fault, FaultKind, FaultSpec } from "./faults.js";
export { startLab } from "./lab.js";
export type {
  Lab,
  LabBundle,
  LabCloud,
  LabDevice,
  LabEndpoint,
  LabTime,
  StandInCertificate,
} from "./lab-types.js";
export type {
  BundleScenario,
  BundleSpec,
  CertificateRef,
  CloudService,
  EndpointSpec,
  Imitated,
  LabOptions,
  LicenseSpec,
  LicenseTransport,
  Platform,
  RouterSpec,
  StandInRole,
} from "./options.js";
export { mixedFleet } from "./scenarios/mixed-fleet.js";
export { rehearsalFleet } from "./scenarios/rehearsal-fleet.js";
export type { FleetStory } from "./scenarios/story.js";
