/**
 * Ed25519 signatures (RFC 8032) over statements of ours. A key is named by the SHA-256 of its 32 public bytes.
 * Does not know what is stated, where keys are kept, or whom to trust.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { failed, type Result, success } from "../result.js";

export interface StatementSignature {
  readonly algorithm: "Ed25519";
  /** The public key, 32 bytes in base64. */
  readonly publicKey: string;
  /** 64 bytes in base64. */
  readonly value: string;
}

export type SignStatement = (statement: string) => StatementSignature;

export type SigningKeyFailure =
  /** The file is not an Ed25519 key. Put the key back, or move the file away: a new key is made then. */
  { readonly code: "signing-key/unreadable" };

/** @param pem an Ed25519 private key in PKCS#8, as `openssl genpkey -algorithm ed25519` writes it. */
export function readSigningKey(pem: string): Result<SignStatement, SigningKeyFailure> {
  const key = privateKeyIn(pem);
  if (key?.asymmetricKeyType !== "ed25519") return failed({ code: "signing-key/unreadable" });
  const publicKey = rawPublicKey(createPublicKey(key)).toString("base64");
  return success((statement) => ({
    algorithm: "Ed25519",
    publicKey,
    value: sign(null, Buffer.from(statement), key).toString("base64"),
  }));
}

/** False for anything that is no signature of this statement, however it is misshapen. */
export function isSignedBy({ algorithm, publicKey, value }: StatementSignature, statement: string): boolean {
  const [raw, signature] = [exactBase64(publicKey, 32), exactBase64(value, 64)];
  if (algorithm !== "Ed25519" || !raw || !signature) return false;
  const key = createPublicKey({
    key: Buffer.concat([SPKI_HEADER, raw]),
    format: "der",
    type: "spki",
  });
  return verify(null, Buffer.from(statement), key, signature);
}

/** `sha256:<hex>` of the public bytes: what people compare. */
export function keyNameOf(publicKey: string): string {
  return `sha256:${createHash("sha256").update(Buffer.from(publicKey, "base64")).digest("hex")}`;
}

/** RFC 8410, 4: the DER of an Ed25519 SubjectPublicKeyInfo up to its 32 bytes. */
const SPKI_HEADER = Buffer.from("302a300506032b6570032100", "hex");

function rawPublicKey(key: KeyObject): Buffer {
  return key.export({ format: "der", type: "spki" }).subarray(SPKI_HEADER.length);
}

function privateKeyIn(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

/** One text for the same bytes: a changed character is never the same signature. */
function exactBase64(text: unknown, length: number): Buffer | undefined {
  if (typeof text !== "string") return undefined;
  const bytes = Buffer.from(text, "base64");
  return bytes.length === length && bytes.toString("base64") === text ? bytes : undefined;
}
