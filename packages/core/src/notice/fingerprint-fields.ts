/** Fingerprints as fields of a YAML text; two types, so that one never stands in for the other. */
import type { Sha1Fingerprint, Sha256Fingerprint } from "@reroot/pki";
import { z } from "zod";

export const sha256 = z
  .string()
  .regex(/^[0-9A-F]{64}$/, "a SHA-256 fingerprint: 64 upper-case hexadecimal digits, no colons")
  .transform((digits) => digits as Sha256Fingerprint);

export const sha1 = z
  .string()
  .regex(/^[0-9A-F]{40}$/, "a SHA-1 fingerprint: 40 upper-case hexadecimal digits, no colons")
  .transform((digits) => digits as Sha1Fingerprint);
