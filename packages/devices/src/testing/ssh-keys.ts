/** SSH keys for tests, in OpenSSH's format. */
/// <reference path="../session/ssh2.d.ts" />
import ssh2 from "ssh2";

export interface SshKeyPair {
  readonly private: string;
  /** `ssh-ed25519 AAAA...` */
  readonly public: string;
  /** The public key as RFC 4253 encodes it. */
  readonly blob: Buffer;
}

/** ssh2 1.17 writes about one ed25519 key in 200 in a form that it cannot read itself: then another is made. */
export function newSshKey(type: "ed25519" | "ecdsa" | "rsa" = "ed25519", passphrase?: string): SshKeyPair {
  const secrecy = passphrase === undefined ? {} : { passphrase, cipher: "aes256-ctr", rounds: 4 };
  const bits = { ed25519: {}, ecdsa: { bits: 256 }, rsa: { bits: 2048 } }[type];
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync(type, { ...bits, ...secrecy });
    if (ssh2.utils.parseKey(pair.private, passphrase) instanceof Error) continue;
    const [name = "", base64 = ""] = pair.public.split(" ");
    return { private: pair.private, public: `${name} ${base64}`, blob: Buffer.from(base64, "base64") };
  }
}
