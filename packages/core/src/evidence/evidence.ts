/**
 * What the devices said. Facts stand apart from transcripts, and each trust pool is held once
 * under its digest, so that a fleet of 100,000 can be assessed without reading one transcript.
 * Evidence knows nothing of verdicts. All times are ISO 8601 in UTC.
 */
import type { Known, TranscriptId } from "./known.js";
import type {
  CallHomeStatisticsFacts,
  CommitHistoryFacts,
  ConfigurationSessionsFacts,
  FileSystemsFacts,
  InstallRequestFacts,
  PingFacts,
  SecureDomainRouterFacts,
  StandbyFacts,
  TrustpointCertificatesFacts,
  UserTasksFacts,
  VrfFacts,
} from "./operational-facts.js";

export const EVIDENCE_FORMAT = 1;

export interface Evidence {
  readonly formatVersion: typeof EVIDENCE_FORMAT;
  /** When gathering ended, on the controller's clock (a rehearsal: the lab's). */
  readonly gatheredAt: string;
  readonly devices: readonly DeviceEvidence[];
  /** Trust pools by digest; devices that hold the same pool share one entry. */
  readonly pools: Readonly<Record<PoolDigest, readonly PoolLabel[]>>;
  /** Chains that the endpoints were seen to serve, by whoever gathered. */
  readonly endpoints: readonly EndpointObservation[];
}

export type PoolDigest = string;

export interface DeviceEvidence {
  readonly device: string;
  /** When this device was read, on the controller's clock. */
  readonly readAt: string;
  readonly facts: DeviceFacts;
  /** How the session was made; absent where nothing was connected to, or no session came about. */
  readonly session?: SessionFacts;
}

export interface SessionFacts {
  /** SSH algorithms in use, to the device or on the way to it, that rest on SHA-1, CBC or short groups. */
  readonly legacyAlgorithms: readonly string[];
}

/** Everything the rules may look at. What was not read is unknown, with the reason. */
export interface DeviceFacts {
  readonly system: Known<SystemFacts>;
  readonly clock: Known<ClockFacts>;
  readonly trustPool: Known<PoolDigest>;
  readonly trustPoolPolicy: Known<TrustPoolPolicyFacts>;
  readonly licence: Known<LicenceFacts>;
  readonly callHome: Known<CallHomeFacts>;
  readonly httpClient: Known<HttpClientFacts>;
  readonly nameResolution: Known<NameResolutionFacts>;
  readonly log: Known<LogFacts>;
  // What no rule decides by, and what people ask next; absent where a run does not read it.
  readonly ntp?: Known<NtpFacts>;
  readonly redundancy?: Known<RedundancyFacts>;
  readonly licenceUsage?: Known<LicenceUsageFacts>;
  readonly productIdentity?: Known<ProductIdentityFacts>;
  readonly install?: Known<InstallFacts>;
  readonly storage?: Known<StorageFacts>;
  readonly cryptoConfiguration?: Known<CryptoConfigurationFacts>;
  readonly licenceConfiguration?: Known<LicenceConfigurationFacts>;
  readonly trustpointCertificates?: Known<TrustpointCertificatesFacts>;
  readonly callHomeStatistics?: Known<CallHomeStatisticsFacts>;
  // What a rollout asks before it touches the device.
  readonly commitHistory?: Known<CommitHistoryFacts>;
  readonly configurationSessions?: Known<ConfigurationSessionsFacts>;
  readonly installRequest?: Known<InstallRequestFacts>;
  readonly standby?: Known<StandbyFacts>;
  readonly userTasks?: Known<UserTasksFacts>;
  readonly fileSystems?: Known<FileSystemsFacts>;
  readonly secureDomainRouter?: Known<SecureDomainRouterFacts>;
  /** Only where another part of the configuration names a VRF. */
  readonly vrfs?: Known<VrfFacts>;
  /** Only where the audit was asked to ping. */
  readonly ping?: Known<PingFacts>;
}

export type OperatingSystem = "iosxr" | "iosxe" | "ios" | "nxos" | "asa";

export interface SystemFacts {
  readonly os: OperatingSystem;
  /** As the device prints it, without decoration: `7.3.2`, `6.1.4.10I`. */
  readonly release: string;
  readonly platform?: string;
  readonly hostName?: string;
}

export interface ClockFacts {
  /** The device's time when it was asked. */
  readonly deviceTime: string;
  /** Device time less controller time, in seconds; absent where a capture cannot tell. */
  readonly aheadSeconds?: number;
}

/** One trust pool entry as a device prints it. Its SHA-1 is a label to match, never what we decide on. */
export interface PoolLabel {
  readonly set: "Built-In" | "Downloaded";
  readonly subject: string;
  readonly issuer: string;
  /** Uppercase hex without separators. */
  readonly serial: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly sha1: string;
}

export interface TrustPoolPolicyFacts {
  readonly bundleUrl?: string;
  readonly crl: "required" | "optional";
  readonly vrf?: string;
}

export type LicenceMode = "smart" | "smart-using-policy" | "plr" | "slr" | "disabled";
export type LicenceTransport = "callhome" | "smart" | "cslu" | "on-prem" | "off";

