/**
 * `reroot bundle fetch [URL]`: a bundle from the vendor to this machine, under its name only once its
 * signature was verified up to a signer root of the notice.
 */
import { createHash } from "node:crypto";
import { rename } from "node:fs/promises";
import path from "node:path";
import type { FieldNotice } from "@reroot/core";
import { certificatesIn, formatName, type VerifiedBundle, verifyBundle } from "@reroot/pki";
import { Command, Option } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { noticeById } from "../files/notices.js";
import { asRefusal, readBytes } from "../files/read-file.js";
import { type Downloaded, download, forget } from "../flow/download.js";
import { signerPins } from "../flow/signer-pins.js";
import { Refusal } from "../refusal.js";
import { toned } from "../terminal/tone.js";
import { failedInput } from "../views/failed-input.js";
import { failureAsJson } from "../views/failure-json.js";
import { bundleFailureInWords } from "../words/bundle-failure.js";
import { count, joined } from "../words/count.js";
import { minute } from "../words/dates.js";
import { fetchFailureInWords } from "../words/fetch-failure.js";
import { asSentence } from "../words/words.js";
import { DEFAULT_NOTICE, type Run, wholeNumber } from "./command.js";

interface Options {
  readonly out?: string;
  readonly maxBytes: number;
  readonly resume?: true;
  readonly notice: string;
}

export function bundleFetchCommand(run: Run): Command {
  return new Command("fetch")
    .description("fetch a bundle and verify it; one that does not verify never gets the good name")
    .argument("[url]", "where from (default: where the notice says)")
    .option("--out <file>", "where to (default: the file's name, here)")
    .addOption(
      new Option("--max-bytes <n>", "fetch no more than this")
        .argParser(wholeNumber(1, 64 * 1024 * 1024))
        .default(16 * 1024 * 1024),
    )
    .option("--resume", "go on where an earlier attempt stopped")
    .option("--notice <id>", "the notice whose signer roots count", DEFAULT_NOTICE)
    .action(run(fetchBundle));
}

const SILENCE_MS = 30_000;
const WHOLE_MS = 15 * 60_000;

async function fetchBundle(desk: Desk, given: string | undefined, options: Options): Promise<ExitCode> {
  const { world, progress } = desk;
  const notice = await noticeById(world, options.notice);
  const url = given ?? defaultUrl(notice);
  const named = options.out ?? fileNameIn(url);
  const file = path.resolve(world.directory, named);
  const part = `${file}.part`;
  const fetched = await download({
    url,
    part,
    resume: options.resume === true,
    limits: { bytes: options.maxBytes, silenceMs: SILENCE_MS, wholeMs: WHOLE_MS },
    watch: (bytes) => progress.show(`Fetching ${url}: ${bytes.toLocaleString("en")} bytes`),
  });
  progress.clear();
  if (!fetched.ok) {
    return failedInput(desk, {
      failure: fetched.failure,
      words: fetchFailureInWords(fetched.failure),
      place: url,
    });
  }
  return judge(desk, notice, fetched.value, { named, file, part });
}

interface Target {
  readonly named: string;
  readonly file: string;
  readonly part: string;
}

/** The bytes are judged as they lie on the disk: those of an earlier attempt are among them. */
async function judge(
  { world, json, out }: Desk,
  notice: FieldNotice,
  fetched: Downloaded,
  { named, file, part }: Target,
): Promise<ExitCode> {
  const bytes = await readBytes(world.directory, part);
  const verified = verifyBundle(bytes, signerPins(notice));
  const kept = verified.ok ? named : `${named}.refused`;
  try {
    await rename(part, verified.ok ? file : `${file}.refused`);
    await forget(part);
  } catch (error) {
    throw asRefusal(error, kept);
  }
  const facts = {
    url: fetched.url,
    file: kept,
    bytes: bytes.length,
    resumedAt: fetched.resumedAt,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    md5: createHash("md5").update(bytes).digest("hex"),
  };
  if (json) {
    out.json(
      verified.ok
        ? { ok: true, ...facts, ...bundleAsJson(verified.value, notice) }
        : { ok: false, ...facts, failure: failureAsJson(verified.failure) },
    );
    return verified.ok ? EXIT.fine : EXIT.toActOn;
  }
  if (verified.ok) showVerified(verified.value, notice, out);
  else {
    const { sentence, advice } = bundleFailureInWords(verified.failure);
    out.entry([toned("bad", "refused"), "  "], asSentence(sentence));
    if (advice) out.paragraph(advice, 9);
    out.paragraph(`It is kept as ${kept}, to be looked at and not to be used.`, 9);
  }
  showFacts(facts, out);
  return verified.ok ? EXIT.fine : EXIT.toActOn;
}

