/**
 * Fingerprints of whole certificates. SHA-256 is what we decide on; SHA-1 is a label that routers print and
 * that we match. They are two types so that one never stands in for the other.
 */
import { hash } from "node:crypto";
import { failed, type Result, success } from "../result.js";

/** 64 upper-case hexadecimal digits, no separators. */
export type Sha256Fingerprint = string & { readonly "sha-256 fingerprint": true };
/** 40 upper-case hexadecimal digits, no separators. */
export type Sha1Fingerprint = string & { readonly "sha-1 fingerprint": true };

export interface FingerprintFailure {
  readonly code: "fingerprint/not-hexadecimal" | "fingerprint/wrong-length";
  /** Hexadecimal digits expected: 40 or 64. */
  readonly expectedDigits: number;
}

/** Accepts colons, spaces and either case: `CA:3A:FB...`, `ca3afb...`. */
export function parseSha256(text: string): Result<Sha256Fingerprint, FingerprintFailure> {
  return parse(text, 64) as Result<Sha256Fingerprint, FingerprintFailure>;
}

export function parseSha1(text: string): Result<Sha1Fingerprint, FingerprintFailure> {
  return parse(text, 40) as Result<Sha1Fingerprint, FingerprintFailure>;
}

export function sha256Of(der: Uint8Array): Sha256Fingerprint {
  return hash("sha256", der).toUpperCase() as Sha256Fingerprint;
}

export function sha1Of(der: Uint8Array): Sha1Fingerprint {
  return hash("sha1", der).toUpperCase() as Sha1Fingerprint;
}

function parse(text: string, expectedDigits: number): Result<string, FingerprintFailure> {
  const digits = text.replace(/[:\s]/g, "").toUpperCase();
  if (!/^[0-9A-F]*$/.test(digits)) return failed({ code: "fingerprint/not-hexadecimal", expectedDigits });
  if (digits.length !== expectedDigits) return failed({ code: "fingerprint/wrong-length", expectedDigits });
  return success(digits);
}
