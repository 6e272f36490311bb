/**
 * Decodes the extensions of certificates and CRLs. Each is decoded by itself: one that cannot be read is listed
 * as malformed and leaves the others usable.
 */
import { contextGroup, contextTag, DerCursor, Tag } from "../der/cursor.js";
import { toHex } from "../der/hex.js";
import { type Oid, readOid } from "../der/oid.js";
import {
  type AccessDescription,
  type AuthorityKeyIdentifier,
  type BasicConstraints,
  type DistributionPoint,
  type DistributionPointName,
  type Extension,
  ExtensionOid,
  type Extensions,
  type GeneralSubtree,
  type IssuingDistributionPoint,
  type KeyUsage,
  type NameConstraints,
  noExtensions,
  type PolicyConstraints,
  type PolicyMapping,
} from "./extensions.js";
import { readGeneralName, readGeneralNames } from "./general-name.js";
import { readRelativeName } from "./name.js";

/** Reads SEQUENCE OF Extension. A fault in this outer structure fails the cursor. */
export function readExtensions(cursor: DerCursor): Extensions {
  const all: Extension[] = [];
  const outer = cursor.enter(Tag.sequence);
  while (!cursor.atEnd()) {
    if (all.length === longestList) cursor.fail("der/too-many-elements", cursor.position);
    else all.push(readExtension(cursor));
  }
  cursor.leave(outer);
  return cursor.failure === undefined ? decodeExtensions(all) : noExtensions;
}

/**
 * Longest list of extensions, policies, usages or addresses; genuine ones stay below 50. Names are not limited
 * here: certificates with thousands are issued.
 */
const longestList = 256;

function readExtension(cursor: DerCursor): Extension {
  const outer = cursor.enter(Tag.sequence);
  const oid = readOid(cursor);
  const critical = cursor.nextIs(Tag.boolean) && cursor.boolean();
  const value = cursor.octets(Tag.octetString);
  cursor.leave(outer);
  return { oid, critical, value };
}

type Decoded = { -readonly [K in keyof Extensions]: Extensions[K] };

function decodeExtensions(all: readonly Extension[]): Extensions {
  const malformed: Oid[] = [];
  const decoded: Decoded = { all, malformed };
  for (const { oid, value } of all) {
    const reader = readers[oid];
    if (reader === undefined) continue;
    const cursor = new DerCursor(value);
    const part = reader(cursor);
    if (cursor.failure !== undefined || !cursor.atEnd()) malformed.push(oid);
    else Object.assign(decoded, part);
  }
  return decoded;
}

const readers: Readonly<Record<Oid, (cursor: DerCursor) => Partial<Extensions>>> = {
  [ExtensionOid.subjectKeyIdentifier]: (c) => ({ subjectKeyIdentifier: toHex(c.octets(Tag.octetString)) }),
  [ExtensionOid.keyUsage]: (c) => ({ keyUsage: readKeyUsage(c) }),
  [ExtensionOid.subjectAltName]: (c) => ({ subjectAltName: readGeneralNames(c) }),
  [ExtensionOid.issuerAltName]: (c) => ({ issuerAltName: readGeneralNames(c) }),
  [ExtensionOid.basicConstraints]: (c) => ({ basicConstraints: readBasicConstraints(c) }),
  [ExtensionOid.crlNumber]: (c) => ({ crlNumber: toHex(c.octets(Tag.integer)) }),
  [ExtensionOid.deltaCrlIndicator]: (c) => ({ deltaCrlIndicator: toHex(c.octets(Tag.integer)) }),
  [ExtensionOid.issuingDistributionPoint]: (c) => ({ issuingDistributionPoint: readIssuingPoint(c) }),
  [ExtensionOid.nameConstraints]: (c) => ({ nameConstraints: readNameConstraints(c) }),
  [ExtensionOid.crlDistributionPoints]: (c) => ({ crlDistributionPoints: listOf(c, readDistributionPoint) }),
  [ExtensionOid.freshestCrl]: (c) => ({ freshestCrl: listOf(c, readDistributionPoint) }),
  [ExtensionOid.certificatePolicies]: (c) => ({ certificatePolicies: listOf(c, readPolicy) }),
  [ExtensionOid.policyMappings]: (c) => ({ policyMappings: listOf(c, readPolicyMapping) }),
  [ExtensionOid.authorityKeyIdentifier]: (c) => ({ authorityKeyIdentifier: readAuthorityKey(c) }),
  [ExtensionOid.policyConstraints]: (c) => ({ policyConstraints: readPolicyConstraints(c) }),
  [ExtensionOid.extendedKeyUsage]: (c) => ({ extendedKeyUsage: listOf(c, (item) => readOid(item)) }),
  [ExtensionOid.inhibitAnyPolicy]: (c) => ({ inhibitAnyPolicy: c.smallInteger() }),
  [ExtensionOid.authorityInfoAccess]: (c) => ({ authorityInfoAccess: listOf(c, readAccess) }),
  [ExtensionOid.subjectInfoAccess]: (c) => ({ subjectInfoAccess: listOf(c, readAccess) }),
};

