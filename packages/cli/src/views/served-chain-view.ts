/** A chain as a server sent it, one row a certificate, for a person and as JSON. */
import {
  type Certificate,
  type CertificateRow,
  formatName,
  type GeneralName,
  sha256Of,
} from "@reroot/pki";
import type { Page } from "../terminal/page.js";
import { toned } from "../terminal/tone.js";
import { day } from "../words/dates.js";
import { structureFailureInWords } from "../words/structure-failure.js";
import { asSentence } from "../words/words.js";
import { rowAsJson } from "./certificate-json.js";

/** A row and the bytes that it was read from. */
export interface ServedRow {
  readonly der: Uint8Array;
  readonly row: CertificateRow;
}

export function showServedChain(rows: readonly ServedRow[], at: Date, page: Page): void {
  page.table({
    columns: [
      { title: "#", align: "right" },
      { title: "Valid from" },
      { title: "Valid until" },
      { title: "SHA-256" },
      { title: "Subject, issuer, names", wraps: true },
    ],
    rows: rows.map(({ der, row }, index) => {
      const fingerprint = toned("faint", `${sha256Of(der).slice(0, 16)}...`);
      if (row.kind === "defective") {
        const why = asSentence(structureFailureInWords(row.failure));
        return [String(index + 1), toned("bad", "unreadable"), "", fingerprint, toned("bad", why)];
      }
      const { notBefore, notAfter, subject, issuer } = row.certificate;
      const names = namesOf(row.certificate);
      return [
        String(index + 1),
        toned(at < notBefore ? "warning" : "plain", day(notBefore.toISOString())),
        toned(at > notAfter ? "warning" : "plain", day(notAfter.toISOString())),
        fingerprint,
        [
          formatName(subject),
          toned("faint", `issued by ${formatName(issuer)}`),
          ...(names.length > 0 ? [toned("faint", `for ${names.slice(0, MOST_NAMES).join(", ")}${more(names)}`)] : []),
        ],
      ];
    }),
  });
}

export function servedChainAsJson(rows: readonly ServedRow[]) {
  return rows.map(({ der, row }) =>
    row.kind === "defective"
      ? { sha256: sha256Of(der), ...rowAsJson(row) }
      : { ...rowAsJson(row), names: namesOf(row.certificate) },
  );
}

const MOST_NAMES = 6;

function more(names: readonly string[]): string {
  return names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
}

function namesOf({ extensions }: Certificate): readonly string[] {
  return (extensions.subjectAltName ?? []).flatMap(nameText);
}

function nameText(name: GeneralName): readonly string[] {
  if (name.kind === "dns") return [name.value];
  return name.kind === "ip" ? [addressText(name.octets)] : [];
}

function addressText(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join(".");
  const groups = Array.from({ length: octets.length >> 1 }, (_, at) =>
    (((octets[2 * at] ?? 0) << 8) | (octets[2 * at + 1] ?? 0)).toString(16),
  );
  return groups.join(":");
}
