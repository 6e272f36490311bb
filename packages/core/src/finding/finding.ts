/**
 * A verdict on one device for one notice, with the reasons that cite evidence, and the date on
 * which it bites. A finding knows nothing of plans: what to do about it is the next stage's.
 */
import type { LicenceFacts } from "../evidence/evidence.js";
import type { TranscriptId, UnknownReason } from "../evidence/known.js";
import type { ServiceId } from "../notice/notice.js";

export const ASSESSMENT_FORMAT = 1;

/** Worst first: a device takes the worst verdict of its services. */
export const VERDICTS = [
  "failing",
  "failing-otherwise",
  "masked",
  "exposed",
  "undetermined",
  "protected",
  "not-applicable",
] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Assessment {
  readonly formatVersion: typeof ASSESSMENT_FORMAT;
  readonly notice: NoticeReference;
  /** The date that the verdicts are about; ISO 8601. */
  readonly at: string;
  readonly evidenceDigest: string;
  readonly findings: readonly Finding[];
}

export interface NoticeReference {
  readonly id: string;
  readonly revision: string;
  readonly digest: string;
  /** Present and true only for a notice whose roots are a lab's stand-ins. */
  readonly lab?: true;
}

export interface Finding {
  readonly device: string;
  readonly verdict: Verdict;
  /** The service whose finding is the device's; absent when no service came into question. */
  readonly service?: ServiceId;
  readonly services: readonly ServiceFinding[];
  readonly release?: string;
  /** Whether the notice lists this release: a prior, never a verdict. Absent while the release is unknown. */
  readonly listed?: boolean;
  /** The earliest date on which something is lost, over all services. */
  readonly bitesAt?: string;
  readonly deadlines: readonly Deadline[];
  /** A state of the licensing agent beside the verdict, with a remedy of its own. */
  readonly agentState?: AgentState;
  readonly licence?: Pick<LicenceFacts, "mode" | "transport" | "authorization" | "lastContact">;
}

export interface ServiceFinding {
  readonly service: ServiceId;
  /** Host name of the endpoint that it talks to. */
  readonly endpoint: string;
  readonly verdict: Verdict;
  /** `failing` only: a verification error was seen after the cut-over, or the log no longer tells. */
  readonly basis?: "observed" | "inferred";
  /** `failing-otherwise` only: the required root is absent too, so both must be mended. */
  readonly alsoNeedsRoot?: boolean;
  readonly bitesAt?: string;
  readonly reasons: readonly Reason[];
  readonly warnings: readonly Warning[];
}

export type AgentState = "never-registered" | "registration-failed" | "registration-expired" | "evaluation";

export interface Deadline {
  readonly kind:
    | "cut-over"
    | "next-contact"
    | "communication-deadline"
    | "registration-expiry"
    | "features-stop";
  readonly at: string;
  readonly endpoint?: string;
  /** Where the date comes from: the notice, the device's own words, or an interval counted from one of them. */
  readonly source: "notice" | "device" | "observed" | "computed";
}

/** Why a rule applied. Codes for programs; the words for people are the terminal's and the report's. */
export type Reason = { readonly shownBy: readonly TranscriptId[] } & ReasonDetail;

export type ReasonDetail =
  | { readonly code: "finding/other-operating-system"; readonly os: string }
  | { readonly code: "finding/exempt-reservation"; readonly mode: "plr" | "slr" }
  | { readonly code: "finding/licensing-disabled" }
  | { readonly code: "finding/other-transport"; readonly transport: string }
  | { readonly code: "finding/call-home-unused" }
  | { readonly code: "finding/unknown-pool"; readonly because: UnknownReason }
  | { readonly code: "finding/unresolved-pool-entry"; readonly subject: string; readonly sha1: string }
  | { readonly code: "finding/unknown-licence"; readonly because: UnknownReason }
  | { readonly code: "finding/unknown-transport" }
  | { readonly code: "finding/unknown-call-home"; readonly because: UnknownReason; readonly ifUsed: Verdict }
  | { readonly code: "finding/unknown-verification"; readonly because: UnknownReason }
  | { readonly code: "finding/success-without-root"; readonly at: string; readonly cutOver: string }
  | { readonly code: "finding/contact-failed"; readonly at: string; readonly text?: string }
  | { readonly code: "finding/registration-failed"; readonly text?: string }
  | { readonly code: "finding/verification-error-logged"; readonly at?: string; readonly mnemonic: string }
  | {
      readonly code: "finding/cut-over-passed";
      readonly endpoint: string;
      readonly date: string;
      readonly basis: "observed" | "announced";
    }
  | {
      readonly code: "finding/cut-over-ahead";
      readonly endpoint: string;
      readonly date: string;
      readonly basis: "observed" | "announced";
    }
  | { readonly code: "finding/root-absent"; readonly commonName: string; readonly sha256: string }
  | {
      readonly code: "finding/root-held";
      readonly commonName: string;
      readonly sha256: string;
      readonly set: "Built-In" | "Downloaded";
    }
  | { readonly code: "finding/cause"; readonly cause: FailureCause; readonly text?: string }
  | { readonly code: "finding/verification-off" }
  | { readonly code: "finding/plain-http"; readonly endpoint: string }
  | { readonly code: "finding/root-out-of-date"; readonly commonName: string; readonly notAfter: string };

/** What else than a missing root keeps a contact from succeeding. */
export type FailureCause =
  | "dns"
  | "unreachable-endpoint"
  | "proxy"
  | "interception"
  | "clock"
  | "crl"
  | "expired-certificate"
  /** The server does not send what leads from its certificate to a root. */
  | "incomplete-chain"
  /** A client of the device is put into a VRF that does not exist there. */
  | "vrf"
  /** A client of the device is told to send from an interface, and comes to no handshake. */
  | "source-interface"
  /** The failure is in the log, and no certificate was refused: not reached, or an error for an answer. */
  | "not-the-certificate"
  | "transport-disabled"
  | "empty-response"
  | "initialisation"
  /** The certificate was refused although the root is held, and nothing tells why. */
  | "refused-certificate"
  | "unexplained";

export type Warning =
  | { readonly code: "warning/verification-off" }
  /** The configuration that would switch it off was not read. */
  | { readonly code: "warning/verification-unknown" }
  | { readonly code: "warning/plain-http"; readonly endpoint: string }
  | { readonly code: "warning/name-check-off" }
  | { readonly code: "warning/release-not-listed"; readonly release: string }
  | { readonly code: "warning/pool-entry-expires"; readonly subject: string; readonly notAfter: string }
  | { readonly code: "warning/no-contact-since-cut-over"; readonly cutOver: string };

/** The worse of two verdicts stands earlier in `VERDICTS`. */
export function worse(a: Verdict, b: Verdict): Verdict {
  return VERDICTS.indexOf(a) <= VERDICTS.indexOf(b) ? a : b;
}
