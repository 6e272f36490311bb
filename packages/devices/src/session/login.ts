/**
 * Who logs in and with what. Secrets live here and nowhere else: they are never written, logged, or
 * put into a failure. How they were obtained (prompt, environment, agent) is the caller's business.
 */

export interface Login {
  readonly username: string;
  /** Also answers keyboard-interactive questions that do not echo, unless `answer` does. */
  readonly password?: string;
  /** From `readPrivateKey`: deciphered once, for any number of devices. Tried in this order. */
  readonly privateKeys?: readonly PrivateKey[];
  /** Socket of an ssh-agent, as in SSH_AUTH_SOCK. */
  readonly agentSocket?: string;
  /** Of the agent's keys only these, as RFC 4253 encodes public keys; all of them if not said. */
  readonly agentKeys?: readonly Uint8Array[];
  /** Answers keyboard-interactive questions (RFC 4256), such as one-time codes. */
  readonly answer?: (questions: readonly LoginQuestion[]) => Promise<readonly string[]>;
  /** Only these, in this order; all of them if not said. */
  readonly methods?: readonly LoginMethod[];
}

export type LoginMethod = "publickey" | "password" | "keyboard-interactive";

export interface LoginQuestion {
  readonly text: string;
  readonly echo: boolean;
}

declare const deciphered: unique symbol;

/** A private key, ready to sign with. */
export interface PrivateKey {
  readonly [deciphered]: true;
}

export type PrivateKeyFailure =
  | { readonly code: "private-key/passphrase-needed" }
  | { readonly code: "private-key/passphrase-wrong" }
  | { readonly code: "private-key/unreadable"; readonly detail: string };
