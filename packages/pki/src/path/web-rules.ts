/**
 * Rules on what certificates contain, beyond path validation: the MUSTs of RFC 5280 section 4 and of the
 * CA/Browser Forum's Baseline Requirements (BR) that a strict client of the public web holds issuers to.
 * Where the two disagree the more permissive one is taken: name constraints may be non-critical (BR 7.1.2.5.2),
 * a CA certificate may be the target (RFC 5280 4.2.1.9), a target may lack extended key usages (RFC 5280).
 */
import type { Certificate } from "../x509/certificate.js";
import { ExtensionOid, isCritical } from "../x509/extensions.js";
import type { GeneralName } from "../x509/general-name.js";
import { AttributeType, attributeValues, isEmptyName, sameName } from "../x509/name.js";
import type { PublicKey } from "../x509/public-key.js";
import { checkIssuedBy } from "../x509/signature.js";
import type { Purpose } from "./purpose.js";
import { isPresentableDnsName, parseIpAddress } from "./server-name.js";

/** The rule that is broken. */
export type ContentRule =
  | "version-3"
  | "serial-positive"
  | "serial-at-most-20-octets"
  | "issuer-not-empty"
  | "ca-subject-not-empty"
  | "extension-well-formed"
  | "key-identifiers-not-critical"
  | "information-access-not-critical"
  | "authority-key-identifier-present"
  | "root-authority-key-identifier-is-own"
  | "ca-subject-key-identifier-present"
  | "ca-basic-constraints-critical"
  | "path-length-only-for-cas"
  | "ca-bit-agrees-with-key-usage"
  | "name-constraints-only-in-cas"
  | "policy-constraints-critical"
  | "inhibit-any-policy-critical"
  | "key-algorithm-allowed"
  | "rsa-modulus-whole-octets"
  | "root-has-no-extended-key-usage"
  | "extended-key-usage-not-critical"
  | "extended-key-usage-not-any"
  | "alternative-name-critical-only-without-subject"
  | "alternative-name-well-formed"
  | "common-name-not-misleading";

export interface LinkFault {
  readonly certificate: Certificate;
  readonly rule: ContentRule;
}

export type Role = "target" | "intermediate" | "anchor";

/** The first rule that the certificate breaks in this role; undefined when it keeps all. */
export function brokenRule(certificate: Certificate, role: Role, purpose: Purpose): ContentRule | undefined {
  return (
    anyRoleRule(certificate, role) ??
    (role === "target" ? targetRule(certificate, purpose) : authorityRule(certificate, role)) ??
    keyRule(certificate.publicKey)
  );
}

/**
 * RFC 5280 4.2.1.1 and 4.2.1.2 put key identifiers into every certificate. An issuer that uses none at all is
 * of older make and harmless; what is refused is a link that has them on one side only.
 */
export function brokenLinkRule(child: Certificate, issuer: Certificate): LinkFault | undefined {
  const wanted = child.extensions.authorityKeyIdentifier?.keyIdentifier;
  const offered = issuer.extensions.subjectKeyIdentifier;
  if (wanted === undefined && offered !== undefined)
    return { certificate: child, rule: "authority-key-identifier-present" };
  if (wanted !== undefined && offered === undefined)
    return { certificate: issuer, rule: "ca-subject-key-identifier-present" };
  return undefined;
}

function anyRoleRule(certificate: Certificate, role: Role): ContentRule | undefined {
  const { extensions, issuer, version } = certificate;
  if (version !== 3) return "version-3";
  if (isEmptyName(issuer)) return "issuer-not-empty";
  if (extensions.malformed.length > 0) return "extension-well-formed";
  if (isCritical(extensions, ExtensionOid.authorityKeyIdentifier)) return "key-identifiers-not-critical";
  if (isCritical(extensions, ExtensionOid.subjectKeyIdentifier)) return "key-identifiers-not-critical";
  if (isCritical(extensions, ExtensionOid.authorityInfoAccess)) return "information-access-not-critical";
  if (isCritical(extensions, ExtensionOid.subjectInfoAccess)) return "information-access-not-critical";
  return (
    serialRule(certificate, role) ??
    (role === "anchor" ? anchorKeyRule(certificate) : undefined) ??
    constraintsRule(certificate)
  );
}

