/**
 * Reads certificate revocation lists (RFC 5280 section 5): version 1 and 2, complete and delta, direct and
 * indirect. Entries are found by issuer and serial number. Whether a list may be believed is decided in
 * `path/revocation.ts`.
 */
import { contextGroup, type DerBounds, DerCursor, type DerFailure, Tag } from "../der/cursor.js";
import { toHex } from "../der/hex.js";
import type { Oid } from "../der/oid.js";
import { readTime } from "../der/time.js";
import { failed, type Result, success } from "../result.js";
import { type AlgorithmIdentifier, readAlgorithm, sameAlgorithm } from "../x509/algorithm.js";
import { type Extensions, noExtensions } from "../x509/extensions.js";
import { type GeneralName, readGeneralNames } from "../x509/general-name.js";
import { type DistinguishedName, nameKey, readName } from "../x509/name.js";
import { readExtensions } from "../x509/read-extensions.js";

export interface RevocationList {
  readonly der: Uint8Array;
  readonly version: 1 | 2;
  readonly issuer: DistinguishedName;
  readonly thisUpdate: Date;
  /** Undefined when the list does not say. */
  readonly nextUpdate: Date | undefined;
  readonly extensions: Extensions;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  /** Empty when it is not made of whole octets, which no algorithm produces. */
  readonly signature: Uint8Array;
  readonly signedPart: Uint8Array;
  /** Critical extensions of entries that are not understood: such a list must not be used (RFC 5280 5.3). */
  readonly unknownCriticalEntryExtensions: readonly Oid[];
  /** The two signature algorithm fields must agree (RFC 5280 5.1.1.2). */
  readonly signatureAlgorithmsAgree: boolean;
  /** Entries in the list. */
  readonly size: number;
  /** The entry for a certificate of `issuer` with this serial number (hexadecimal as in `Certificate`). */
  find(issuer: DistinguishedName, serial: string): RevokedEntry | undefined;
}

export interface RevokedEntry {
  readonly serial: string;
  readonly revokedAt: Date;
  readonly reason: RevocationReason;
}

export type RevocationReason = (typeof reasons)[number];

/** A genuine list may be tens of megabytes long. */
const listBounds: DerBounds = { depth: 24, elements: 8_000_000, size: 128 * 1024 * 1024 };

/** CRLReason (RFC 5280 5.3.1); value 7 is not used. */
const reasons = [
  "unspecified",
  "keyCompromise",
  "cACompromise",
  "affiliationChanged",
  "superseded",
  "cessationOfOperation",
  "certificateHold",
  "unused",
  "removeFromCRL",
  "privilegeWithdrawn",
  "aACompromise",
] as const;

const EntryExtension = { reason: "2.5.29.21", invalidityDate: "2.5.29.24", certificateIssuer: "2.5.29.29" };

/** Reads one DER list, which must fill the bytes. */
export function readRevocationList(der: Uint8Array): Result<RevocationList, DerFailure> {
  const cursor = new DerCursor(der, listBounds);
  const outer = cursor.enter(Tag.sequence);
  const start = cursor.position;
  const body = readBody(cursor);
  const signedPart = der.subarray(start, cursor.position);
  const signatureAlgorithm = readAlgorithm(cursor);
  const signatureBits = cursor.octets(Tag.bitString);
  cursor.leave(outer);
  if (cursor.failure === undefined && !cursor.atEnd()) cursor.fail("der/trailing-data", cursor.position);
  if (cursor.failure !== undefined) return failed(cursor.failure);
  const { entries, innerAlgorithm, unknownCritical, ...fields } = body;
  return success({
    der,
    ...fields,
    signatureAlgorithm,
    signature: signatureBits[0] === 0 ? signatureBits.subarray(1) : new Uint8Array(0),
    signedPart,
    unknownCriticalEntryExtensions: unknownCritical,
    signatureAlgorithmsAgree: sameAlgorithm(innerAlgorithm, signatureAlgorithm),
    size: [...entries.values()].reduce((sum, ofIssuer) => sum + ofIssuer.size, 0),
    find: (issuer, serial) => entries.get(nameKey(issuer))?.get(serial),
  });
}

/** Entries by the certificate issuer's name, then by serial number. */
type Entries = Map<string, Map<string, RevokedEntry>>;

