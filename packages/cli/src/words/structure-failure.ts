/** Faults deep inside a file, for a person who will pass them on to somebody who knows the format. */
import type {
  CertificateDefect,
  CertificateDefectCode,
  CmsFailure,
  DerFailureCode,
  PemFailure,
  RowFailure,
} from "@reroot/pki";
import { unknownCode } from "./words.js";

export type StructureFailure = CmsFailure | PemFailure | RowFailure;

/** A clause, with the place where there is one. */
export function structureFailureInWords(failure: StructureFailure): string {
  switch (failure.code) {
    case "cms/not-signed-data":
      return `it is a CMS message of another type, ${failure.contentType}`;
    case "cms/too-many-certificates":
      return `it has more than ${failure.limit} certificates`;
    case "cms/too-many-signers":
      return `it has more than ${failure.limit} signers`;
    case "cms/trailing-data":
      return `something follows from byte ${failure.offset} on`;
    case "cms/unreadable":
      return structureFailureInWords(failure.because);
    case "pem/too-large":
      return `it has ${failure.bytes} bytes; at most ${failure.limit} are read`;
    case "pem/too-many-blocks":
      return `it has more than ${failure.limit} PEM blocks`;
    case "pem/no-block":
      return "it is not DER, and no PEM block is in it";
    case "pem/no-end-line":
      return `line ${failure.line}: a PEM block does not end`;
    case "pem/end-line-differs":
      return `line ${failure.line}: a PEM block ends as another one, "${failure.label}"`;
    case "pem/not-base64":
      return `line ${failure.line}: not base64`;
    case "pem/block-empty":
      return `line ${failure.line}: a PEM block is empty`;
    case "row/not-a-certificate":
      return `a PEM block is "${failure.label}", not a certificate`;
    case "certificate/unknown-version":
      return `byte ${failure.offset}: a certificate of an unknown version`;
    case "der/truncated":
    case "der/unexpected-tag":
    case "der/length-not-minimal":
    case "der/indefinite-length":
    case "der/trailing-data":
    case "der/bad-value":
    case "der/too-deep":
    case "der/too-many-elements":
    case "der/too-large":
      return `byte ${failure.offset}: ${DER[failure.code]}`;
    default:
      return unknownCode(failure);
  }
}

export function defectInWords(defect: CertificateDefect): string {
  return "oid" in defect ? `${DEFECTS[defect.code]} (${defect.oid})` : DEFECTS[defect.code];
}

const DER: Readonly<Record<DerFailureCode, string>> = {
  "der/truncated": "it ends too early",
  "der/unexpected-tag": "something else stands where this was expected",
  "der/length-not-minimal": "a length is not written in its shortest form",
  "der/indefinite-length": "a length is left open, which DER does not allow",
  "der/trailing-data": "something follows after its end",
  "der/bad-value": "a value makes no sense at its place",
  "der/too-deep": "it is nested too deep",
  "der/too-many-elements": "it has too many elements",
  "der/too-large": "it is too large",
};

const DEFECTS: Readonly<Record<CertificateDefectCode, string>> = {
  "certificate/serial-not-minimal": "the serial is not written in its shortest form",
  "certificate/serial-negative": "the serial is negative",
  "certificate/serial-zero": "the serial is zero",
  "certificate/serial-too-long": "the serial is too long",
  "certificate/time-with-fraction": "a date has fractions of a second",
  "certificate/time-irregular": "a date is written irregularly",
  "certificate/time-generalized-too-early": "a date before 2050 is written in the form for later ones",
  "certificate/name-irregular-text": "a name is written irregularly",
  "certificate/signature-algorithms-differ": "it names two signature algorithms",
  "certificate/signature-not-whole-octets": "the signature is not made of whole octets",
  "certificate/public-key-malformed": "the public key is malformed",
  "certificate/extensions-in-old-version": "it has extensions that its version does not know",
  "certificate/extensions-empty": "its list of extensions is empty",
  "certificate/unique-identifier-in-version-1": "it has a unique identifier that its version does not know",
  "certificate/extension-malformed": "an extension is malformed",
  "certificate/extension-repeated": "an extension stands twice",
};
