/** Why a device was not changed, in codes that the plan's machines and people can act on. */
import type { TranscriptId } from "@reroot/core";

export type ActionOutcome =
  | { readonly result: "accepted"; readonly shownBy: readonly TranscriptId[]; readonly commitId?: string }
  | {
      readonly result: "refused";
      readonly code: RefusedCode;
      readonly text: string;
      readonly shownBy: readonly TranscriptId[];
    }
  | {
      readonly result: "held";
      readonly code: HeldCode;
      readonly text: string;
      readonly shownBy: readonly TranscriptId[];
    }
  /** The effect must be looked at, never assumed. */
  | { readonly result: "unknown"; readonly detail: string };

/** The device said no, or what it has is not what was approved; trying the same again would not help. */
export type RefusedCode =
  /** The user may not do this on the device. */
  | "change/not-authorized"
  /** The device takes the command for invalid, incomplete or ambiguous. */
  | "change/command-refused"
  /** What was to be configured stands there already. */
  | "change/nothing-to-commit"
  /** Of the approved lines not all came into the candidate. */
  | "change/candidate-incomplete"
  /** The device checked the change and turned it down. */
  | "change/commit-failed"
  /** The device could not fetch the bundle. */
  | "change/download-failed"
  /** The device could not resolve the name in the URL. */
  | "change/name-not-resolved"
  /** The device does not trust who signed the bundle, or the signature is wrong. */
  | "change/signature-refused"
  /** The device does not find a bundle in what it fetched. */
  | "change/not-a-bundle"
  /** The device's file system has no room. */
  | "change/no-space"
  /** The file is not on the device. */
  | "change/no-such-file"
  /** The licensing agent is not registered. */
  | "change/not-registered"
  /** The device takes no file by SFTP or SCP. */
  | "change/upload-refused"
  /** It said that it failed, and nothing that is known tells why. */
  | "change/failed";

/** Nothing was changed, and it may go on once somebody else has done something. */
export type HeldCode =
  /** Another session on the device holds the configuration lock. */
  | "change/configuration-locked"
  /** Others committed while our session was open. */
  | "change/foreign-commit"
  /** The candidate held statements that nobody approved. */
  | "change/foreign-candidate";