interface ListBody {
  readonly version: 1 | 2;
  readonly innerAlgorithm: AlgorithmIdentifier;
  readonly issuer: DistinguishedName;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly entries: Entries;
  readonly unknownCritical: readonly Oid[];
  readonly extensions: Extensions;
}

/** TBSCertList (RFC 5280 5.1). */
function readBody(cursor: DerCursor): ListBody {
  const outer = cursor.enter(Tag.sequence);
  let version: 1 | 2 = 1;
  if (cursor.nextIs(Tag.integer)) {
    if (cursor.smallInteger() !== 1) cursor.fail("der/bad-value", cursor.position);
    version = 2;
  }
  const innerAlgorithm = readAlgorithm(cursor);
  const issuer = readName(cursor);
  const thisUpdate = new Date(readTime(cursor).at);
  const hasNext = cursor.nextIs(Tag.utcTime) || cursor.nextIs(Tag.generalizedTime);
  const nextUpdate = hasNext ? new Date(readTime(cursor).at) : undefined;
  const unknown = new Set<Oid>();
  const entries = cursor.nextIs(Tag.sequence) ? readEntries(cursor, issuer, unknown) : (new Map() as Entries);
  const extensions = cursor.nextIs(contextGroup(0)) ? readListExtensions(cursor) : noExtensions;
  cursor.leave(outer);
  const unknownCritical = [...unknown];
  return { version, innerAlgorithm, issuer, thisUpdate, nextUpdate, entries, unknownCritical, extensions };
}

function readListExtensions(cursor: DerCursor): Extensions {
  const outer = cursor.enter(contextGroup(0));
  const extensions = readExtensions(cursor);
  cursor.leave(outer);
  return extensions;
}

/** In an indirect list an entry without a certificate issuer has the one of the entry before (RFC 5280 5.3.3). */
function readEntries(cursor: DerCursor, issuer: DistinguishedName, unknown: Set<Oid>): Entries {
  const entries: Entries = new Map();
  let ofIssuer = entriesOf(entries, issuer);
  const outer = cursor.enter(Tag.sequence);
  while (!cursor.atEnd()) {
    const { certificateIssuer, ...entry } = readEntry(cursor, unknown);
    if (certificateIssuer !== undefined) ofIssuer = entriesOf(entries, certificateIssuer);
    ofIssuer.set(entry.serial, entry);
  }
  cursor.leave(outer);
  return entries;
}

function entriesOf(entries: Entries, issuer: DistinguishedName): Map<string, RevokedEntry> {
  const key = nameKey(issuer);
  let ofIssuer = entries.get(key);
  if (ofIssuer === undefined) {
    ofIssuer = new Map();
    entries.set(key, ofIssuer);
  }
  return ofIssuer;
}

interface ReadEntry extends RevokedEntry {
  readonly certificateIssuer: DistinguishedName | undefined;
}

function readEntry(cursor: DerCursor, unknown: Set<Oid>): ReadEntry {
  const outer = cursor.enter(Tag.sequence);
  const serial = toHex(cursor.octets(Tag.integer));
  const revokedAt = new Date(readTime(cursor).at);
  let reason: RevocationReason = "unspecified";
  let certificateIssuer: DistinguishedName | undefined;
  if (!cursor.atEnd()) {
    for (const { oid, critical, value } of readExtensions(cursor).all) {
      if (oid === EntryExtension.reason) reason = readReason(cursor, value);
      else if (oid === EntryExtension.certificateIssuer) certificateIssuer = readIssuer(cursor, value);
      else if (critical && oid !== EntryExtension.invalidityDate) unknown.add(oid);
    }
  }
  cursor.leave(outer);
  return { serial, revokedAt, reason, certificateIssuer };
}

function readReason(outer: DerCursor, value: Uint8Array): RevocationReason {
  const cursor = new DerCursor(value);
  const reason = reasons[cursor.smallInteger(Tag.enumerated)];
  if (cursor.failure !== undefined || reason === undefined) outer.fail("der/bad-value", outer.position);
  return reason ?? "unspecified";
}

function readIssuer(outer: DerCursor, value: Uint8Array): DistinguishedName | undefined {
  const cursor = new DerCursor(value);
  const names: readonly GeneralName[] = readGeneralNames(cursor);
  const directory = names.find((name) => name.kind === "directory");
  if (cursor.failure !== undefined || directory?.kind !== "directory")
    outer.fail("der/bad-value", outer.position);
  return directory?.kind === "directory" ? directory.name : undefined;
}
