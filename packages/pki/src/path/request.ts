/** What is asked of the path validator, and what it answers. */
import type { RevocationList } from "../crl/crl.js";
import type { Oid } from "../der/oid.js";
import type { Certificate } from "../x509/certificate.js";
import type { KeyUsage } from "../x509/extensions.js";
import type { Budget } from "./budget.js";
import type { PathFailure, TriedPath } from "./failure.js";
import type { PlatformPolicy } from "./platform.js";
import type { PolicyRequest } from "./policies.js";
import type { Purpose } from "./purpose.js";
import type { PeerName } from "./server-name.js";

export type { Purpose } from "./purpose.js";

export interface PathRequest {
  readonly target: Certificate;
  /** What came with the target; order and repetitions do not matter. */
  readonly intermediates: readonly Certificate[];
  /** The pool. */
  readonly anchors: readonly Certificate[];
  /** The moment of the question; parts of a second do not count (RFC 5280 4.1.2.5 knows seconds only). */
  readonly at: Date;
  /** Host name or address the client connects to; without it no name is checked. */
  readonly serverName?: string;
  /** Further names the target must carry, each of them. */
  readonly peerNames?: readonly PeerName[];
  readonly purpose: Purpose;
  /** Usages that the target's key usage extension, where present, must allow. */
  readonly keyUsage?: readonly KeyUsage[];
  /** Given, even empty: revocation is checked against them (RFC 5280 6.3). Absent: it is not. */
  readonly crls?: readonly RevocationList[];
  readonly policies?: PolicyRequest;
  readonly platform: PlatformPolicy;
  /** `pinned`: the caller chose these anchors by fingerprint for this very use. */
  readonly anchorsAre?: "pool" | "pinned";
  /** Signature algorithms that are accepted; absent: all that the platform does not refuse. */
  readonly signatureAlgorithms?: readonly Oid[];
  /** Intermediates allowed, self-issued ones not counted. */
  readonly maxIntermediates?: number;
  readonly budget?: Partial<Budget>;
}

export interface ValidPath {
  /** Target first, anchor last. */
  readonly path: readonly Certificate[];
  readonly anchor: Certificate;
  /** The policies under which the path is valid (RFC 9618: user-constrained set). */
  readonly policies: readonly Oid[];
}

export interface NoPath {
  /** The most specific reason. */
  readonly failure: PathFailure;
  /** Paths tried, at most 32. */
  readonly tried: readonly TriedPath[];
}
