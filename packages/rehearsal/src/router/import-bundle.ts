/**
 * `crypto ca trustpool import url`: fetch a bundle by HTTP, HTTPS or from a file, judge it, take its certificates in.
 * The log message of a failed download is the notice's; the others are reconstructions. On success nothing is printed.
 */
import { logHandshakeFailure, parseUrl } from "./contact.js";
import { trustPoolEgress } from "./egress.js";
import { parsePath } from "./files.js";
import { exchange } from "./http.js";
import type { EmulatedRouter } from "./router.js";
import type { BundleRefusal } from "./verify-bundle.js";

export type ImportOutcome =
  | { readonly ok: true; readonly imported: number }
  | { readonly ok: false; readonly failure: "download" | "no-such-file" | "disk-full" | BundleRefusal };

export async function importBundle(router: EmulatedRouter, source: string): Promise<ImportOutcome> {
  const outcome = await attempt(router, source);
  if (outcome.ok)
    log(router, "LOG_INFO", `Trustpool: ${outcome.imported} certificates imported from ${source}`);
  else log(router, "ERR_1_PARAM", FAILURE_TEXTS[outcome.failure]);
  return outcome;
}

async function attempt(router: EmulatedRouter, source: string): Promise<ImportOutcome> {
  const bytes = await fetchBundle(router, source);
  if (typeof bytes === "string") return { ok: false, failure: bytes };
  // The download is written to disk before it is read.
  if (router.fault("disk-full") !== undefined) return { ok: false, failure: "disk-full" };
  const judgement = router.surroundings.bundles.judge(bytes, router.pool);
  if (!judgement.ok) return { ok: false, failure: judgement.refusal };
  router.importCertificates(judgement.certificates);
  return { ok: true, imported: judgement.certificates.length };
}

async function fetchBundle(
  router: EmulatedRouter,
  source: string,
): Promise<Uint8Array | "download" | "no-such-file"> {
  if (!/^https?:/i.test(source)) {
    const path = parsePath(source);
    return (path && router.files.read(path)?.content) ?? "no-such-file";
  }
  const url = parseUrl(source);
  if (url === undefined) return "download";
  const answer = await exchange(router, "GET", url, trustPoolEgress(router.running()));
  if (answer.ok) return answer.status === 200 ? answer.body : "download";
  logHandshakeFailure(router, answer.failure);
  return "download";
}

const FAILURE_TEXTS: Readonly<Record<Extract<ImportOutcome, { ok: false }>["failure"], string>> = {
  download: "Download failed, HTTP returned an error",
  "no-such-file": "Download failed, file could not be read",
  "disk-full": "Download failed, no space left on device",
  "not-a-bundle": "Trustpool bundle import failed, not a valid PKCS7 bundle",
  "no-certificates": "Trustpool bundle import failed, no certificates in bundle",
  "bad-signature": "Trustpool bundle import failed, signature verification failed",
  "unknown-signer": "Trustpool bundle import failed, bundle is not signed by a trusted root",
};

function log(router: EmulatedRouter, mnemonic: string, text: string): void {
  router.logMessage({ process: "cepki", jobId: 279, code: `SECURITY-PKI-6-${mnemonic}`, text });
}