/** SEQUENCE SIZE (1..MAX) OF, which all lists of RFC 5280 extensions are. */
function listOf<T>(
  cursor: DerCursor,
  read: (cursor: DerCursor) => T,
  tag: number = Tag.sequence,
  longest: number = longestList,
): T[] {
  const items: T[] = [];
  const outer = cursor.enter(tag);
  do {
    if (items.length === longest) cursor.fail("der/too-many-elements", cursor.position);
    items.push(read(cursor));
  } while (!cursor.atEnd());
  cursor.leave(outer);
  return items;
}

const keyUsages: readonly KeyUsage[] = [
  "digitalSignature",
  "contentCommitment",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
];

/** RFC 5280 4.2.1.3: when the extension appears, at least one bit is set. */
function readKeyUsage(cursor: DerCursor): readonly KeyUsage[] {
  const flags = readFlags(cursor, Tag.bitString);
  if (flags === 0) cursor.fail("der/bad-value", 0);
  return keyUsages.filter((_, bit) => (flags & (1 << bit)) !== 0);
}

/** A BIT STRING of named bits as a mask: bit 0 of ASN.1 is bit 0 of the mask. */
function readFlags(cursor: DerCursor, tag: number): number {
  const start = cursor.contents(tag);
  const length = cursor.position - start;
  if (cursor.failure !== undefined) return 0;
  const unused = cursor.bytes[start] ?? 8;
  if (length < 1 || length > 3 || unused > 7 || (length === 1 && unused !== 0)) {
    cursor.fail("der/bad-value", start);
    return 0;
  }
  let mask = 0;
  const bits = (length - 1) * 8 - unused;
  for (let bit = 0; bit < bits; bit++) {
    const octet = cursor.bytes[start + 1 + (bit >> 3)] as number;
    if ((octet & (0x80 >> (bit & 7))) !== 0) mask |= 1 << bit;
  }
  return mask;
}

function readBasicConstraints(cursor: DerCursor): BasicConstraints {
  const outer = cursor.enter(Tag.sequence);
  // An explicit FALSE is the default spelled out: not DER, common in practice, without another meaning.
  const ca = cursor.nextIs(Tag.boolean) && cursor.boolean();
  const pathLength = cursor.nextIs(Tag.integer) ? cursor.smallInteger() : undefined;
  cursor.leave(outer);
  return { ca, pathLength };
}

function readNameConstraints(cursor: DerCursor): NameConstraints {
  const outer = cursor.enter(Tag.sequence);
  const permitted = readSubtrees(cursor, contextGroup(0));
  const excluded = readSubtrees(cursor, contextGroup(1));
  // RFC 5280 4.2.1.10: either permitted or excluded subtrees must be present.
  if (permitted.length + excluded.length === 0) cursor.fail("der/bad-value", 0);
  cursor.leave(outer);
  return { permitted, excluded };
}

function readSubtrees(cursor: DerCursor, tag: number): readonly GeneralSubtree[] {
  return cursor.nextIs(tag) ? listOf(cursor, readSubtree, tag, Number.POSITIVE_INFINITY) : [];
}

function readSubtree(cursor: DerCursor): GeneralSubtree {
  const outer = cursor.enter(Tag.sequence);
  const base = readGeneralName(cursor);
  let bounded = false;
  if (cursor.nextIs(contextTag(0))) bounded = cursor.smallInteger(contextTag(0)) > 0;
  if (cursor.nextIs(contextTag(1))) {
    cursor.smallInteger(contextTag(1));
    bounded = true;
  }
  cursor.leave(outer);
  return { base, bounded };
}

