/**
 * Reads a trust pool from whatever a user has of it: a bundle, certificates, or what a router printed.
 * It does not know which certificates the printed entries stand for; a catalogue says that afterwards.
 */
import { showTrustPoolXr } from "@reroot/devices";
import {
  type Bundle,
  type CertificateRow,
  openBundle,
  type PoolEntry,
  readCertificates,
  trustPool,
} from "@reroot/pki";
import { Refusal } from "../refusal.js";
import { bundleFailureInWords } from "../words/bundle-failure.js";
import { count } from "../words/count.js";
import { parseFailureInWords } from "../words/parse-failure.js";
import { structureFailureInWords } from "../words/structure-failure.js";
import { asSentence } from "../words/words.js";
import { readBytes } from "./read-file.js";

/** A pool and where it comes from; `entries` are as found, labels not yet resolved. */
export interface PoolSource {
  /** As the user named it. */
  readonly name: string;
  /** What it is: `Trusted Intersect Bundle, version 10`. */
  readonly kind: string;
  readonly entries: readonly PoolEntry[];
  /** Where it is one: it says who its signer is. */
  readonly bundle?: Bundle;
}

/** @throws {Refusal} when the file is nothing that could be a pool. */
export async function readPoolFile(directory: string, file: string): Promise<PoolSource> {
  const bytes = await readBytes(directory, file);
  if (bytes[0] === DER_SEQUENCE) return fromDer(file, bytes);
  const text = new TextDecoder().decode(bytes);
  return text.includes("-----BEGIN ") ? fromBundle(file, bytes) : fromPrinted(file, text);
}

/** Bundles and certificates alike begin so; no text does. */
const DER_SEQUENCE = 0x30;

function fromDer(file: string, bytes: Uint8Array): PoolSource {
  const single = readCertificates(bytes);
  const row = single.ok ? single.value[0] : undefined;
  return row?.kind === "certificate" ? fromRows(file, "a certificate", [row]) : fromBundle(file, bytes);
}

function fromBundle(file: string, bytes: Uint8Array): PoolSource {
  const opened = openBundle(bytes);
  if (!opened.ok) {
    const { sentence } = bundleFailureInWords(opened.failure);
    throw new Refusal({ sentence: `This is no trust pool: ${sentence}.`, place: file, advice: FORMS });
  }
  const { form, name, version, certificates } = opened.value;
  const kind =
    form === "signed" ? `${name ?? "unnamed bundle"}, version ${version ?? "unknown"}` : FORM_NAMES[form];
  return { ...fromRows(file, kind, certificates), bundle: opened.value };
}

const FORM_NAMES = { "certificates-only": "PKCS #7 without signer", pem: "PEM" } as const;

function fromRows(file: string, kind: string, rows: readonly CertificateRow[]): PoolSource {
  const entries = rows.flatMap((row) => entryOf(row));
  if (entries.length === 0) {
    throw new Refusal({ sentence: "There is no certificate in this file.", place: file, advice: FORMS });
  }
  return { name: file, kind, entries };
}

/**
 * A certificate that cannot be read here may be readable for a device. It is kept as an entry that could
 * be any root, so that no answer is given that hangs on it.
 */
function entryOf(row: CertificateRow): readonly PoolEntry[] {
  if (row.kind === "certificate") return [{ kind: "certificate", certificate: row.certificate }];
  if (row.failure.code === "row/not-a-certificate") return [];
  const place = row.where.line === undefined ? `number ${row.where.index + 1}` : `line ${row.where.line}`;
  const why = structureFailureInWords(row.failure);
  return [{ kind: "label", label: { subject: `unreadable certificate, ${place} (${why})` } }];
}

function fromPrinted(file: string, text: string): PoolSource {
  const printed = showTrustPoolXr.parse(text);
  if (printed.ok) {
    const entries = printed.value.entries.map((label): PoolEntry => ({ kind: "label", label }));
    return { name: file, kind: "as printed by `show crypto ca trustpool`", entries };
  }
  const { failure } = printed;
  const isOther = failure.code === "parse/not-this-command" || failure.code === "parse/empty";
  throw new Refusal({
    sentence: asSentence(`this is no trust pool: ${parseFailureInWords(failure).sentence}`),
    place: `${file}, line ${failure.line}`,
    advice: isOther ? FORMS : "Give the whole output of `show crypto ca trustpool`, and nothing else.",
  });
}

const FORMS =
  "A pool is a bundle (.p7b), certificates (PEM or DER), or the output of `show crypto ca trustpool`.";

/** `108 certificates`, or `4 entries, 1 of them known by its label alone`. */
export function sizeInWords(entries: readonly PoolEntry[]): string {
  const labels = entries.filter(({ kind }) => kind === "label").length;
  const { length } = trustPool(entries).entries;
  if (labels === 0) return count(length, "certificate");
  return `${count(length, "entry", "entries")}, ${labels} of them known by ${labels === 1 ? "its label" : "their labels"} alone`;
}
