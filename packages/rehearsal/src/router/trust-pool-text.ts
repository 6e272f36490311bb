/**
 * What `show crypto ca trustpool` prints. The words, their order and the spelling of names, serial numbers and dates
 * are those of the vendor's only public sample, which is flattened into one line; its line breaks are a reconstruction
 * (docs/rehearsal-differences.md).
 */
import { type EmulatedCertificate, nameText } from "../certificates/certificate.js";
import { certificateTime } from "./ios-time.js";
import type { TrustPool } from "./trust-pool.js";

export function showTrustPool(pool: TrustPool): string[] {
  return [
    ...pool.builtIn.flatMap((certificate) => entry("Built-In", certificate)),
    ...pool.downloaded.flatMap((certificate) => entry("Downloaded", certificate)),
  ];
}

function entry(set: "Built-In" | "Downloaded", certificate: EmulatedCertificate): string[] {
  return [
    "",
    `Trustpool: ${set}`,
    "==================================================",
    "CA certificate",
    `  Serial Number  : ${(certificate.serialNumber.match(/../g) ?? []).join(":")}`,
    "  Subject:",
    `        ${nameText(certificate.subject)}`,
    "  Issued By      :",
    `        ${nameText(certificate.issuer)}`,
    `  Validity Start : ${certificateTime(certificate.notBefore)}`,
    `  Validity End   : ${certificateTime(certificate.notAfter)}`,
    "  SHA1 Fingerprint:",
    `         ${certificate.sha1}`,
  ];
}
