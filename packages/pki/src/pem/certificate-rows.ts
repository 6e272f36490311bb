/**
 * Certificates out of a file: one DER certificate, or a PEM text with any number of them. Each becomes a row;
 * one that cannot be read is a row with the reason, and the others are unharmed.
 */
import type { DerFailure } from "../der/cursor.js";
import { type Result, success } from "../result.js";
import { type Certificate, type ReadFailure, readCertificate } from "../x509/certificate.js";
import { type PemBlockFailure, type PemFailure, type PemItem, readPem } from "./pem.js";

export type CertificateRow = ReadRow | DefectiveRow;

export interface ReadRow {
  readonly kind: "certificate";
  /** May carry `defects` of its own: readable, but against the rules. */
  readonly certificate: Certificate;
  readonly where: RowPlace;
}

export interface DefectiveRow {
  readonly kind: "defective";
  readonly failure: RowFailure;
  readonly where: RowPlace;
}

export interface RowPlace {
  /** Place in the file or set, counted from 0. */
  readonly index: number;
  /** In a PEM text, the line of the BEGIN, counted from 1. */
  readonly line?: number;
}

export type RowFailure =
  | ReadFailure
  | DerFailure
  | PemBlockFailure
  | { readonly code: "row/not-a-certificate"; readonly label: string };

/** Reads a file of certificates, or a PEM text. DER is told from PEM by its first byte. */
export function readCertificates(file: string | Uint8Array): Result<readonly CertificateRow[], PemFailure> {
  if (typeof file !== "string" && looksLikeDer(file)) return success([certificateRow(file, { index: 0 })]);
  const items = readPem(file);
  return items.ok ? success(items.value.map(pemRow)) : items;
}

/** A row for each element of a set of DER certificates. */
export function certificateRows(encoded: readonly Uint8Array[]): CertificateRow[] {
  return encoded.map((der, index) => certificateRow(der, { index }));
}

/** The certificates among rows, in order. */
export function certificatesIn(rows: readonly CertificateRow[]): Certificate[] {
  return rows.flatMap((row) => (row.kind === "certificate" ? [row.certificate] : []));
}

/** A SEQUENCE of 128 octets or more, which every certificate and bundle is; no text starts like that. */
export function looksLikeDer(file: Uint8Array): boolean {
  return file[0] === 0x30 && (file[1] ?? 0) >= 0x80;
}

export function pemRow(item: PemItem, index: number): CertificateRow {
  const where = { index, line: item.line };
  if (item.kind === "defect") return { kind: "defective", failure: item.failure, where };
  if (!CERTIFICATE_LABELS.has(item.label)) {
    return { kind: "defective", failure: { code: "row/not-a-certificate", label: item.label }, where };
  }
  return certificateRow(item.bytes, where);
}

// RFC 7468 section 5.3: the second is an older spelling of the first.
const CERTIFICATE_LABELS: ReadonlySet<string> = new Set(["CERTIFICATE", "X509 CERTIFICATE"]);

function certificateRow(der: Uint8Array, where: RowPlace): CertificateRow {
  const read = readCertificate(der);
  if (read.ok) return { kind: "certificate", certificate: read.value, where };
  return { kind: "defective", failure: read.failure, where };
}
