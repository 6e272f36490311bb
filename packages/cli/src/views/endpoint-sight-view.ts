/** What was seen at a server, one row a certificate, for a person and as JSON. */
import { type Certificate, formatName, type GeneralName, sha256Of } from "@reroot/pki";
import type { ServedRow, Sight } from "../flow/endpoint-sight.js";
import type { Page } from "../terminal/page.js";
import type { Cell } from "../terminal/table.js";
import { toned } from "../terminal/tone.js";
import { count } from "../words/count.js";
import { day } from "../words/dates.js";
import { structureFailureInWords } from "../words/structure-failure.js";
import { asSentence } from "../words/words.js";
import { rowAsJson } from "./certificate-json.js";

/** `saved` is the file to which the chain was written. */
export function showSight(sight: Sight, page: Page, saved?: string): void {
  const { name, serverName, address, port, at, rows, notice, leadsTo } = sight;
  const id = notice.id.toUpperCase();
  page.line(
    toned("strong", name),
    `  ${count(rows.length, "certificate")} served by ${address}, port ${port}`,
  );
  page.line(`  as ${serverName}`);
  page.line("");
  page.table({
    columns: [
      { title: "#", align: "right" },
      { title: "Valid from" },
      { title: "Valid until" },
      { title: "SHA-256" },
      { title: "Subject, issuer, names", wraps: true },
    ],
    rows: rows.map((row, index) => [String(index + 1), ...cellsOf(row, at)]),
  });
  page.line("");
  for (const { role, commonName } of leadsTo) {
    const tone = role === "required" ? "good" : "warning";
    page.entry(
      ["leads to".padEnd(14)],
      toned(tone, `${commonName}, ${role === "required" ? `which ${id} requires` : `which ${id} retires`}`),
    );
  }
  if (leadsTo.length === 0) {
    page.entry(["leads to".padEnd(14)], `none of the roots of ${id}, by the certificates served`);
  }
  if (saved !== undefined) page.entry(["saved".padEnd(14)], saved);
}

export function sightAsJson({ serverName, address, port, at, rows, notice, leadsTo }: Sight) {
  return {
    serverName,
    connectedTo: { address, port },
    lookedAt: at.toISOString(),
    chain: rows.map(servedAsJson),
    notice: notice.id,
    leadsTo,
  };
}

function servedAsJson({ der, row }: ServedRow) {
  if (row.kind === "defective") return { sha256: sha256Of(der), ...rowAsJson(row) };
  return { ...rowAsJson(row), names: namesOf(row.certificate) };
}

function cellsOf({ der, row }: ServedRow, at: Date): readonly Cell[] {
  const fingerprint = toned("faint", `${sha256Of(der).slice(0, 16)}...`);
  if (row.kind === "defective") {
    const why = asSentence(structureFailureInWords(row.failure));
    return [toned("bad", "unreadable"), "", fingerprint, toned("bad", why)];
  }
  const { notBefore, notAfter, subject, issuer } = row.certificate;
  const names = namesOf(row.certificate);
  const others = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return [
    toned(at < notBefore ? "warning" : "plain", day(notBefore.toISOString())),
    toned(at > notAfter ? "warning" : "plain", day(notAfter.toISOString())),
    fingerprint,
    [
      formatName(subject),
      toned("faint", `issued by ${formatName(issuer)}`),
      ...(names.length > 0 ? [toned("faint", `for ${names.slice(0, MOST_NAMES).join(", ")}${others}`)] : []),
    ],
  ];
}

const MOST_NAMES = 6;

function namesOf({ extensions }: Certificate): readonly string[] {
  return (extensions.subjectAltName ?? []).flatMap(nameText);
}

function nameText(name: GeneralName): readonly string[] {
  if (name.kind === "dns") return [name.value];
  return name.kind === "ip" ? [addressText(name.octets)] : [];
}

/** 4 octets or 16; any other number is no address and shown all the same. */
function addressText(octets: Uint8Array): string {
  if (octets.length !== 16) return octets.join(".");
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((octets[2 * at] ?? 0) << 8) | (octets[2 * at + 1] ?? 0)).toString(16),
  );
  return groups.join(":");
}
