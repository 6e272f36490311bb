/** Failures of the trust engine as JSON: certificates by fingerprint and subject instead of by their bytes. */
import { type Certificate, type DistinguishedName, formatName } from "@reroot/pki";

export function failureAsJson(failure: object): unknown {
  return Object.fromEntries(Object.entries(failure).map(([key, value]) => [key, plain(value)]));
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object" || value === null) return value;
  if (isCertificate(value)) return { sha256: value.sha256, subject: formatName(value.subject) };
  if (isName(value)) return formatName(value);
  return failureAsJson(value);
}

function isCertificate(value: object): value is Certificate {
  return "der" in value && "sha256" in value && "subject" in value;
}

function isName(value: object): value is DistinguishedName {
  return "rdns" in value;
}
