/**
 * A certificate as the lab handles it: its bytes, its fingerprints and what a router prints of it. Odd certificates
 * (X.509 v1, Latin-1 names, fractions of a second) are read as they are; whether one is trustworthy is decided elsewhere.
 */
import { createHash, type KeyObject, X509Certificate } from "node:crypto";
import { type Element, readElement, readElements, readObjectIdentifier, TAG } from "./der.js";

/** One attribute of a name, for example CN, with the tag of its string type kept. */
export interface NameAttribute {
  readonly type: string;
  readonly tag: number;
  readonly text: string;
}

/** The RDNs of a name, in the order of the encoding. */
export type Name = readonly (readonly NameAttribute[])[];

export interface EmulatedCertificate {
  readonly der: Uint8Array;
  /** Upper-case hexadecimal, no separators. */
  readonly sha256: string;
  readonly sha1: string;
  /** The serial number's bytes in hexadecimal, without a sign byte. */
  readonly serialNumber: string;
  readonly subject: Name;
  readonly issuer: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** The name's raw encodings, for comparing issuer with subject. */
  readonly subjectRaw: Uint8Array;
  readonly issuerRaw: Uint8Array;
}

/** Reads one certificate; throws RangeError where the bytes are not one. */
export function readCertificate(der: Uint8Array): EmulatedCertificate {
  const whole = readElement(der);
  const tbs = readElements(readElement(whole.content).content);
  // RFC 5280 section 4.1: version [0] may be absent (v1), everything after it shifts by one.
  const offset = tbs[0]?.tag === 0xa0 ? 1 : 0;
  const [serial, , issuer, validity, subject] = tbs.slice(offset);
  if (!serial || !issuer || !validity || !subject) throw new RangeError("not a certificate");
  const [notBefore, notAfter] = readElements(validity.content);
  if (!notBefore || !notAfter) throw new RangeError("certificate without validity");
  return {
    der: whole.raw,
    sha256: fingerprint("sha256", whole.raw),
    sha1: fingerprint("sha1", whole.raw),
    serialNumber: Buffer.from(
      serial.content[0] === 0 && serial.content.length > 1 ? serial.content.subarray(1) : serial.content,
    )
      .toString("hex")
      .toUpperCase(),
    subject: readName(subject),
    issuer: readName(issuer),
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    subjectRaw: subject.raw,
    issuerRaw: issuer.raw,
  };
}

export function certificateFromPem(pem: string): EmulatedCertificate {
  return readCertificate(derFromPem(pem));
}

export function pemOf(certificate: EmulatedCertificate): string {
  const lines =
    Buffer.from(certificate.der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

/** The last common name of a subject; undefined where it has none. */
export function commonName(name: Name): string | undefined {
  return name
    .flat()
    .filter((attribute) => attribute.type === "2.5.4.3")
    .at(-1)?.text;
}

/** The RDNs in reverse, joined by commas, commas inside escaped: as IOS XR prints a name. */
export function nameText(name: Name): string {
  return [...name]
    .reverse()
    .map((rdn) =>
      rdn.map((a) => `${SHORT_NAMES[a.type] ?? a.type}=${a.text.replaceAll(",", "\\,")}`).join("+"),
    )
    .join(",");
}

/** Whether `child` names `parent` as its issuer and carries its signature. */
export function isIssuedBy(child: EmulatedCertificate, parent: EmulatedCertificate): boolean {
  if (!Buffer.from(child.issuerRaw).equals(Buffer.from(parent.subjectRaw))) return false;
  try {
    return new X509Certificate(child.der).verify(publicKeyOf(parent));
  } catch {
    return false;
  }
}

export function publicKeyOf(certificate: EmulatedCertificate): KeyObject {
  return new X509Certificate(certificate.der).publicKey;
}

const SHORT_NAMES: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.5": "serialNumber",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "street",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "1.2.840.113549.1.9.1": "emailAddress",
  "0.9.2342.19200300.100.1.25": "DC",
};

function derFromPem(pem: string): Uint8Array {
  const body = /-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/.exec(pem)?.[1];
  if (body === undefined) throw new RangeError("no certificate in this PEM text");
  return Buffer.from(body, "base64");
}

function readName(element: Element): Name {
  return readElements(element.content).map((rdn) =>
    readElements(rdn.content).map((attribute) => {
      const [type, value] = readElements(attribute.content);
      if (!type || !value) throw new RangeError("name attribute without a value");
      return { type: readObjectIdentifier(type.content), tag: value.tag, text: decodeText(value) };
    }),
  );
}

function decodeText(value: Element): string {
  const bytes = Buffer.from(value.content);
  if (value.tag === TAG.utf8String) return bytes.toString("utf8");
  // BMPString is UTF-16 with the high byte first; everything else here is read as Latin-1.
  if (value.tag === 0x1e) return Buffer.from(bytes).swap16().toString("utf16le");
  return bytes.toString("latin1");
}

/** UTCTime (two-digit year, RFC 5280 section 4.1.2.5.1) or GeneralizedTime, with fractions if need be. */
function readTime(element: Element): Date {
  const text = Buffer.from(element.content).toString("latin1");
  const digits = element.tag === TAG.utcTime ? `${Number(text.slice(0, 2)) < 50 ? "20" : "19"}${text}` : text;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:\.\d+)?Z$/.exec(digits);
  if (!match) throw new RangeError(`certificate time not understood: ${text}`);
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0));
  return new Date(Date.UTC(year!, month! - 1, day!, hour!, minute!, second!));
}

function fingerprint(algorithm: "sha1" | "sha256", der: Uint8Array): string {
  return createHash(algorithm).update(der).digest("hex").toUpperCase();
}
