/**
 * A fact is either known, with the transcripts that show it, or unknown, with the reason.
 * The world disappointing us is data, never an exception.
 */

/** Names one transcript: the SHA-256 of its canonical form, `sha256:<hex>`. */
export type TranscriptId = string;

export type Known<T> = KnownFact<T> | UnknownFact;

export interface KnownFact<T> {
  readonly known: true;
  readonly value: T;
  readonly shownBy: readonly TranscriptId[];
}

export interface UnknownFact {
  readonly known: false;
  readonly reason: UnknownReason;
}

export type UnknownReason =
  /** Nobody asked: the capture holds no such output, or this run does not read it. */
  | { readonly code: "evidence/not-read"; readonly command: string }
  /** The device could not be reached at all. */
  | {
      readonly code: "evidence/unreachable";
      readonly detail: string;
      /** What kept a session from coming about, where it was not the path to the device. */
      readonly because?:
        | "no-common-algorithm"
        | "no-prompt"
        | "ssh-configuration"
        | "jump-host"
        | "cancelled";
    }
  /** Its host key is not the expected one; nothing was sent. */
  | {
      readonly code: "evidence/host-key-refused";
      readonly detail: string;
      /** `unknown`: known_hosts does not name the host. Absent in evidence of earlier versions. */
      readonly key?: "unknown" | "changed" | "revoked";
    }
  | { readonly code: "evidence/login-refused"; readonly detail: string }
  /** The session ended or went silent before the output was complete. */
  | { readonly code: "evidence/session-lost"; readonly command: string; readonly detail: string }
  /** The device does not know the command, or this user may not run it. */
  | { readonly code: "evidence/command-refused"; readonly command: string; readonly detail: string }
  /** The session is on the standby route processor, which answers for itself and not for the router. */
  | { readonly code: "evidence/on-standby"; readonly command: string }
  /** An output came that is not that command's output. */
  | {
      readonly code: "evidence/not-understood";
      readonly command: string;
      readonly line: number;
      readonly text: string;
    };

export function known<T>(value: T, ...shownBy: readonly TranscriptId[]): KnownFact<T> {
  return { known: true, value, shownBy };
}

export function unknown(reason: UnknownReason): UnknownFact {
  return { known: false, reason };
}

/** The value, or undefined where it is not known: for rules that treat "unknown" and "absent" alike. */
export function ifKnown<T>(fact: Known<T>): T | undefined {
  return fact.known ? fact.value : undefined;
}

export function shownBy(...facts: readonly Known<unknown>[]): readonly TranscriptId[] {
  return [...new Set(facts.flatMap((fact) => (fact.known ? fact.shownBy : [])))];
}
