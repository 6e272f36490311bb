/**
 * What a lab is made of, as its caller describes it: roots, endpoints, bundle, routers.
 * Nothing here knows any particular field notice; names, dates and certificates come from the caller.
 */
import type { FaultSpec } from "./faults.js";

/** One router platform: they differ in prompts, `show version`, `dir`, `show platform` and admin mode. */
export type Platform = "asr9000" | "ncs5500" | "cisco8000";

/** The roles that throw-away stand-ins play in a lab. */
export type StandInRole = "retired" | "required" | "signer";

/** What a stand-in resembles: either a real certificate, or its facts where only those are known. */
export type Imitated =
  | { readonly pem: string }
  | {
      readonly commonName: string;
      readonly organization?: string;
      readonly country?: string;
      /** Hexadecimal, as printed by openssl, without separators. */
      readonly serialNumber: string;
      readonly notBefore: Date;
      readonly notAfter: Date;
    };

/** A member of a trust pool or bundle: a stand-in by its role, or a real certificate by its key in `realCertificates`. */
export type CertificateRef = { readonly standIn: StandInRole } | { readonly real: string };

/** A cloud host and the moments at which the chain that it serves changes. */
export interface EndpointSpec {
  /** For example `tools.cisco.com`. */
  readonly host: string;
  /** From this moment of lab time the chain is under the required root; before it, under the retired one. */
  readonly cutOverAt: Date;
  /** Which agents talk to it, and at which path. */
  readonly services: readonly { readonly service: CloudService; readonly path: string }[];
}

/** A cloud service: licensing over the Call Home transport, licensing over Smart Transport, Smart Call Home. */
export type CloudService = "licensing-callhome" | "licensing-smart" | "smart-call-home";

/** How the bundle that the lab publishes differs from a good one. */
export type BundleScenario =
  | "good"
  | "tampered"
  | "without-required-root"
  | "customer-signed"
  | "truncated"
  | "empty"
  | "not-found";

/** The signed bundle that the lab publishes. */
export interface BundleSpec {
  /** The URL that routers know, for example `http://www.cisco.com/security/pki/trs/ios.p7b`. Plain HTTP. */
  readonly url: string;
  readonly name: string;
  readonly version: string;
  readonly signedAt: Date;
  /** The pool inside the bundle, in order. The scenario `without-required-root` leaves that one out. */
  readonly certificates: readonly CertificateRef[];
  readonly scenario?: BundleScenario;
}

/** What the licensing agent of a router is at the start; everything after that is lived, not told. */
export type LicenseSpec =
  | {
      readonly state: "registered";
      readonly registeredAt: Date;
      /** Last successful contact before the lab starts; at least `registeredAt`. */
      readonly lastContactAt: Date;
      /** What the cloud answers about this router's entitlements. */
      readonly compliance: "in-compliance" | "out-of-compliance";
    }
  | { readonly state: "unregistered" }
  | { readonly state: "evaluation"; readonly startedAt: Date }
  | { readonly state: "permanent-reservation"; readonly reservedAt: Date }
  | { readonly state: "specific-reservation"; readonly reservedAt: Date };

/** How licensing reaches the cloud; with `off` no Call Home profile is active for it. */
export type LicenseTransport = "callhome" | "smart" | "off";

/** One emulated router. */
export interface RouterSpec {
  readonly name: string;
  readonly platform: Platform;
  /** For example `7.3.2`. */
  readonly release: string;
  readonly builtIn: readonly CertificateRef[];
  readonly downloaded?: readonly CertificateRef[];
  readonly license: LicenseSpec;
  /** Default `callhome`. */
  readonly transport?: LicenseTransport;
  /** Whether Smart Call Home reports by itself (an active profile with `reporting smart-call-home-data`). Default false. */
  readonly smartCallHome?: boolean;
  /** Further running-configuration text, as an operator would type it. */
  readonly configuration?: string;
  /** How far the router's clock is off lab time, in milliseconds. Default 0. */
  readonly clockOffsetMs?: number;
  /** Whether an import adds to earlier Downloaded certificates or replaces them: undocumented by the vendor. Default `merge`. */
  readonly importMode?: "merge" | "replace";
  /** Whether a second route processor stands by. Default: true on asr9000, false elsewhere. */
  readonly standby?: boolean;
  readonly faults?: readonly FaultSpec[];
}

/** Everything that makes a lab. */
export interface LabOptions {
  readonly routers: readonly RouterSpec[];
  readonly standIns: Readonly<Record<StandInRole, Imitated>>;
  /** Real certificates (PEM) that pools and bundles may hold beside the stand-ins, by a key of the caller's choice. */
  readonly realCertificates?: Readonly<Record<string, string>>;
  readonly endpoints: readonly EndpointSpec[];
  readonly bundle: BundleSpec;
  /** Lab time at the start. */
  readonly startAt: Date;
  /** Lab seconds for each real second while nothing is advanced by hand. 0 stops the clock. Default 1. */
  readonly clockRate?: number;
  /** Everything random that is not a key comes from this. Default 1. */
  readonly seed?: number;
  readonly username?: string;
  readonly password?: string;
  /** `address-each` gives every router its own 127.x.y.z where the system allows it; `port-each` shares 127.0.0.1. */
  readonly addressing?: "address-each" | "port-each";
}
