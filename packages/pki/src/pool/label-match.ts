/**
 * Compares what a device printed with a certificate at hand. Only a difference that cannot be a matter of
 * spelling rules a certificate out: in doubt, a label may be it.
 */
import { type Certificate, sameSerial } from "../x509/certificate.js";
import { parseSha1 } from "../x509/fingerprint.js";
import type { DistinguishedName } from "../x509/name.js";
import type { PoolLabel } from "./entry.js";

/** The first printed field that contradicts the certificate; undefined when none does. */
export function contradiction(
  label: PoolLabel,
  certificate: Certificate,
): "serial" | "notBefore" | "notAfter" | undefined {
  if (label.serial !== undefined && !sameSerial(label.serial, certificate.serial)) return "serial";
  if (differsInTime(label.notBefore, certificate.notBefore)) return "notBefore";
  if (differsInTime(label.notAfter, certificate.notAfter)) return "notAfter";
  return undefined;
}

/** Whether an unresolved label might stand for this certificate. */
export function labelMayBe(label: PoolLabel, certificate: Certificate): boolean {
  const sha1 = label.sha1 === undefined ? undefined : parseSha1(label.sha1);
  // A readable fingerprint decides: either it is this certificate's or the device holds another one.
  if (sha1?.ok) return sha1.value === certificate.sha1;
  return contradiction(label, certificate) === undefined && subjectMayBe(label.subject, certificate.subject);
}

/**
 * Whether a printed subject might be this name. Devices differ in the order of the parts, in escapes and in
 * the names of rarer attributes, so only the common ones are compared, and only where both sides have them.
 */
export function subjectMayBe(printed: string, name: DistinguishedName): boolean {
  const onLabel = partsOf(printed);
  return COMPARED.every(([short, oid]) => {
    const shown = onLabel.filter(([type]) => type === short).map(([, value]) => value);
    const actual = name.rdns
      .flat()
      .filter(({ type }) => type === oid)
      .map(({ value }) => plain(value));
    if (shown.length === 0 || actual.length === 0) return true;
    return shown.some((value) => actual.includes(value));
  });
}

const COMPARED = [
  ["cn", "2.5.4.3"],
  ["o", "2.5.4.10"],
  ["c", "2.5.4.6"],
] as const;

function partsOf(printed: string): [type: string, value: string][] {
  const parts = printed.match(/(?:\\.|[^,\\])+/gs) ?? [];
  return parts.map((part) => {
    const equals = part.indexOf("=");
    return [part.slice(0, Math.max(equals, 0)).trim().toLowerCase(), plain(part.slice(equals + 1))];
  });
}

/** Letters and digits only, without case: what survives every way of printing. */
function plain(value: string): string {
  return value
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]+/gu, "")
    .toLowerCase();
}

/** Devices print whole seconds; some certificates have fractions. */
function differsInTime(printed: string | undefined, actual: Date): boolean {
  // A time without a zone would be read as this machine's own: it proves no difference.
  if (printed === undefined || !/(?:Z|[+-]\d\d:?\d\d)$/.test(printed)) return false;
  const at = Date.parse(printed);
  return !Number.isNaN(at) && Math.floor(at / 1000) !== Math.floor(actual.getTime() / 1000);
}
