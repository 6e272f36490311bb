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

export type { CertificateRef, Imitated, StandInRole } from "./certificates/roles.js";
export type { EntitlementBalance, IdToken, RegisteredDevice } from "./cloud/accounts.js";
export type {
  BundleKind,
  BundleLocation,
  BundleScenario,
  BundleSignerChoice,
} from "./cloud/bundle-choices.js";
export type {
  HandshakeEntry,
  HistoryEntry,
  Peer,
  QueryEntry,
  RequestEntry,
  ServedCertificate,
} from "./cloud/history.js";
export type { CallHomeEntry, Misbehaviour } from "./cloud/licensing-service.js";
export type { Fault, FaultKind, FaultSpec } from "./faults.js";
export { startLab } from "./lab.js";
export { type LabState, readLabState } from "./lab-state.js";
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
  BundleSpec,
  ChainFault,
  ChainStep,
  CloudService,
  EndpointSpec,
  FaultPlan,
  LabOptions,
  LicenseSpec,
  LicenseTransport,
  Platform,
  RouterSpec,
} from "./options.js";
export { authorizationCode } from "./router/reservation.js";
export { givenMix } from "./scenarios/given-mix.js";
export { mixedFleet } from "./scenarios/mixed-fleet.js";
export { rehearsalFleet } from "./scenarios/rehearsal-fleet.js";
export type { FleetStory } from "./scenarios/story.js";