/** RFC 5280 4.1.2.2. Old roots in real pools have serial number 0. */
function serialRule({ defects }: Certificate, role: Role): ContentRule | undefined {
  for (const { code } of defects) {
    if (code === "certificate/serial-negative" || code === "certificate/serial-not-minimal")
      return "serial-positive";
    if (code === "certificate/serial-zero" && role !== "anchor") return "serial-positive";
    if (code === "certificate/serial-too-long") return "serial-at-most-20-octets";
  }
  return undefined;
}

/** RFC 5280 4.2.1.1: only a self-signed certificate may go without; BR 7.1.2.1.3 for what a root's may say. */
function anchorKeyRule(anchor: Certificate): ContentRule | undefined {
  const { subjectKeyIdentifier: own, authorityKeyIdentifier: identifier } = anchor.extensions;
  const isRoot = sameName(anchor.subject, anchor.issuer) || checkIssuedBy(anchor, anchor) === "valid";
  if (!isRoot)
    return own !== undefined && identifier?.keyIdentifier === undefined
      ? "authority-key-identifier-present"
      : undefined;
  if (identifier === undefined) return undefined;
  const isOwn =
    identifier.keyIdentifier !== undefined && (own === undefined || identifier.keyIdentifier === own);
  const isPlain = identifier.issuer === undefined && identifier.serial === undefined;
  return isOwn && isPlain ? undefined : "root-authority-key-identifier-is-own";
}

function constraintsRule({ extensions }: Certificate): ContentRule | undefined {
  const { basicConstraints, keyUsage, nameConstraints } = extensions;
  const ca = basicConstraints?.ca === true;
  if (nameConstraints !== undefined && !ca) return "name-constraints-only-in-cas";
  if (basicConstraints?.pathLength !== undefined && !ca) return "path-length-only-for-cas";
  // RFC 5280 4.2.1.3 and 4.2.1.9 in one direction, BR 7.1.2 in the other.
  if (keyUsage !== undefined && keyUsage.includes("keyCertSign") !== ca)
    return "ca-bit-agrees-with-key-usage";
  if (extensions.policyConstraints !== undefined && !isCritical(extensions, ExtensionOid.policyConstraints)) {
    return "policy-constraints-critical";
  }
  if (extensions.inhibitAnyPolicy !== undefined && !isCritical(extensions, ExtensionOid.inhibitAnyPolicy)) {
    return "inhibit-any-policy-critical";
  }
  return undefined;
}

function authorityRule({ extensions, subject }: Certificate, role: Role): ContentRule | undefined {
  if (isEmptyName(subject)) return "ca-subject-not-empty";
  if (!isCritical(extensions, ExtensionOid.basicConstraints)) return "ca-basic-constraints-critical";
  if (role === "anchor" && extensions.extendedKeyUsage !== undefined) return "root-has-no-extended-key-usage";
  return undefined;
}

/** BR 7.1.2.7 (subscriber certificates). */
function targetRule(certificate: Certificate, purpose: Purpose): ContentRule | undefined {
  const { extensions, subject } = certificate;
  const names = extensions.subjectAltName;
  if (isCritical(extensions, ExtensionOid.extendedKeyUsage)) return "extended-key-usage-not-critical";
  if (extensions.extendedKeyUsage?.includes(anyExtendedKeyUsage)) return "extended-key-usage-not-any";
  if (names === undefined) return undefined;
  if (isCritical(extensions, ExtensionOid.subjectAltName) !== isEmptyName(subject)) {
    return "alternative-name-critical-only-without-subject";
  }
  if (!names.every(isWellFormed)) return "alternative-name-well-formed";
  const isServer = purpose === "server-auth" && extensions.basicConstraints?.ca !== true;
  return isServer && hasMisleadingCommonName(certificate, names) ? "common-name-not-misleading" : undefined;
}

