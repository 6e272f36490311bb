/**
 * Talks to routers: reads what they say, live over SSH or from captured outputs, and sends what an
 * approved plan lets it send. Also looks at the chains that endpoints serve.
 *
 * Reading sessions can type nothing but an enumerated grammar of show commands; changing sessions
 * nothing but the lines of an approved plan. Secrets are taken out before anything is kept.
 *
 * Deliberately does not know: what a fact means for a field notice, what should be sent to whom, where
 * logins and known_hosts are kept, and how anything is shown to people.
 */
export * from "./captures/index.js";
export {
  type AccessLimits,
  type AccessOptions,
  DEFAULT_LIMITS,
  type DeviceAccess,
  deviceAccess,
  type RouteTo,
  type StraightRoutes,
  straightRoutes,
} from "./fleet/access.js";
export {
  type CapturedFleet,
  type CapturedFleetOptions,
  capturedFleetReader,
} from "./fleet/captured-fleet.js";
export { type DeviceHandsOptions, deviceHands } from "./fleet/device-hands.js";
export { type FleetReaderOptions, fleetReader } from "./fleet/fleet-reader.js";
export { readWanted, type Wanted, type WantedRead } from "./fleet/read-device.js";
export { type DeviceRecording, recordDevice } from "./fleet/record-device.js";
export * from "./parsers/index.js";
export { type EndpointQuestion, observeEndpoint } from "./probe/observe-endpoint.js";
export { type EndpointAddress, type ProbeFailure, readServedChain } from "./probe/served-chain.js";
export { COMMANDS_OF_FACT, commandsFor, type ReadFact } from "./read/commands-of.js";
export { type FactsContext, type FactsRead, factsFrom } from "./read/facts-from.js";
export { REDACTED, redact } from "./read/redact.js";
export { makeTranscript, type ReadOutput } from "./read/transcript.js";
export type { AlgorithmSet } from "./session/algorithms.js";
export { type FileDigestLine, fileDigestLine } from "./session/file-digest.js";
export { acceptingNewHostKeys, type HostKeys, strictHostKeys } from "./session/host-keys.js";
export { type KnownHosts, parseKnownHosts } from "./session/known-hosts.js";
export type { Login, LoginQuestion, PrivateKey, PrivateKeyFailure } from "./session/login.js";
export { type Ping, type PingLine, pingLine } from "./session/ping.js";
export { READ_COMMANDS, type ReadCommand } from "./session/read-grammar.js";
export type { Hop, Route } from "./session/route.js";
export {
  type ConfigurationRefusal,
  describeFailure,
  type SessionFailure,
} from "./session/session-failure.js";
export { readPrivateKey } from "./session/ssh.js";
export {
  type ConfiguredRoutesOptions,
  configuredRoutes,
  type RouteNote,
} from "./ssh-config/configured-routes.js";
export type { HostSettings, PassedOver } from "./ssh-config/host-settings.js";
export type { KeyTrouble } from "./ssh-config/key-ring.js";
export { readSshConfig } from "./ssh-config/read-ssh-config.js";
export { EMPTY_SSH_CONFIG, type SshConfig, type SshConfigFailure } from "./ssh-config/ssh-config.js";
