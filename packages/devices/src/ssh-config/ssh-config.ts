/**
 * An SSH client configuration as it stands in its files: directives in order, each with the conditions
 * that it stands under. Whether they hold for a host is asked later.
 */

export interface SshConfig {
  readonly directives: readonly Directive[];
}

export interface Directive {
  /** In lower case. */
  readonly keyword: string;
  /** As written. */
  readonly written: string;
  readonly args: readonly string[];
  readonly place: Place;
  /** All must hold; those of an including block as well. */
  readonly conditions: readonly Condition[];
}

export interface Place {
  readonly file: string;
  readonly line: number;
}

export type Condition =
  | { readonly kind: "host"; readonly patterns: readonly string[]; readonly place: Place }
  | { readonly kind: "match"; readonly criteria: readonly Criterion[]; readonly place: Place };

export interface Criterion {
  /** In lower case: `host`, `exec`. */
  readonly name: string;
  readonly negated: boolean;
  readonly argument: string;
}

export type SshConfigFailure =
  | { readonly code: "ssh-config/unreadable"; readonly file: string; readonly detail: string }
  | { readonly code: "ssh-config/malformed"; readonly place: Place; readonly text: string }
  | { readonly code: "ssh-config/includes-too-deep"; readonly place: Place };

export const EMPTY_SSH_CONFIG: SshConfig = { directives: [] };