const anyExtendedKeyUsage = "2.5.29.37.0";

/** RFC 5280 4.2.1.6: "preferred name syntax", which has no underscore; addresses of 4 or 16 octets. */
function isWellFormed(name: GeneralName): boolean {
  if (name.kind === "ip") return name.octets.length === 4 || name.octets.length === 16;
  if (name.kind !== "dns") return true;
  return isPresentableDnsName(name.value) && !name.value.includes("_") && !/^[\d.]+$/.test(name.value);
}

/**
 * BR 7.1.4.3: a common name is a character-for-character copy of an alternative name. Clients do not match on
 * it (RFC 9525 2), and an ordinary host or address that is not listed is widespread and harmless; what is
 * refused is one that misleads: an address in another notation than the one of RFC 3986 and RFC 5952, an
 * internationalized name that is not listed exactly, and a listed name in other letter case.
 */
function hasMisleadingCommonName({ subject }: Certificate, names: readonly GeneralName[]): boolean {
  const listed = new Set(names.map(asCommonName));
  const folded = new Set(names.map((name) => asCommonName(name)?.toLowerCase()));
  return attributeValues(subject, AttributeType.commonName).some((value) => {
    if (listed.has(value)) return false;
    if (looksLikeAddress(value)) return !isPlainAddress(value);
    return isInternationalized(value) || folded.has(value.toLowerCase());
  });
}

/** Numbers in the notations of C's `inet_aton`, or hexadecimal groups with colons. */
function looksLikeAddress(value: string): boolean {
  if (value.length > 64) return false;
  return (
    /^0x[\da-f]+$|^(?:0x[\da-f]+|\d+)(?:\.(?:0x[\da-f]+|\d+)){3}$/i.test(value) ||
    /^[\da-f]*:[\da-f:.]*:[\da-f.]*$/i.test(value)
  );
}

function isPlainAddress(value: string): boolean {
  const octets = parseIpAddress(value);
  return octets !== undefined && formatIpAddress(octets) === value;
}

function isInternationalized(value: string): boolean {
  return (
    /^[^\s.]+(?:\.[^\s.]+)+$/.test(value) && (/[^\u0000-\u007f]/.test(value) || /(?:^|\.)xn--/i.test(value))
  );
}

function asCommonName(name: GeneralName): string | undefined {
  if (name.kind === "ip") return formatIpAddress(name.octets);
  return "value" in name ? name.value : undefined;
}

/** RFC 3986 3.2.2 for IPv4, RFC 5952 section 4 for IPv6. */
function formatIpAddress(octets: Uint8Array): string {
  if (octets.length !== 16) return octets.join(".");
  const groups: string[] = [];
  for (let i = 0; i < 16; i += 2)
    groups.push((((octets[i] as number) << 8) | (octets[i + 1] as number)).toString(16));
  const zeros = longestZeroRun(groups);
  if (zeros.length < 2) return groups.join(":");
  return `${groups.slice(0, zeros.start).join(":")}::${groups.slice(zeros.start + zeros.length).join(":")}`;
}

/** The first of the longest runs. */
function longestZeroRun(groups: readonly string[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === "0") length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}

/** BR 6.1.5, 7.1.3.1: RSA, and EC on named NIST curves; Ed25519 (RFC 8410) besides. */
function keyRule({ kind, bits, curve }: PublicKey): ContentRule | undefined {
  if (kind === "rsa") return bits === undefined || bits % 8 === 0 ? undefined : "rsa-modulus-whole-octets";
  const isAllowed =
    kind === "ed25519" || (kind === "ec" && (curve === "P-256" || curve === "P-384" || curve === "P-521"));
  return isAllowed ? undefined : "key-algorithm-allowed";
}