function defaultUrl(notice: FieldNotice): string {
  const url = notice.remedies.find(({ id }) => id === "import-from-default-url")?.bundleUrl;
  if (url) return url;
  throw new Refusal({
    sentence: `The notice ${notice.id} does not say where its bundle is.`,
    advice: "Give the address: reroot bundle fetch URL",
  });
}

/** @throws {Refusal} where the address ends in nothing that can be a file's name. */
function fileNameIn(url: string): string {
  const name = URL.canParse(url) ? path.posix.basename(new URL(url).pathname) : "";
  if (/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,100}$/.test(name)) return name;
  throw new Refusal({
    sentence: "The address does not say what the file is to be called.",
    place: url,
    advice: "Give a name: --out FILE",
  });
}

function bundleAsJson(bundle: VerifiedBundle, notice: FieldNotice) {
  return {
    name: bundle.name ?? null,
    version: bundle.version ?? null,
    signedAt: bundle.signedAt?.toISOString() ?? null,
    signerRootSha256: bundle.signerRootSha256,
    certificates: bundle.certificates.length,
    requiredRoots: notice.requiredRoots.map(({ commonName, sha256 }) => ({
      commonName,
      sha256,
      held: holds(bundle, sha256),
    })),
  };
}

function showVerified(bundle: VerifiedBundle, notice: FieldNotice, out: Desk["out"]): void {
  const { name, version, signedAt, signerChain, certificates } = bundle;
  const id = notice.id.toUpperCase();
  const root = signerChain.at(-1);
  out.line(toned("good", "verified"), `  ${name ?? "unnamed bundle"}, version ${version ?? "unknown"}`);
  out.line(`  signed        ${signedAt ? minute(signedAt.toISOString()) : "at an unknown time"}`);
  out.line(`  signer root   ${root ? formatName(root.subject) : bundle.signerRootSha256}`);
  out.line(`  certificates  ${count(certificates.length, "certificate")}`);
  const required = notice.requiredRoots.map(({ commonName }) => commonName);
  const missing = notice.requiredRoots.filter(({ sha256 }) => !holds(bundle, sha256));
  if (missing.length === 0) {
    out.entry([toned("good", "  helps"), "         "], `it holds ${joined(required)}, which ${id} requires`);
  } else {
    const names = joined(missing.map(({ commonName }) => commonName));
    out.entry([toned("warning", "  no help"), "       "], `it does not hold ${names}, which ${id} requires`);
  }
}

function showFacts(
  {
    url,
    file,
    bytes,
    resumedAt,
    sha256,
    md5,
  }: { url: string; file: string; bytes: number; resumedAt: number; sha256: string; md5: string },
  out: Desk["out"],
): void {
  out.line(`  file          ${file}, ${bytes.toLocaleString("en")} bytes`);
  out.line(`  from          ${url}`);
  if (resumedAt > 0) out.line(`  resumed       after ${resumedAt.toLocaleString("en")} bytes`);
  out.line(`  SHA-256       ${sha256}`);
  out.line(`  MD5           ${md5}`, toned("faint", "  as `show md5 file` prints it"));
}

function holds(bundle: VerifiedBundle, sha256: string): boolean {
  return certificatesIn(bundle.certificates).some((certificate) => certificate.sha256 === sha256);
}
