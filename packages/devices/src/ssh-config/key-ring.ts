/**
 * The keys that IdentityFile names: each file read, and deciphered, once for all devices. It does not
 * know which device wants which.
 */
import { readFile } from "node:fs/promises";
import type { PrivateKey } from "../session/login.js";
import { publicKeyOf, readPrivateKey } from "../session/ssh.js";

export interface Identity {
  readonly file: string;
  /** `ssh-ed25519` */
  readonly type: string;
  /** As RFC 4253 encodes it. */
  readonly publicKey: Uint8Array;
  /** Absent where only the public half is here, or nobody could decipher it: then an agent may hold it. */
  readonly privateKey?: PrivateKey;
}

export type KeyTrouble =
  | "not-there"
  | "unreadable"
  /** Enciphered, and no passphrase was given. */
  | "passphrase-needed"
  | "passphrase-wrong";

export interface KeyRing {
  identity(
    file: string,
    whether: { readonly ask: "for-passphrase" | "nothing" },
  ): Promise<Identity | KeyTrouble>;
}

export type PassphraseFor = (file: string) => Promise<string | undefined>;

export function keyRing(passphraseFor: PassphraseFor): KeyRing {
  const read = new Map<string, Promise<Identity | KeyTrouble>>();
  return {
    identity: (file, { ask }) => {
      const key = `${ask} ${file}`;
      const known =
        read.get(key) ?? readIdentity(file, ask === "for-passphrase" ? passphraseFor : noPassphrase);
      read.set(key, known);
      return known;
    },
  };
}

async function noPassphrase(): Promise<undefined> {
  return undefined;
}

async function readIdentity(file: string, passphraseFor: PassphraseFor): Promise<Identity | KeyTrouble> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  const half = await publicHalf(file, text);
  if (text === undefined) return half ?? "not-there";
  let key = readPrivateKey(text);
  if (!key.ok && key.failure.code === "private-key/passphrase-needed") {
    const passphrase = await passphraseFor(file);
    if (passphrase === undefined) return half ?? "passphrase-needed";
    key = readPrivateKey(text, passphrase);
    if (!key.ok) return half ?? "passphrase-wrong";
  }
  if (!key.ok) return half ?? "unreadable";
  const parts = publicKeyOf(key.value);
  return parts ? { file, type: parts.type, publicKey: parts.blob, privateKey: key.value } : "unreadable";
}

/** IdentityFile may name a public key whose private half only the agent holds (ssh_config(5)). */
async function publicHalf(file: string, text: string | undefined): Promise<Identity | undefined> {
  const beside = await readFile(`${file}.pub`, "utf8").catch(() => undefined);
  for (const candidate of [text, beside]) {
    const parts =
      candidate === undefined || candidate.includes("PRIVATE KEY") ? undefined : publicKeyOf(candidate);
    if (parts) return { file, type: parts.type, publicKey: parts.blob };
  }
  return undefined;
}