/** Qualifiers are passed over: RFC 5280 6.1 does not decide on them. */
function readPolicy(cursor: DerCursor): Oid {
  const outer = cursor.enter(Tag.sequence);
  const policy = readOid(cursor);
  if (!cursor.atEnd()) listOf(cursor, readPolicyQualifier);
  cursor.leave(outer);
  return policy;
}

function readPolicyQualifier(cursor: DerCursor): void {
  const outer = cursor.enter(Tag.sequence);
  readOid(cursor);
  cursor.element();
  cursor.leave(outer);
}

function readPolicyMapping(cursor: DerCursor): PolicyMapping {
  const outer = cursor.enter(Tag.sequence);
  const issuerDomain = readOid(cursor);
  const subjectDomain = readOid(cursor);
  cursor.leave(outer);
  return { issuerDomain, subjectDomain };
}

function readPolicyConstraints(cursor: DerCursor): PolicyConstraints {
  const outer = cursor.enter(Tag.sequence);
  const requireExplicitPolicy = optionalInteger(cursor, contextTag(0));
  const inhibitPolicyMapping = optionalInteger(cursor, contextTag(1));
  // RFC 5280 4.2.1.11: must not be an empty sequence.
  if (requireExplicitPolicy === undefined && inhibitPolicyMapping === undefined)
    cursor.fail("der/bad-value", 0);
  cursor.leave(outer);
  return { requireExplicitPolicy, inhibitPolicyMapping };
}

function optionalInteger(cursor: DerCursor, tag: number): number | undefined {
  return cursor.nextIs(tag) ? cursor.smallInteger(tag) : undefined;
}

function readAuthorityKey(cursor: DerCursor): AuthorityKeyIdentifier {
  const outer = cursor.enter(Tag.sequence);
  const keyIdentifier = cursor.nextIs(contextTag(0)) ? toHex(cursor.octets(contextTag(0))) : undefined;
  const issuer = cursor.nextIs(contextGroup(1)) ? readGeneralNames(cursor, contextGroup(1)) : undefined;
  const serial = cursor.nextIs(contextTag(2)) ? toHex(cursor.octets(contextTag(2))) : undefined;
  cursor.leave(outer);
  return { keyIdentifier, issuer, serial };
}

function readAccess(cursor: DerCursor): AccessDescription {
  const outer = cursor.enter(Tag.sequence);
  const method = readOid(cursor);
  const location = readGeneralName(cursor);
  cursor.leave(outer);
  return { method, location };
}

function readDistributionPoint(cursor: DerCursor): DistributionPoint {
  const outer = cursor.enter(Tag.sequence);
  const name = readPointName(cursor);
  const reasons = cursor.nextIs(contextTag(1)) ? readFlags(cursor, contextTag(1)) : undefined;
  const crlIssuer = cursor.nextIs(contextGroup(2)) ? readGeneralNames(cursor, contextGroup(2)) : undefined;
  cursor.leave(outer);
  return { name, reasons, crlIssuer };
}

function readPointName(cursor: DerCursor): DistributionPointName | undefined {
  if (!cursor.nextIs(contextGroup(0))) return undefined;
  const outer = cursor.enter(contextGroup(0));
  const isFull = cursor.nextIs(contextGroup(0));
  const fullName = isFull ? readGeneralNames(cursor, contextGroup(0)) : undefined;
  const relativeName = isFull ? undefined : readRelativeName(cursor, contextGroup(1));
  cursor.leave(outer);
  return { fullName, relativeName };
}

function readIssuingPoint(cursor: DerCursor): IssuingDistributionPoint {
  const outer = cursor.enter(Tag.sequence);
  const name = readPointName(cursor);
  const onlyUserCertificates = readImplicitBoolean(cursor, contextTag(1));
  const onlyCaCertificates = readImplicitBoolean(cursor, contextTag(2));
  const onlySomeReasons = cursor.nextIs(contextTag(3)) ? readFlags(cursor, contextTag(3)) : undefined;
  const indirect = readImplicitBoolean(cursor, contextTag(4));
  const onlyAttributeCertificates = readImplicitBoolean(cursor, contextTag(5));
  cursor.leave(outer);
  return {
    name,
    onlyUserCertificates,
    onlyCaCertificates,
    onlySomeReasons,
    indirect,
    onlyAttributeCertificates,
  };
}

function readImplicitBoolean(cursor: DerCursor, tag: number): boolean {
  return cursor.nextIs(tag) && cursor.octets(tag)[0] === 0xff;
}
