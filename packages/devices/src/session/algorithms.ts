/**
 * Which SSH algorithms are offered. Modern ones always; those that rest on SHA-1, CBC or 1024-bit
 * groups only for devices that were named as needing them. Order is preference.
 */

export interface OfferedAlgorithms {
  readonly kex: readonly string[];
  readonly serverHostKey: readonly string[];
  readonly cipher: readonly string[];
  readonly hmac: readonly string[];
  readonly compress: readonly string[];
}

export type AlgorithmSet = "modern" | "modern-and-legacy";

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
  hmac: ["hmac-sha1", "hmac-sha1-96", "hmac-md5"],
  compress: [],
};

/**
 * Host key algorithms that fit the key types already known for a host come first, so that a server
 * with several keys shows the one we can check (as ssh_config(5) describes for HostKeyAlgorithms).
 */
export function offeredAlgorithms(set: AlgorithmSet, knownKeyTypes: readonly string[]): OfferedAlgorithms {
  const all = set === "modern" ? MODERN : join(MODERN, LEGACY);
  const isKnown = (algorithm: string) => knownKeyTypes.includes(keyTypeOf(algorithm));
  return {
    ...all,
    serverHostKey: [
      ...all.serverHostKey.filter(isKnown),
      ...all.serverHostKey.filter((algorithm) => !isKnown(algorithm)),
    ],
  };
}

function join(modern: OfferedAlgorithms, legacy: OfferedAlgorithms): OfferedAlgorithms {
  return {
    kex: [...modern.kex, ...legacy.kex],
    serverHostKey: [...modern.serverHostKey, ...legacy.serverHostKey],
    cipher: [...modern.cipher, ...legacy.cipher],
    hmac: [...modern.hmac, ...legacy.hmac],
    compress: [...modern.compress, ...legacy.compress],
  };
}

/** RFC 8332: the `rsa-sha2-*` algorithms sign with keys of the type `ssh-rsa`. */
function keyTypeOf(algorithm: string): string {
  return algorithm.startsWith("rsa-sha2-") ? "ssh-rsa" : algorithm;
}
