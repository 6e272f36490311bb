/**
 * Fresh ed25519 host keys in OpenSSH's own format (openssh-key-v1, PROTOCOL.key in its sources), which ssh2 reads. Its
 * own generator is not used: about one in 256 of the keys that it makes cannot be read back.
 */
import { generateKeyPairSync, randomBytes } from "node:crypto";

export interface HostKey {
  /** PEM. */
  readonly private: string;
  /** As in a known_hosts line: `ssh-ed25519 AAAA...`. */
  readonly public: string;
}

const TYPE = "ssh-ed25519";

/** ed25519: the cheapest kind, for server and client. */
export function freshHostKey(): HostKey {
  const jwk = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const publicKey = Buffer.from(jwk.x!, "base64url");
  const seed = Buffer.from(jwk.d!, "base64url");
  const blob = Buffer.concat([text(TYPE), text(publicKey)]);
  const check = randomBytes(4);
  const secret = [
    check,
    check,
    text(TYPE),
    text(publicKey),
    text(Buffer.concat([seed, publicKey])),
    text("lab"),
  ];
  const file = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    text("none"),
    text("none"),
    text(""),
    Buffer.from([0, 0, 0, 1]),
    text(blob),
    text(padded(Buffer.concat(secret))),
  ]);
  return { private: pem(file), public: `${TYPE} ${blob.toString("base64")}` };
}

function text(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** To a multiple of 8 with 1, 2, 3, ... */
function padded(bytes: Buffer): Buffer {
  const padding = Array.from({ length: (8 - (bytes.length % 8)) % 8 }, (_, index) => index + 1);
  return Buffer.concat([bytes, Buffer.from(padding)]);
}

function pem(file: Buffer): string {
  const lines = file.toString("base64").match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join("\n")}\n-----END OPENSSH PRIVATE KEY-----\n`;
}
