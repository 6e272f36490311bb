/**
 * Faults that a lab can put on a router or on its surroundings. A fault changes what happens, never what is concluded from it.
 */

import type { BundleScenario } from "./cloud/bundle-choices.js";

/** The kinds of fault that act on one router, with what each needs to be told. */
export type Fault =
  /** Nothing answers on the SSH port. */
  | { readonly kind: "unreachable" }
  /** The router's name servers do not answer. */
  | { readonly kind: "dns-down" }
  /** The name server tells this router that there is no such name, whatever it asks for. */
  | { readonly kind: "dns-no-such-name" }
  /** The name server takes this many real milliseconds to answer this router. */
  | { readonly kind: "dns-slow"; readonly delayMs: number }
  /** Every connection that the router opens is refused. */
  | { readonly kind: "connect-refused" }
  /** SSH log-in is refused whatever the password. */
  | { readonly kind: "password-refused" }
  /** The next log-ins meet a fresh host key. */
  | { readonly kind: "host-key-changed" }
  /** No more than this many sessions at once. */
  | { readonly kind: "session-limit"; readonly sessions: number }
  /** Every commit fails with this reason, or, where a statement is named, those that change what begins with it. */
  | { readonly kind: "commit-rejected"; readonly reason: string; readonly statement?: string }
  /** Another session holds the configuration lock. */
  | { readonly kind: "configuration-locked" }
  /** Another session commits between the start of a configuration session and its commit. */
  | { readonly kind: "commit-conflict" }
  /** The file systems have no room left. */
  | { readonly kind: "disk-full" }
  /** The user may read but not configure, copy or import. */
  | { readonly kind: "read-only-user" }
  /** Sessions come to the standby route processor: its prompt, and a licensing agent that only says so. */
  | { readonly kind: "on-standby" }
  /** Each command's output is delayed by this long, in real milliseconds. */
  | { readonly kind: "slow"; readonly delayMs: number }
  /** The session drops after a command that matches was received, before anything is printed. */
  | { readonly kind: "link-lost"; readonly command: string }
  /** A command that matches is carried out, and the session drops before its output is printed. */
  | { readonly kind: "answer-lost"; readonly command: string }
  /** The session drops after this many bytes of a matching command's output. */
  | { readonly kind: "output-cut"; readonly command: string; readonly afterBytes: number }
  /** A log line is printed in the middle of each command's output. */
  | { readonly kind: "log-in-output" }
  /** Output is paged although the session has switched paging off. */
  | { readonly kind: "paging-forced" }
  /** The router reloads when a matching command arrives, and is away for this long in lab time. */
  | { readonly kind: "reload-in-command"; readonly command: string; readonly downMs: number }
  /** The router's clock is off by this much, on top of what its spec says. */
  | { readonly kind: "clock-wrong"; readonly offsetMs: number }
  /** A proxy on the way opens TLS and signs it again under an authority of its own. */
  | { readonly kind: "intercepted" }
  /** Revocation lists cannot be fetched: fatal unless the trust pool's policy says `crl optional`. */
  | { readonly kind: "crl-unreachable" }
  /** The standby route processor does not take over what is imported. */
  | { readonly kind: "standby-behind" }
  /** The standby route processor is not ready: it would not take over, and takes over nothing. */
  | { readonly kind: "standby-not-ready" }
  /** Software is being installed or upgraded. */
  | { readonly kind: "install-in-progress" }
  /** The cloud answers this router's messages with this HTTP status. */
  | { readonly kind: "cloud-status"; readonly status: 500 | 503 }
  /** The cloud answers this router's messages with nothing. */
  | { readonly kind: "cloud-empty" }
  /** The bundle server hands this router a bundle in this condition. */
  | { readonly kind: "bundle"; readonly scenario: BundleScenario };

export type FaultKind = Fault["kind"];

/** A fault and, where it does not last for the whole run, its window of lab time. */
export type FaultSpec = Fault & { readonly from?: Date; readonly until?: Date };

/** The faults of one router, looked up at a moment of lab time. */
export class FaultBoard {
  readonly #specs: FaultSpec[];

  constructor(specs: readonly FaultSpec[]) {
    this.#specs = [...specs];
  }

  /** The active fault of a kind, or undefined. */
  active<K extends FaultKind>(kind: K, now: Date): Extract<Fault, { kind: K }> | undefined {
    const found = this.#specs.find((spec) => spec.kind === kind && isWithin(spec, now));
    return found as Extract<Fault, { kind: K }> | undefined;
  }

  add(spec: FaultSpec): void {
    this.#specs.push(spec);
  }

  /** Removes every fault of a kind; returns how many there were. */
  clear(kind: FaultKind): number {
    const before = this.#specs.length;
    const kept = this.#specs.filter((spec) => spec.kind !== kind);
    this.#specs.splice(0, before, ...kept);
    return before - kept.length;
  }

  list(): readonly FaultSpec[] {
    return this.#specs;
  }
}

function isWithin(spec: FaultSpec, now: Date): boolean {
  return (spec.from === undefined || spec.from <= now) && (spec.until === undefined || now < spec.until);
}
