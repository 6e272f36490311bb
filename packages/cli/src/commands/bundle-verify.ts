/**
 * `reroot bundle verify FILE`: who signed this bundle, what is in it, and would importing it help? A
 * genuine bundle that lacks the required root verifies; that importing it would not help is said apart.
 */
import type { FieldNotice } from "@reroot/core";
import { type Certificate, certificatesIn, formatName, type VerifiedBundle, verifyBundle } from "@reroot/pki";
import { Command, Option } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { noticeById } from "../files/notices.js";
import { readBytes } from "../files/read-file.js";
import { signerPins } from "../flow/signer-pins.js";
import { toned } from "../terminal/tone.js";
import { failureAsJson } from "../views/failure-json.js";
import { bundleFailureInWords } from "../words/bundle-failure.js";
import { count, joined } from "../words/count.js";
import { day, minute } from "../words/dates.js";
import { asSentence } from "../words/words.js";
import { DEFAULT_NOTICE, moment, type Run } from "./command.js";

interface Options {
  readonly notice: string;
  readonly at?: Date;
  readonly certificates?: true;
}

export function bundleVerifyCommand(run: Run): Command {
  return new Command("verify")
    .description(
      "verify a bundle's signature up to a signer root of the notice, and say whether it would help",
    )
    .argument("<file>", "a bundle, such as ios.p7b")
    .option("--notice <id>", "the notice whose signer roots and required root count", DEFAULT_NOTICE)
    .addOption(
      new Option("--at <date>", "when the signer must be valid (default: when it was signed)").argParser(
        moment,
      ),
    )
    .option("--certificates", "list every certificate")
    .action(run(verify));
}

async function verify(desk: Desk, file: string, options: Options): Promise<ExitCode> {
  const notice = await noticeById(desk.world, options.notice);
  const bytes = await readBytes(desk.world.directory, file);
  const verified = verifyBundle(bytes, { ...signerPins(notice), ...(options.at && { at: options.at }) });
  if (desk.json) {
    desk.out.json(
      verified.ok ? asJson(verified.value, notice) : { ok: false, failure: failureAsJson(verified.failure) },
    );
  } else if (verified.ok) {
    showVerified(verified.value, notice, desk, options.certificates === true);
  } else {
    const { sentence, advice } = bundleFailureInWords(verified.failure);
    desk.out.entry([toned("bad", "refused"), "  "], asSentence(sentence));
    if (advice) desk.out.paragraph(advice, 9);
  }
  return verified.ok ? EXIT.fine : EXIT.toActOn;
}

function asJson(bundle: VerifiedBundle, notice: FieldNotice) {
  return {
    ok: true,
    name: bundle.name ?? null,
    version: bundle.version ?? null,
    signedAt: bundle.signedAt?.toISOString() ?? null,
    signerRootSha256: bundle.signerRootSha256,
    certificates: certificatesIn(bundle.certificates).map((certificate) => ({
      sha256: certificate.sha256,
      sha1: certificate.sha1,
      subject: formatName(certificate.subject),
      notAfter: certificate.notAfter.toISOString(),
    })),
    unreadable: bundle.certificates.length - certificatesIn(bundle.certificates).length,
    requiredRoots: notice.requiredRoots.map(({ commonName, sha256 }) => ({
      commonName,
      sha256,
      held: holds(bundle, sha256),
    })),
  };
}

function showVerified(bundle: VerifiedBundle, notice: FieldNotice, { out }: Desk, list: boolean): void {
  const certificates = certificatesIn(bundle.certificates);
  const unreadable = bundle.certificates.length - certificates.length;
  const root = bundle.signerChain.at(-1);
  out.line(
    toned("good", "verified"),
    `  ${bundle.name ?? "unnamed bundle"}, version ${bundle.version ?? "unknown"}`,
  );
  out.line(
    `  signed        ${bundle.signedAt ? minute(bundle.signedAt.toISOString()) : "at an unknown time"}`,
  );
  out.line(`  signer root   ${root ? formatName(root.subject) : bundle.signerRootSha256}`);
  out.line("                ", toned("faint", `SHA-256 ${bundle.signerRootSha256}`));
  out.line(
    `  certificates  ${certificates.length}${unreadable > 0 ? `, and ${unreadable} that cannot be read` : ""}`,
  );
  out.line("");
  showWhetherItHelps(bundle, notice, out);
  if (list) showCertificates(certificates, out);
}

function showWhetherItHelps(bundle: VerifiedBundle, notice: FieldNotice, out: Desk["out"]): void {
  const id = notice.id.toUpperCase();
  const missing = notice.requiredRoots.filter(({ sha256 }) => !holds(bundle, sha256));
  if (missing.length === 0) {
    const held = joined(notice.requiredRoots.map(({ commonName }) => commonName));
    out.entry([toned("good", "helps"), "     "], `It holds ${held}, which ${id} requires.`);
    return;
  }
  const names = joined(missing.map(({ commonName }) => commonName));
  out.entry([toned("warning", "no help"), "   "], `It does not hold ${names}, which ${id} requires.`);
  out.paragraph("It is genuine, and importing it would not help. Use a bundle that holds that root.", 10);
}

function holds(bundle: VerifiedBundle, sha256: string): boolean {
  return certificatesIn(bundle.certificates).some((certificate) => certificate.sha256 === sha256);
}

function showCertificates(certificates: readonly Certificate[], out: Desk["out"]): void {
  out.heading(count(certificates.length, "certificate"));
  out.table({
    columns: [{ title: "Valid until" }, { title: "SHA-256" }, { title: "Subject", wraps: true }],
    rows: certificates.map(({ subject, notAfter, sha256 }) => [
      day(notAfter.toISOString()),
      toned("faint", `${sha256.slice(0, 16)}...`),
      formatName(subject),
    ]),
  });
}
