/**
 * `reroot bundle inspect FILE`: what is in a bundle of any form, without asking who signed it. Whatever is
 * odd about a certificate stands in its row; none of it keeps the others from being shown.
 */
import {
  type Bundle,
  type Certificate,
  type CertificateRow,
  certificatesIn,
  formatName,
  type Oddity,
  oddities,
  openBundle,
  signerRootOf,
} from "@reroot/pki";
import { Command, Option } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { readBytes } from "../files/read-file.js";
import { type Span, toned } from "../terminal/tone.js";
import { rowAsJson } from "../views/certificate-json.js";
import { failureAsJson } from "../views/failure-json.js";
import { bundleFailureInWords } from "../words/bundle-failure.js";
import { count } from "../words/count.js";
import { day, minute } from "../words/dates.js";
import { oddityInWords } from "../words/oddity.js";
import { structureFailureInWords } from "../words/structure-failure.js";
import { asSentence } from "../words/words.js";
import { moment, type Run } from "./command.js";

export function bundleInspectCommand(run: Run): Command {
  return new Command("inspect")
    .description("list what a bundle holds: signed, certificates only, or PEM; verifies nothing")
    .argument("<file>", "a bundle")
    .addOption(new Option("--at <date>", "when validity is asked for (default: now)").argParser(moment))
    .action(run(inspect));
}

async function inspect(desk: Desk, file: string, { at }: { readonly at?: Date }): Promise<ExitCode> {
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
  const odd = oddities(opened.value.certificates, at ?? desk.world.now());
  if (desk.json) desk.out.json(asJson(opened.value, odd));
  else showBundle(opened.value, odd, desk);
  return EXIT.fine;
}

type Oddities = ReadonlyMap<Certificate, readonly Oddity[]>;

function asJson(bundle: Bundle, odd: Oddities) {
  const root = signerRootOf(bundle);
  return {
    ok: true,
    form: bundle.form,
    name: bundle.name ?? null,
    version: bundle.version ?? null,
    signedAt: bundle.signedAt?.toISOString() ?? null,
    signerRoot: root ? { name: formatName(root.name), sha256: root.certificate?.sha256 ?? null } : null,
    certificates: bundle.certificates.map((row) => ({ ...rowAsJson(row), ...oddAsJson(row, odd) })),
    transport: bundle.transport.map(rowAsJson),
  };
}

/** Defects stand in the row already. */
function oddAsJson(row: CertificateRow, odd: Oddities) {
  const found = row.kind === "certificate" ? (odd.get(row.certificate) ?? []) : [];
  const beside = found.filter(({ code }) => code.startsWith("oddity/"));
  return beside.length > 0 ? { oddities: beside } : {};
}

function showBundle(bundle: Bundle, odd: Oddities, { out }: Desk): void {
  const label = [bundle.name, bundle.version && `version ${bundle.version}`].filter(Boolean).join(", ");
  out.line(toned("strong", label || "Unnamed bundle"), `  ${FORMS[bundle.form]}`);
  if (bundle.signedAt) out.line(`  says that it was signed on ${minute(bundle.signedAt.toISOString())}`);
  const root = signerRootOf(bundle);
  if (root) out.line(`  says that its signer's root is ${formatName(root.name)}`);
  const unreadable = bundle.certificates.length - certificatesIn(bundle.certificates).length;
  out.line(
    `  ${count(bundle.certificates.length, "certificate")}${unreadable > 0 ? `, ${unreadable} of them unreadable` : ""}`,
  );
  out.line("");
  out.table({
    columns: [{ title: "Valid until" }, { title: "SHA-256" }, { title: "Subject", wraps: true }],
    rows: bundle.certificates.map((row) => tableRow(row, odd)),
  });
  showTransport(bundle, out);
  if (bundle.form !== "pem")
    out.paragraph(toned("faint", "Nothing was verified; `reroot bundle verify` does that."));
}

const FORMS = {
  signed: "certificates inside a signed message, the form that devices import",
  "certificates-only": "PKCS #7 with certificates and no signer",
  pem: "PEM certificates",
} as const;

/** These prove the signature, and are not imported. */
function showTransport({ transport }: Bundle, out: Desk["out"]): void {
  if (transport.length === 0) return;
  out.heading("Travels with the signature, and is not imported");
  out.table({
    columns: [{ title: "Valid until" }, { title: "SHA-256" }, { title: "Subject", wraps: true }],
    rows: transport.map((row) => tableRow(row, new Map())),
  });
  out.line("");
}

function tableRow(row: CertificateRow, odd: Oddities): readonly (Span | readonly Span[])[] {
  if (row.kind === "defective") {
    return [toned("bad", "unreadable"), "", toned("bad", structureFailureInWords(row.failure))];
  }
  const { notAfter, sha256, subject } = row.certificate;
  const notes = odd.get(row.certificate) ?? [];
  const isOver = notes.some(({ code }) => code === "oddity/expired");
  return [
    toned(isOver ? "warning" : "plain", day(notAfter.toISOString())),
    toned("faint", `${sha256.slice(0, 16)}...`),
    [formatName(subject), ...notes.map((note) => toned("warning", asSentence(oddityInWords(note))))],
  ];
}
