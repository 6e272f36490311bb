/**
 * The part of a bundle that no signature covers: the set of certificates that travel along. Here, and only
 * here, one odd certificate refuses the bundle: nothing legitimate is lost, and a tampered transport set is
 * not something to be lenient about. OpenSSL decodes this set in full before it verifies anything, so what it
 * could not decode must not pass here either.
 */
import { passAny } from "../cms/any-value.js";
import type { SignedData } from "../cms/signed-data.js";
import { readRevocationList } from "../crl/crl.js";
import { DerCursor, Tag } from "../der/cursor.js";
import type { ReadRow } from "../pem/certificate-rows.js";
import type { NameAttribute } from "../x509/name.js";
import type { Bundle, BundleFailure } from "./bundle.js";

/** Why the transport of a signed bundle is not acceptable; undefined when it is. */
export function oddTransport(bundle: Bundle, message: SignedData): BundleFailure | undefined {
  for (const row of bundle.transport) {
    if (row.kind === "defective" || isOdd(row))
      return { code: "bundle/transport-certificate-defective", row };
  }
  const odd = message.crls.findIndex((crl) => !readRevocationList(crl).ok || !isStrict(crl));
  return odd === -1 ? undefined : { code: "bundle/transport-list-defective", index: odd };
}

function isOdd({ certificate }: ReadRow): boolean {
  const { issuer, subject, der } = certificate;
  return !isStrict(der) || ![...issuer.rdns, ...subject.rdns].flat().every(isDirectoryText);
}

/** The string types that a directory name may hold (X.520 with the older IA5String and NumericString). */
const DIRECTORY_STRINGS: ReadonlySet<number> = new Set([
  Tag.utf8String,
  Tag.numericString,
  Tag.printableString,
  Tag.teletexString,
  Tag.ia5String,
  Tag.universalString,
  Tag.bmpString,
]);

/** A BMPString has no surrogate pairs: X.680 section 41. */
function isDirectoryText({ tag, value, regular }: NameAttribute): boolean {
  if (!regular || !DIRECTORY_STRINGS.has(tag)) return false;
  return tag !== Tag.bmpString || !/[\ud800-\udfff]/.test(value);
}

/** Whether every element is encoded as its universal type asks for, down to the octet strings. */
function isStrict(der: Uint8Array): boolean {
  const cursor = new DerCursor(der, { depth: 24, elements: 200_000, size: der.length });
  passElements(cursor);
  return cursor.failure === undefined;
}

function passElements(cursor: DerCursor): void {
  while (!cursor.atEnd()) {
    const tag = cursor.bytes[cursor.position]!;
    if (CONSTRUCTED.has(tag)) {
      const outer = cursor.enter(tag);
      passElements(cursor);
      cursor.leave(outer);
    } else {
      if (tag >= 0x20) cursor.fail("der/unexpected-tag", cursor.position);
      passAny(cursor);
    }
  }
}

/** SEQUENCE, SET, and the explicit tags of certificates, lists and PSS parameters. */
const CONSTRUCTED: ReadonlySet<number> = new Set([Tag.sequence, Tag.set, 0xa0, 0xa1, 0xa2, 0xa3]);
