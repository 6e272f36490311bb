/**
 * Which SSH algorithms are offered. Modern ones always; those that rest on SHA-1, CBC or 1024-bit
 * groups only for devices that were named as needing them, or where an SSH configuration names them.
 * Order is preference.
 */
import { matchesPattern } from "./pattern.js";

export interface OfferedAlgorithms {
  readonly kex: readonly string[];
  readonly serverHostKey: readonly string[];
  readonly cipher: readonly string[];
  readonly hmac: readonly string[];
  readonly compress: readonly string[];
}

export type AlgorithmSet = "modern" | "modern-and-legacy";

export type AlgorithmKind = "kex" | "serverHostKey" | "cipher" | "hmac";

/** What a list of ssh_config(5) does to the algorithms of its kind: `a,b`, `+a,b`, `-a*`, `^a,b`. */
export interface AlgorithmChange {
  readonly how: "replace" | "append" | "remove" | "prefer";
  /** Names; `remove` takes patterns. Those that are not known here are passed over, as OpenSSH's own new ones must be. */
  readonly names: readonly string[];
}

export type AlgorithmChanges = Partial<Readonly<Record<AlgorithmKind, AlgorithmChange>>>;

const MODERN: OfferedAlgorithms = {
  kex: [
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group14-sha256",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group18-sha512",
    "diffie-hellman-group-exchange-sha256",
  ],
  serverHostKey: [
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
  ],
  cipher: [
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "chacha20-poly1305@openssh.com",
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
  ],
  hmac: ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"],
  compress: ["none"],
};

const LEGACY: OfferedAlgorithms = {
  kex: ["diffie-hellman-group14-sha1", "diffie-hellman-group-exchange-sha1", "diffie-hellman-group1-sha1"],
  serverHostKey: ["ssh-rsa", "ssh-dss"],
  cipher: ["aes256-cbc", "aes192-cbc", "aes128-cbc", "3des-cbc"],
  hmac: ["hmac-sha1-etm@openssh.com", "hmac-sha1", "hmac-sha1-96", "hmac-md5"],
  compress: [],
};

/**
 * Host key algorithms that fit the key types already known for a host come first, so that a server
 * with several keys shows the one we can check (as ssh_config(5) describes for HostKeyAlgorithms).
 */
export function offeredAlgorithms(
  set: AlgorithmSet,
  knownKeyTypes: readonly string[],
  changes: AlgorithmChanges = {},
): OfferedAlgorithms {
  const ofKind = (kind: AlgorithmKind) => changed(kind, set, changes[kind]);
  const hostKeys = ofKind("serverHostKey");
  const isKnown = (algorithm: string) => knownKeyTypes.includes(keyTypeOf(algorithm));
  return {
    kex: ofKind("kex"),
    serverHostKey: [...hostKeys.filter(isKnown), ...hostKeys.filter((algorithm) => !isKnown(algorithm))],
    cipher: ofKind("cipher"),
    hmac: ofKind("hmac"),
    compress: MODERN.compress,
  };
}

/** Those of the algorithms in use that are offered only where they were asked for. */
export function legacyAmong(inUse: readonly string[]): readonly string[] {
  const legacy = new Set(KINDS.flatMap((kind) => LEGACY[kind]));
  return [...new Set(inUse)].filter((algorithm) => legacy.has(algorithm));
}

const KINDS = ["kex", "serverHostKey", "cipher", "hmac"] as const;

function changed(
  kind: AlgorithmKind,
  set: AlgorithmSet,
  change: AlgorithmChange | undefined,
): readonly string[] {
  const all = [...MODERN[kind], ...LEGACY[kind]];
  const offered = set === "modern" ? MODERN[kind] : all;
  if (!change) return offered;
  const named = [...new Set(change.names)].filter((name) => all.includes(name));
  const isNamed = (algorithm: string) => named.includes(algorithm);
  switch (change.how) {
    case "replace":
      return named;
    case "append":
      return [...offered, ...named.filter((name) => !offered.includes(name))];
    case "prefer":
      return [...named, ...offered.filter((algorithm) => !isNamed(algorithm))];
    case "remove":
      return offered.filter(
        (algorithm) => !change.names.some((pattern) => matchesPattern(pattern, algorithm)),
      );
  }
}

/** RFC 8332: the `rsa-sha2-*` algorithms sign with keys of the type `ssh-rsa`. */
function keyTypeOf(algorithm: string): string {
  return algorithm.startsWith("rsa-sha2-") ? "ssh-rsa" : algorithm;
}
