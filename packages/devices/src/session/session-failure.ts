/**
 * Every way in which talking to a device can fail, and what of it becomes the reason of an unknown
 * fact. Advice for people stands in the command line tool, not here.
 */
import type { UnknownReason } from "@reroot/core";

export type SessionFailure = ConnectFailure | CommandFailure;

/** No session came about; no command was sent. `host` may be a name or an address. */
export type ConnectFailure =
  /** No TCP connection, or it ended before the server spoke SSH. */
  | {
      readonly code: "session/unreachable";
      readonly host: string;
      readonly port: number;
      readonly detail: string;
    }
  | { readonly code: "session/host-key-unknown"; readonly detail: HostKeyDetail }
  /** known_hosts names other keys for this host: it was replaced, or somebody stands in between. */
  | { readonly code: "session/host-key-changed"; readonly detail: HostKeyDetail }
  | { readonly code: "session/host-key-revoked"; readonly detail: HostKeyDetail }
  /** Client and device share no algorithm; old devices need the legacy ones, which must be asked for. */
  | { readonly code: "session/no-common-algorithm"; readonly kind: string; readonly legacyOffered: boolean }
  | {
      readonly code: "session/login-refused";
      readonly username: string;
      readonly tried: readonly string[];
      readonly offered: readonly string[];
    }
  | { readonly code: "session/login-timed-out"; readonly timeoutMs: number }
  /** Logged in, but no prompt could be learned: what came last is `text`. */
  | { readonly code: "session/no-prompt"; readonly text: string };

/** A command was sent, and its output did not come back whole. */
export type CommandFailure =
  | { readonly code: "session/lost"; readonly command: string; readonly detail: string }
  | { readonly code: "session/timed-out"; readonly command: string; readonly timeoutMs: number }
  | { readonly code: "session/too-much-output"; readonly command: string; readonly limit: number };

export interface HostKeyDetail {
  /** As known_hosts would name it: `host`, or `[host]:port`. */
  readonly host: string;
  readonly keyType: string;
  /** `SHA256:...` as OpenSSH prints it. */
  readonly fingerprint: string;
  /** Where known_hosts speaks of this host or key. */
  readonly knownHostsLines: readonly number[];
}

/** Why a fact that needed this session is unknown. */
export function unknownBecause(failure: SessionFailure): UnknownReason {
  switch (failure.code) {
    case "session/unreachable":
      return { code: "evidence/unreachable", detail: `${failure.host}:${failure.port}: ${failure.detail}` };
    case "session/no-common-algorithm":
    case "session/no-prompt":
      return { code: "evidence/unreachable", detail: describeFailure(failure) };
    case "session/host-key-unknown":
    case "session/host-key-changed":
    case "session/host-key-revoked":
      return { code: "evidence/host-key-refused", detail: describeFailure(failure) };
    case "session/login-refused":
    case "session/login-timed-out":
      return { code: "evidence/login-refused", detail: describeFailure(failure) };
    case "session/lost":
    case "session/timed-out":
    case "session/too-much-output":
      return { code: "evidence/session-lost", command: failure.command, detail: describeFailure(failure) };
  }
}

/** One line for the detail of a reason and for logs; never holds a secret. */
export function describeFailure(failure: SessionFailure): string {
  switch (failure.code) {
    case "session/unreachable":
      return `${failure.host}:${failure.port}: ${failure.detail}`;
    case "session/host-key-unknown":
      return `${describeKey(failure.detail)} is not in known_hosts`;
    case "session/host-key-changed":
      return `${describeKey(failure.detail)} is not the key that known_hosts holds${lines(failure.detail)}`;
    case "session/host-key-revoked":
      return `${describeKey(failure.detail)} is marked @revoked${lines(failure.detail)}`;
    case "session/no-common-algorithm":
      return `no common ${failure.kind} algorithm${failure.legacyOffered ? ", legacy ones offered too" : "; legacy ones were not offered"}`;
    case "session/login-refused":
      return `login as ${failure.username} refused; tried ${list(failure.tried)}, the device offers ${list(failure.offered)}`;
    case "session/login-timed-out":
      return `login did not end within ${failure.timeoutMs} ms`;
    case "session/no-prompt":
      return failure.text === ""
        ? "logged in, but no prompt came"
        : `logged in, but no prompt came; last line: ${failure.text}`;
    case "session/lost":
      return failure.detail;
    case "session/timed-out":
      return `the output was not complete after ${failure.timeoutMs} ms`;
    case "session/too-much-output":
      return `more than ${failure.limit} characters of output`;
  }
}

function describeKey(key: HostKeyDetail): string {
  return `${key.host}: host key ${key.keyType} ${key.fingerprint}`;
}

function lines(key: HostKeyDetail): string {
  return key.knownHostsLines.length === 0 ? "" : ` (line ${key.knownHostsLines.join(", ")})`;
}

function list(methods: readonly string[]): string {
  return methods.length === 0 ? "nothing" : methods.join(", ");
}