export interface LicenceFacts {
  readonly mode: LicenceMode;
  readonly transport?: LicenceTransport;
  readonly transportUrl?: string;
  readonly registration: RegistrationFacts;
  readonly authorization?: AuthorizationFacts;
  /** The last communication attempt that the agent reports, whatever it was for. */
  readonly lastContact?: ContactFacts;
  readonly nextContactAt?: string;
  readonly communicationDeadline?: string;
  /** The latest success that a field prints; a later one may show in what the cloud granted with it. */
  readonly lastSuccessAt?: string;
  /** The zone as printed, where nobody can tell which one it is: all times here are up to 14 hours off. */
  readonly unknownZone?: string;
}

export interface RegistrationFacts {
  readonly status: "registered" | "registering" | "not-registered" | "failed" | "expired";
  readonly expiresAt?: string;
  readonly failureReason?: string;
}

export interface AuthorizationFacts {
  readonly status:
    | "none"
    | "evaluation"
    | "evaluation-expired"
    | "authorized"
    | "reserved"
    | "out-of-compliance"
    | "expired"
    | "not-authorized";
  readonly since?: string;
}

export interface ContactFacts {
  readonly result: "succeeded" | "failed";
  readonly at: string;
  readonly failureReason?: string;
}

export interface CallHomeFacts {
  /** `service active` stands in the configuration. */
  readonly serviceActive: boolean;
  readonly profiles: readonly CallHomeProfile[];
  readonly vrf?: string;
  readonly sourceInterface?: string;
}

export interface CallHomeProfile {
  readonly name: string;
  readonly active: boolean;
  readonly transport: "http" | "email" | "none";
  readonly destinations: readonly string[];
  /** What it reports: Smart Call Home messages, Smart Licensing data, or both. */
  readonly reports: readonly ("smart-call-home-data" | "smart-licensing-data")[];
}

export interface HttpClientFacts {
  /**
   * `off-seen`: `http client secure-verify-peer disable` stands in the configuration.
   * `not-seen-off` proves nothing where the command is hidden.
   */
  readonly peerVerification: "off-seen" | "not-seen-off";
  readonly proxy?: string;
  readonly vrf?: string;
  readonly sourceInterface?: string;
}

export interface NameResolutionFacts {
  readonly nameServers: readonly string[];
  /** Static `domain ipv4 host` entries: name to addresses. */
  readonly staticHosts: Readonly<Record<string, readonly string[]>>;
  readonly lookup: "enabled" | "disabled";
}

export interface LogFacts {
  /** The oldest line the buffer still holds; older messages may have been overwritten. */
  readonly oldestAt?: string;
  /** Every message since the device came up is still there: as many as it says that it logged. */
  readonly isWhole?: true;
  /** Lines on licensing, call home, PKI and TLS, oldest first; bounded, the newest are kept. */
  readonly messages: readonly LogMessage[];
}

export interface LogMessage {
  readonly at?: string;
  /** `LICENSE-SMART_LIC-3-COMM_FAILED`, or without category on other platforms. */
  readonly mnemonic: string;
  readonly text: string;
  /**
   * How often the log says the same, on the latest of them. Of those in between some are left out: not the first, nor
   * the newest few, nor those nearest to the newest of any other message.
   */
  readonly times?: number;
}

export interface NtpFacts {
  readonly synchronized: boolean;
  readonly stratum: number;
  readonly reference?: string;
}

export interface RedundancyFacts {
  /** Route processors and their standbys, as the device names them: `0/RP0/CPU0`. */
  readonly pairs: readonly { readonly active: string; readonly standby?: string; readonly detail?: string }[];
}

export interface LicenceUsageFacts {
  readonly licences: readonly { readonly name: string; readonly count: number; readonly status: string }[];
}

/** What the licence account knows the box by. */
export interface ProductIdentityFacts {
  readonly pid: string;
  readonly serialNumber: string;
}

export interface InstallFacts {
  /** Empty where the release prints none (XR7). */
  readonly packages: readonly string[];
  /** The secure domain routers that the packages are active on: `Owner`. */
  readonly secureDomainRouters: readonly string[];
}

export interface StorageFacts {
  /** `harddisk:` */
  readonly path: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/** What the configuration says under `crypto ca`; trustpoints that hold a certificate are not told apart from empty ones. */
export interface CryptoConfigurationFacts {
  readonly httpProxy?: string;
  readonly sourceInterface?: string;
  readonly trustpoints: readonly {
    readonly name: string;
    readonly crl: "required" | "optional";
    readonly enrollmentUrl?: string;
    readonly vrf?: string;
  }[];
}

/** What the configuration says under `license smart`. */
export interface LicenceConfigurationFacts {
  readonly transport?: string;
  readonly url?: string;
  readonly proxy?: string;
  readonly vrf?: string;
  readonly sourceInterface?: string;
  readonly reservation: boolean;
}

export interface EndpointObservation {
  readonly host: string;
  readonly port: number;
  readonly at: string;
  readonly served: Known<ServedChain>;
}

export interface ServedChain {
  /** SHA-256 of each certificate as served, leaf first. */
  readonly certificates: readonly string[];
  /** SHA-256 of the root the chain leads to, where a known root completes it. */
  readonly rootSha256?: string;
  readonly leafNotAfter: string;
}

/** One command and its output, as it was read. Kept beside the evidence, never inside it. */
export interface Transcript {
  readonly id: TranscriptId;
  readonly device: string;
  readonly command: string;
  readonly output: string;
  /** When it was read, on the controller's clock. */
  readonly at: string;
  /** For captures: the file and line where it stands. */
  readonly source?: { readonly file: string; readonly line: number };
}
