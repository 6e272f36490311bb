/**
 * What a lab is made of, as its caller describes it: roots, endpoints, bundle, routers.
 * Nothing here knows any particular field notice; names, dates and certificates come from the caller.
 */
import type { CertificateRef, Imitated, RootRole, StandInRole } from "./certificates/roles.js";
import type { BundleLocation, BundleScenario, BundleSignerChoice } from "./cloud/bundle-choices.js";
import type { FaultKind, FaultSpec } from "./faults.js";

/** One router platform: they differ in prompts, `show version`, `dir`, `show platform` and admin mode. */
export type Platform = "asr9000" | "ncs5500" | "cisco8000";

/** A cloud host and the moments at which the chain that it serves changes. */
export interface EndpointSpec {
  /** For example `tools.cisco.com`. */
  readonly host: string;
  /** From this moment of lab time the chain is under the required root; before it, under the retired one. */
  readonly cutOverAt: Date;
  /**
   * The chains that it serves in the course of lab time, where two are not enough; `cutOverAt` is then not looked at.
   */
  readonly chains?: readonly ChainStep[];
  /** Which agents talk to it, and at which path. */
  readonly services: readonly { readonly service: CloudService; readonly path: string }[];
}

/** What a host serves from one moment of lab time until the next step. */
export interface ChainStep {
  /** Absent in the first step: since ever. */
  readonly from?: Date;
  readonly under: RootRole;
  /** Which authority of that root signs, counted from 1: another number is a rotation of the intermediate. Default 1. */
  readonly intermediate?: number;
  readonly defect?: ChainFault;
}

/** What can be wrong with a chain as it is served. */
export type ChainFault = (typeof CHAIN_FAULTS)[number];

export const CHAIN_FAULTS = ["expired-leaf", "missing-intermediate"] as const;

/** A cloud service: licensing over the Call Home transport, licensing over Smart Transport, Smart Call Home. */
export type CloudService = "licensing-callhome" | "licensing-smart" | "smart-call-home";

/** The signed bundle that the lab publishes. */
export interface BundleSpec {
  /** The URL that routers know, for example `http://www.cisco.com/security/pki/trs/ios.p7b`. Plain HTTP. */
  readonly url: string;
  readonly name: string;
  readonly version: string;
  readonly signedAt: Date;
  /** The pool inside the bundle, in order. The scenario `without-required-root` leaves that one out. */
  readonly certificates: readonly CertificateRef[];
  /** Default: the required root and the signer root. */
  readonly core?: readonly CertificateRef[];
  /** Default: what `certificates` has, and every one of `realCertificates`. */
  readonly union?: readonly CertificateRef[];
  /** Which root signs the bundles at each path. Default: the old one at both. */
  readonly signers?: Readonly<Partial<Record<BundleLocation, BundleSignerChoice>>>;
  /** The chains that the bundle's host serves over https. Default: those of the first endpoint. */
  readonly chains?: readonly ChainStep[];
  readonly scenario?: BundleScenario;
  /**
   * Further places of the file at `url`, by plain HTTP: a mirror's. An address is the lab's own while the lab is up, one of
   * loopback too.
   */
  readonly mirrors?: readonly string[];
}

/** A licensing server on the customer's own premises, under the lab's root `on-prem`, which no pool holds unless told. */
export interface OnPremSpec {
  /** For example `ssm.lab.example`. */
  readonly host: string;
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
export type LicenseTransport = "callhome" | "smart" | "on-prem" | "off";

/** One emulated router. */
export interface RouterSpec {
  readonly name: string;
  readonly platform: Platform;
  /** For example `7.3.2`. */
  readonly release: string;
  readonly builtIn: readonly CertificateRef[];
  readonly downloaded?: readonly CertificateRef[];
  readonly license: LicenseSpec;
  /** Default `callhome`; from release 24.1.1 on, a license utility (`cslu`). */
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

/** Faults at random: which share of the routers meets one, of which kinds, when, and for how long. */
export interface FaultPlan {
  /** 0 to 1. */
  readonly share: number;
  /** Default: every kind. */
  readonly kinds?: readonly FaultKind[];
  /** Each begins somewhere between these two moments of lab time. */
  readonly from: Date;
  readonly until: Date;
  readonly lastingMs: number;
}

/** Everything that makes a lab. */
export interface LabOptions {
  readonly routers: readonly RouterSpec[];
  readonly standIns: Readonly<Record<StandInRole, Imitated>>;
  /** Real certificates (PEM) that pools and bundles may hold beside the stand-ins, by a key of the caller's choice. */
  readonly realCertificates?: Readonly<Record<string, string>>;
  readonly endpoints: readonly EndpointSpec[];
  readonly bundle: BundleSpec;
  /** Default: `ssm-on-prem.lab.example`. */
  readonly onPrem?: OnPremSpec;
  /** Lab time at the start. */
  readonly startAt: Date;
  /** Lab seconds for each real second while nothing is advanced by hand. 0 stops the clock. Default 1. */
  readonly clockRate?: number;
  /** Everything random that is not a key comes from this. Default 1. */
  readonly seed?: number;
  /** Faults drawn from the seed, beside those of each router's own. */
  readonly faultPlan?: FaultPlan;
  readonly username?: string;
  readonly password?: string;
  /** Keys with which the user may log in instead, as lines of OpenSSH's authorized_keys. */
  readonly authorizedKeys?: readonly string[];
  /** `address-each` gives every router its own 127.x.y.z where the system allows it; `port-each` shares 127.0.0.1. */
  readonly addressing?: "address-each" | "port-each";
}
