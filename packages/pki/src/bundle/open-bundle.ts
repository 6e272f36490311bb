/**
 * Opens a bundle without asking who signed it: its form, its label, its certificates. What it says here about
 * name, version and time is a claim until `verifyBundle` has proven the signature.
 */
import { type Attribute, singleValue } from "../cms/attributes.js";
import { CMS_LIMITS, readSignedData, type SignedData } from "../cms/signed-data.js";
import { CmsAttribute, certificateOf } from "../cms/signer-check.js";
import { DerCursor } from "../der/cursor.js";
import type { Oid } from "../der/oid.js";
import { decodeText } from "../der/text.js";
import { readTime } from "../der/time.js";
import { certificateRows, certificatesIn, looksLikeDer, pemRow } from "../pem/certificate-rows.js";
import { readPem } from "../pem/pem.js";
import { failed, type Result, success } from "../result.js";
import type { Bundle, BundleFailure, BundleLabel } from "./bundle.js";

/** Attributes of the vendor's own arc in the signed attributes. */
export const BundleAttribute = {
  version: "1.3.6.1.4.1.9.21.2.3.1",
  name: "1.3.6.1.4.1.9.21.2.3.2",
} as const;

/** Opens a bundle in any of its forms; DER, or PEM around the message, or PEM certificates. */
export function openBundle(file: Uint8Array): Result<Bundle, BundleFailure> {
  const read = readBundleFile(file);
  return read.ok ? success(read.value.bundle) : read;
}

/** A bundle together with the message it came in; the message is undefined for PEM certificates. */
export interface ReadBundle {
  readonly bundle: Bundle;
  readonly message: SignedData | undefined;
}

export function readBundleFile(file: Uint8Array): Result<ReadBundle, BundleFailure> {
  if (file.length > CMS_LIMITS.bytes) {
    return failed({ code: "bundle/too-large", bytes: file.length, limit: CMS_LIMITS.bytes });
  }
  return looksLikeDer(file) ? readMessage(file) : readText(file);
}

/** RFC 7468 section 8, and the older name for the same (section 9). */
const MESSAGE_LABELS: ReadonlySet<string> = new Set(["CMS", "PKCS7"]);

function readText(file: Uint8Array): Result<ReadBundle, BundleFailure> {
  const items = readPem(file);
  if (!items.ok) return failed({ code: "bundle/not-cms", because: items.failure });
  const [first] = items.value;
  if (items.value.length === 1 && first && MESSAGE_LABELS.has(first.label)) return readTextMessage(file);
  const certificates = items.value.map(pemRow);
  const bundle: Bundle = { form: "pem", certificates, transport: [], signer: undefined, ...NO_LABEL };
  return success({ bundle, message: undefined });
}

/** No signature covers the text around the base64, so it must be as a writer writes it. */
function readTextMessage(file: Uint8Array): Result<ReadBundle, BundleFailure> {
  const items = readPem(file, "strict");
  if (!items.ok) return failed({ code: "bundle/not-cms", because: items.failure });
  const [message] = items.value;
  if (message?.kind === "block") return readMessage(message.bytes);
  return failed({ code: "bundle/not-cms", because: message?.failure ?? { code: "pem/no-block" } });
}

function readMessage(der: Uint8Array): Result<ReadBundle, BundleFailure> {
  const read = readSignedData(der);
  if (!read.ok) {
    const because = read.failure;
    if (because.code === "cms/trailing-data")
      return failed({ code: "bundle/trailing-data", offset: because.offset });
    return failed({ code: "bundle/not-cms", because });
  }
  const message = read.value;
  return message.content === undefined ? openPlain(message) : openSigned(message, message.content);
}

function openPlain(message: SignedData): Result<ReadBundle, BundleFailure> {
  if (message.signers.length > 0)
    return failed({ code: "bundle/content-not-certificates", because: undefined });
  if (message.certificates.length === 0) return failed({ code: "bundle/empty" });
  const certificates = certificateRows(message.certificates);
  const bundle: Bundle = {
    form: "certificates-only",
    certificates,
    transport: [],
    signer: undefined,
    ...NO_LABEL,
  };
  return success({ bundle, message });
}

function openSigned(message: SignedData, content: Uint8Array): Result<ReadBundle, BundleFailure> {
  const inner = readSignedData(content);
  if (!inner.ok) return failed({ code: "bundle/content-not-certificates", because: inner.failure });
  if (inner.value.signers.length > 0 || inner.value.content !== undefined) {
    return failed({ code: "bundle/content-not-certificates", because: undefined });
  }
  if (inner.value.certificates.length === 0) return failed({ code: "bundle/empty" });
  const [first] = message.signers;
  const label = readLabel(first?.signedAttributes?.attributes ?? []);
  const certificates = certificateRows(inner.value.certificates);
  const transport = certificateRows(message.certificates);
  const signer = first && certificateOf(first, certificatesIn(transport));
  const bundle: Bundle = { form: "signed", certificates, transport, signer, ...label };
  return success({ bundle, message });
}

const NO_LABEL: BundleLabel = { name: undefined, version: undefined, signedAt: undefined };

function readLabel(attributes: readonly Attribute[]): BundleLabel {
  return {
    name: textOf(attributes, BundleAttribute.name),
    version: textOf(attributes, BundleAttribute.version),
    signedAt: signingTimeOf(attributes),
  };
}

function textOf(attributes: readonly Attribute[], type: Oid): string | undefined {
  const value = singleValue(attributes, type);
  if (value === undefined || value === "repeated") return undefined;
  const cursor = new DerCursor(value);
  const contents = cursor.octets(value[0] ?? 0);
  const text = cursor.failure ? undefined : decodeText(contents, value[0] ?? 0);
  return text?.regular ? text.text : undefined;
}

function signingTimeOf(attributes: readonly Attribute[]): Date | undefined {
  const value = singleValue(attributes, CmsAttribute.signingTime);
  if (value === undefined || value === "repeated") return undefined;
  const cursor = new DerCursor(value);
  const { at } = readTime(cursor);
  return cursor.failure ? undefined : new Date(at);
}
