/** `reroot bundle inspect FILE`: what is in a bundle of any form, without asking who signed it. */
import { type Bundle, type CertificateRow, certificatesIn, formatName, openBundle } from "@reroot/pki";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { readBytes } from "../files/read-file.js";
import { type Span, toned } from "../terminal/tone.js";
import { failureAsJson } from "../views/failure-json.js";
import { bundleFailureInWords } from "../words/bundle-failure.js";
import { count } from "../words/count.js";
import { day, minute } from "../words/dates.js";
import { defectInWords, structureFailureInWords } from "../words/structure-failure.js";
import { asSentence } from "../words/words.js";
import type { Run } from "./command.js";

export function bundleInspectCommand(run: Run): Command {
  return new Command("inspect")
    .description("list what a bundle holds: signed, certificates only, or PEM; verifies nothing")
    .argument("<file>", "a bundle")
    .action(run(inspect));
}

async function inspect(desk: Desk, file: string): Promise<ExitCode> {
  const opened = openBundle(await readBytes(desk.world.directory, file));
  if (!opened.ok) {
    const { sentence, advice } = bundleFailureInWords(opened.failure);
    if (desk.json) desk.out.json({ ok: false, failure: failureAsJson(opened.failure) });
    else {
      desk.out.line(toned("bad", "unreadable"), `  ${asSentence(sentence)}`);
      if (advice) desk.out.paragraph(advice, 2);
    }
    return EXIT.toActOn;
  }
  if (desk.json) desk.out.json(asJson(opened.value));
  else showBundle(opened.value, desk, desk.world.now());
  return EXIT.fine;
}

function asJson(bundle: Bundle) {
  return {
    ok: true,
    form: bundle.form,
    name: bundle.name ?? null,
    version: bundle.version ?? null,
    signedAt: bundle.signedAt?.toISOString() ?? null,
    certificates: bundle.certificates.map(rowAsJson),
    transport: bundle.transport.map(rowAsJson),
  };
}

function rowAsJson(row: CertificateRow) {
  if (row.kind === "defective") return { where: row.where, failure: row.failure };
  const { sha256, sha1, subject, issuer, serial, notBefore, notAfter, defects } = row.certificate;
  return {
    sha256,
    sha1,
    subject: formatName(subject),
    issuer: formatName(issuer),
    serial,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    ...(defects.length > 0 && { defects }),
  };
}

function showBundle(bundle: Bundle, { out }: Desk, now: Date): void {
  const label = [bundle.name, bundle.version && `version ${bundle.version}`].filter(Boolean).join(", ");
  out.line(toned("strong", label || "Unnamed bundle"), `  ${FORMS[bundle.form]}`);
  if (bundle.signedAt) out.line(`  says that it was signed on ${minute(bundle.signedAt.toISOString())}`);
  const odd = bundle.certificates.length - certificatesIn(bundle.certificates).length;
  out.line(
    `  ${count(bundle.certificates.length, "certificate")}${odd > 0 ? `, ${odd} of them unreadable` : ""}`,
  );
  out.line("");
  out.table({
    columns: [{ title: "Valid until" }, { title: "SHA-256" }, { title: "Subject", wraps: true }],
    rows: bundle.certificates.map((row) => tableRow(row, now)),
  });
  if (bundle.form !== "pem")
    out.paragraph(toned("faint", "Nothing was verified; `reroot bundle verify` does that."));
}

const FORMS = {
  signed: "certificates inside a signed message, the form that devices import",
  "certificates-only": "PKCS #7 with certificates and no signer",
  pem: "PEM certificates",
} as const;

function tableRow(row: CertificateRow, now: Date): readonly (Span | readonly Span[])[] {
  if (row.kind === "defective") {
    return [toned("bad", "unreadable"), "", toned("bad", structureFailureInWords(row.failure))];
  }
  const { notAfter, sha256, subject, defects, version } = row.certificate;
  const notes = [...(version === 3 ? [] : [`X.509 v${version}`]), ...defects.map(defectInWords)];
  return [
    toned(notAfter < now ? "warning" : "plain", day(notAfter.toISOString())),
    toned("faint", `${sha256.slice(0, 16)}...`),
    [formatName(subject), ...notes.map((note) => toned("warning", asSentence(note)))],
  ];
}
