/** `reroot bundle diff OLD NEW`: what the second bundle brings, drops and changes, and what in it ends soon. */
import {
  type Bundle,
  type Certificate,
  type CertificateDiff,
  diffCertificates,
  formatName,
  openBundle,
} from "@reroot/pki";
import { Command, Option } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { readBytes } from "../files/read-file.js";
import { Refusal } from "../refusal.js";
import type { Page } from "../terminal/page.js";
import { type Tone, toned } from "../terminal/tone.js";
import { bundleFailureInWords } from "../words/bundle-failure.js";
import { count } from "../words/count.js";
import { day } from "../words/dates.js";
import { asSentence } from "../words/words.js";
import { moment, type Run, wholeNumber } from "./command.js";

interface Options {
  readonly at?: Date;
  readonly days: number;
}

export function bundleDiffCommand(run: Run): Command {
  return new Command("diff")
    .description("compare two bundles by their certificates; verifies nothing")
    .argument("<old>", "a bundle")
    .argument("<new>", "another one")
    .addOption(new Option("--at <date>", "when expiry is asked for (default: now)").argParser(moment))
    .addOption(new Option("--days <n>", "what counts as soon").argParser(wholeNumber(1, 36_500)).default(365))
    .action(run(diff));
}

async function diff(desk: Desk, before: string, after: string, { at, days }: Options): Promise<ExitCode> {
  const compared = diffCertificates(await opened(before, desk), await opened(after, desk), {
    at: at ?? desk.world.now(),
    days,
  });
  if (desk.json) desk.out.json(asJson(compared));
  else show(compared, days, desk.out);
  return EXIT.fine;
}

async function opened(file: string, { world }: Desk): Promise<Bundle> {
  const bundle = openBundle(await readBytes(world.directory, file));
  if (bundle.ok) return bundle.value;
  const { sentence, advice } = bundleFailureInWords(bundle.failure);
  throw new Refusal({ sentence: asSentence(sentence), place: file, ...(advice && { advice }) });
}

function asJson({ added, removed, changed, kept, expired, expiring }: CertificateDiff) {
  return {
    added: added.map(shortly),
    removed: removed.map(shortly),
    changed: changed.map((pair) => ({ before: shortly(pair.before), after: shortly(pair.after) })),
    kept: kept.length,
    expired: expired.map(shortly),
    expiring: expiring.map(shortly),
  };
}

function shortly({ sha256, subject, notAfter }: Certificate) {
  return { sha256, subject: formatName(subject), notAfter: notAfter.toISOString() };
}

function show(
  { added, removed, changed, kept, expired, expiring }: CertificateDiff,
  days: number,
  out: Page,
): void {
  out.line(
    `${count(added.length, "certificate")} added, ${removed.length} removed, ${changed.length} changed, ${kept.length} kept`,
  );
  list("Added", "good", added, out);
  list("Removed", "bad", removed, out);
  list(
    "Changed: now",
    "notable",
    changed.map(({ after }) => after),
    out,
  );
  list("Expired", "warning", expired, out);
  list(`Expires within ${count(days, "day")}`, "warning", expiring, out);
}

function list(title: string, tone: Tone, certificates: readonly Certificate[], out: Page): void {
  if (certificates.length === 0) return;
  out.heading(title);
  out.table({
    columns: [{ title: "Valid until" }, { title: "SHA-256" }, { title: "Subject", wraps: true }],
    rows: certificates.map(({ sha256, subject, notAfter }) => [
      day(notAfter.toISOString()),
      toned("faint", `${sha256.slice(0, 16)}...`),
      toned(tone, formatName(subject)),
    ]),
  });
}
