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
  /** What the SSH configuration says of this host cannot be honoured; ignoring it would go elsewhere. */
  | { readonly code: "session/configuration-refused"; readonly refusal: ConfigurationRefusal }
  /** The device itself was not reached: a host on the way to it failed. */
  | { readonly code: "session/jump-failed"; readonly jumpHost: string; readonly failure: ConnectFailure }
  /** The run was cancelled before the session stood. */
  | { readonly code: "session/cancelled" }
  /** Logged in, but no prompt could be learned: what came last is `text`. */
  | { readonly code: "session/no-prompt"; readonly text: string };

/** A command was sent, and its output did not come back whole. */
export type CommandFailure =
  | { readonly code: "session/lost"; readonly command: string; readonly detail: string }
  | { readonly code: "session/timed-out"; readonly command: string; readonly timeoutMs: number }
  | { readonly code: "session/too-much-output"; readonly command: string; readonly limit: number };

export interface ConfigurationRefusal {
  readonly file: string;
  readonly line: number;
  /** As written: `ProxyCommand`, `Match exec`. */
  readonly directive: string;
  readonly problem: /** It would change where the session goes or whom it trusts, and is not supported. */
    | "not-supported"
    | "bad-value"
    | "unknown-token"
    /** Jump hosts that lead through each other, or more than a session goes through. */
    | "jump-loop"
    /** Of the algorithms that it leaves, none is known here. */
    | "no-algorithm-left";
  readonly value: string;
}

export interface HostKeyDetail {
  /** As known_hosts would name it: `host`, or `[host]:port`. */
  readonly host: string;
  readonly keyType: string;
  /** `SHA256:...` as OpenSSH prints it. */
  readonly fingerprint: string;
  /** Where known_hosts speaks of this host or key. */
  readonly knownHostsLines: readonly number[];
  /** The known_hosts file that says so, where there are several. */
  readonly file?: string;
  /** Where it trusts a certificate authority for this host instead, which is not supported. */
  readonly authorityLines?: readonly number[];
}

/** Why a fact that needed this session is unknown. */
export function unknownBecause(failure: SessionFailure): UnknownReason {
  switch (failure.code) {
    case "session/unreachable":
      return { code: "evidence/unreachable", detail: `${failure.host}:${failure.port}: ${failure.detail}` };
    case "session/no-common-algorithm":
    case "session/no-prompt":
    case "session/configuration-refused":
    case "session/cancelled":
    case "session/jump-failed":
      return {
        code: "evidence/unreachable",
        detail: describeFailure(failure),
        because: KEPT_FROM_A_SESSION[failure.code],
      };
    case "session/host-key-unknown":
      return { code: "evidence/host-key-refused", detail: describeFailure(failure), key: "unknown" };
    case "session/host-key-changed":
      return { code: "evidence/host-key-refused", detail: describeFailure(failure), key: "changed" };
    case "session/host-key-revoked":
      return { code: "evidence/host-key-refused", detail: describeFailure(failure), key: "revoked" };
    case "session/login-refused":
    case "session/login-timed-out":
      return { code: "evidence/login-refused", detail: describeFailure(failure) };
    case "session/lost":
    case "session/timed-out":
    case "session/too-much-output":
      return { code: "evidence/session-lost", command: failure.command, detail: describeFailure(failure) };
  }
}

const KEPT_FROM_A_SESSION = {
  "session/no-common-algorithm": "no-common-algorithm",
  "session/no-prompt": "no-prompt",
  "session/configuration-refused": "ssh-configuration",
  "session/cancelled": "cancelled",
  "session/jump-failed": "jump-host",
} as const;

/** One line for the detail of a reason and for logs; never holds a secret. */
export function describeFailure(failure: SessionFailure): string {
  switch (failure.code) {
    case "session/unreachable":
      return `${failure.host}:${failure.port}: ${failure.detail}`;
    case "session/host-key-unknown":
      return `${describeKey(failure.detail)} is not in known_hosts${authority(failure.detail)}`;
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
    case "session/configuration-refused":
      return describeRefusal(failure.refusal);
    case "session/jump-failed":
      return `jump host ${failure.jumpHost}: ${describeFailure(failure.failure)}`;
    case "session/cancelled":
      return "the run was cancelled before its turn came";
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

function describeRefusal({ file, line, directive, problem, value }: ConfigurationRefusal): string {
  const said = value === "" ? directive : `${directive} ${value}`;
  return `${file}:${line}: ${said}: ${PROBLEMS[problem]}`;
}

const PROBLEMS: Readonly<Record<ConfigurationRefusal["problem"], string>> = {
  "not-supported": "not supported, and not ignored, since the session would go another way without it",
  "bad-value": "not a value that it takes",
  "unknown-token": "holds a token that is not supported here",
  "jump-loop": "the jump hosts lead through each other",
  "no-algorithm-left": "leaves no algorithm that is supported here",
};

function describeKey(key: HostKeyDetail): string {
  return `${key.host}: host key ${key.keyType} ${key.fingerprint}`;
}

function lines(key: HostKeyDetail): string {
  if (key.knownHostsLines.length === 0) return "";
  return ` (${inFile(key)}line ${key.knownHostsLines.join(", ")})`;
}

function authority(key: HostKeyDetail): string {
  if (!key.authorityLines) return "";
  return `, which trusts a certificate authority for it (${inFile(key)}line ${key.authorityLines.join(", ")}); host certificates are not supported, file the key itself`;
}

function inFile({ file }: HostKeyDetail): string {
  return file === undefined ? "" : `${file}, `;
}

function list(methods: readonly string[]): string {
  return methods.length === 0 ? "nothing" : methods.join(", ");
}
